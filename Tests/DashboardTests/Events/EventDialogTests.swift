import LambdaModel
import Support
import Testing

@testable import Dashboard

/// The choice of a template, the question after an edit, and the line that is typed.
@Suite struct EventDialogTests {
    private static let choices = [
        TemplateChoice(
            name: "s3-put", source: "S3", summary: "an object was put",
            parameters: [
                .init(name: "bucket", standard: "images", description: "the bucket"),
                .init(name: "key", standard: "cat.jpg", description: "the object"),
            ]),
        TemplateChoice(name: "sqs", source: "SQS", summary: "one message"),
        TemplateChoice(name: "schedule", source: "EventBridge", summary: "a rule of S3 times"),
    ]

    private func deck(_ size: Size = Size(width: 120, height: 36)) -> Model {
        var model = Model.deck(size)
        #expect(EventDesk.create(on: &model) == [.event(function: "hello", .loadTemplates)])
        #expect(
            model.update(.event(function: "hello", .templates(Self.choices)))
                == [.event(function: "hello", .render(TemplateUse("s3-put")))])
        return model
    }

    private func render(_ use: TemplateUse, _ result: RenderedTemplate, _ model: inout Model) -> [Effect] {
        model.update(.event(function: "hello", .rendered(use, result)))
    }

    // MARK: Templates

    @Test(arguments: [
        ("", ["s3-put", "sqs", "schedule"]), ("s3", ["s3-put", "schedule"]), ("sq", ["sqs"]), ("put", ["s3-put"]),
        ("ss", ["sqs"]), ("message", ["sqs"]), ("S3 object", ["s3-put"]), ("nothing", []),
    ])
    func `templates are found by a few letters`(_ text: String, _ names: [String]) {
        #expect(TemplateSearch.found(text, in: Self.choices).map(\.name) == names)
    }

    @Test func `a template without parameters asks for a name at once`() {
        var model = deck()
        #expect(model.press(.down) == [.event(function: "hello", .render(TemplateUse("sqs")))])
        // The event is made as soon as it is known.
        #expect(model.press(.enter) == [])
        #expect(render(TemplateUse("s3-put"), .event([1]), &model) == [])
        #expect(render(TemplateUse("sqs"), .event(Array("{}\n".utf8)), &model) == [])
        #expect(model.status.contains("name of the new event: sqs.json"))
        #expect(model.press(.enter) == [.event(function: "hello", .file(.create("sqs.json", Array("{}\n".utf8))))])
    }

    @Test func `parameters are typed one by one, over their standard values`() {
        var model = deck()
        _ = render(TemplateUse("s3-put"), .event(Array("{ \"key\": \"cat.jpg\" }".utf8)), &model)
        #expect(model.press(.enter) == [])
        #expect(model.rows.contains { $0.contains("New event from s3-put") })
        #expect(model.rows.contains { $0.contains("▸ bucket  images") })
        #expect(model.rows.contains { $0.contains("{ \"key\": \"cat.jpg\" }") })
        model.press(.control("u"))
        let use = TemplateUse("s3-put", ["bucket": "x"])
        #expect(model.type("x") == [.event(function: "hello", .render(use))])
        #expect(model.press(.enter) == [])
        #expect(render(use, .problem("bucket: at least 3 characters"), &model) == [])
        #expect(model.rows.contains { $0.contains("bucket: at least 3 characters") })
        #expect(model.press(.enter) == [])
        #expect(model.overlay != nil, "a problem makes no event")
        model.press(.backTab)
        model.type("yz")
        let longer = TemplateUse("s3-put", ["bucket": "xyz"])
        #expect(render(longer, .event([7]), &model) == [])
        model.press(.tab)
        model.press(.enter)
        #expect(model.press(.enter) == [.event(function: "hello", .file(.create("s3-put-2.json", [7])))])
    }

    @Test func `Esc goes back to the templates, then to the panes`() {
        var model = deck()
        model.press(.enter, .escape)
        #expect(model.rows.contains { $0.contains("3 of 3") })
        model.press(.escape)
        #expect(model.overlay == nil)
    }

    @Test func `JSON pasted into the dialog becomes an event`() {
        var model = deck()
        model.notify(.input(.paste("[1,")))
        #expect(model.rows.contains { $0.contains("the pasted text is not JSON: 1:4") })
        model.notify(.input(.paste("[1]\n")))
        #expect(model.press(.enter) == [.event(function: "hello", .file(.create("pasted.json", Array("[1]\n".utf8))))])
    }

    @Test(arguments: [(200, 60), (120, 36), (80, 24), (60, 20), (40, 10)])
    func `dialogs fit every screen`(_ width: Int, _ height: Int) {
        var model = deck(Size(width: width, height: height))
        _ = render(TemplateUse("s3-put"), .event(Array("{\n  \"a\": \"\u{1B}[2J空\"\n}".utf8)), &model)
        #expect(model.view().mistakes == [])
        model.press(.enter)
        #expect(model.view().mistakes == [])
        let mistake = EventMistake(line: 3, column: 30, message: "a long message " + text, text: text)
        for problem: EditedEvent.Problem in [.mistake(mistake), .changed, .failed(text)] {
            model.notify(.event(function: "hello", .edited(EditedEvent(edit: 1, event: text, problem: problem))))
            #expect(model.view().mistakes == [])
            #expect(model.rows.contains { $0.contains("u    undo") })
        }
        model.press(.character("u"))
        _ = EventDesk.duplicate(on: &model)
        model.type(text)
        #expect(model.view().mistakes == [])
    }

    private let text = String(repeating: "空ab ", count: 30)

    // MARK: The question after an edit

    @Test func `the question shows the mistake, and no key loses what was written`() {
        var model = Model.deck()
        let mistake = EventMistake(line: 2, column: 10, message: "trailing comma; remove it", text: "  \"a\": 1,}")
        let edited = EditedEvent(edit: 4, event: "cart.json", problem: .mistake(mistake))
        model.notify(.event(function: "hello", .edited(edited)))
        let rows = model.rows
        #expect(rows.contains { $0.contains("cart.json is not JSON") })
        #expect(rows.contains { $0.contains("line 2, column 10: trailing comma; remove it") })
        let marks = rows.indices.dropFirst().filter { rows[$0 - 1].contains("  \"a\": 1,}") }
        #expect(marks.count == 1)
        for row in marks {
            let (line, mark) = (Array(rows[row - 1]), Array(rows[row]))
            #expect(mark.firstIndex(of: "^") == line.firstIndex(of: "}"))
        }
        #expect(model.press(.escape, .control("c"), .character("q"), .character("D")) == [])
        #expect(model.overlay != nil)
        #expect(model.type("e") == [.event(function: "hello", .finishEdit(4, .reopen))])
        for (key, answer) in [("k", EditAnswer.keep), ("u", .drop)] {
            model.notify(.event(function: "hello", .edited(edited)))
            #expect(model.type(key) == [.event(function: "hello", .finishEdit(4, answer))])
            #expect(model.overlay == nil)
        }
    }

    @Test func `a mistake is found with its line`() {
        #expect(EventMistake(Array("{\"a\": 1}".utf8)) == nil)
        #expect(EventMistake([0xEF, 0xBB, 0xBF] + Array("[]".utf8)) == nil)
        let mistake = EventMistake(Array("{\r\n  \"a\": 1,\r\n  \"b\": x\r\n}".utf8))
        #expect(mistake?.place == "3:8")
        #expect(mistake?.text == "  \"b\": x")
    }

    // MARK: The line

    @Test func `a line is edited at its cursor`() {
        var line = EditableLine("cart.json")
        line.place(4)
        for key in [Key.character("s"), .character("空"), .left, .backspace] { _ = line.handle(key) }
        #expect(line.text == "cart空.json" && line.cursor == 4)
        _ = line.handle(.control("k"))
        #expect(line.text == "cart")
        _ = line.handle(.control("w"))
        #expect(line.text.isEmpty)
        line.insert("a\nb\u{1B}c")
        #expect(line.text == "abc" && line.cursor == 3)
        let others = [Key.enter, .up, .tab].map { line.handle($0) }
        #expect(others == [false, false, false])
        line.insert("e")
        line.insert("\u{301}")
        #expect(line.text == "abce\u{301}" && line.cursor == 4)
    }
}
