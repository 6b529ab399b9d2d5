import LambdaModel
import Testing

@testable import Dashboard

/// What the user does with saved events, and what becomes of it.
@Suite struct EventKeysTests {
    private static func event(_ name: String, expectation: FileStamp? = nil, size: Int = 2) -> SavedEvent {
        var event = SavedEvent(name: name, path: "/e/" + name)
        event.folder = name.split(separator: "/").dropLast().joined(separator: "/")
        event.stamp = FileStamp(size: size)
        event.expectation = expectation.map { ExpectationFile(path: "/e/x.expected.json", stamp: $0) }
        return event
    }

    private static func list(_ events: [SavedEvent]) -> EventList {
        EventList(
            names: events.map(\.name), folder: "/e",
            details: Dictionary(uniqueKeysWithValues: events.map { ($0.name, $0) }))
    }

    private func deck(_ events: [SavedEvent] = ["a.json", "b.json", "c/d.json"].map { Self.event($0) }) -> Model {
        var model = Model.deck(events: [])
        model.notify(.events(function: "hello", Self.list(events)))
        return model
    }

    /// The answer of the host to a change.
    private func reply(_ request: EventFileRequest, _ reply: EventFileReply, _ model: inout Model) -> [Effect] {
        model.update(.event(function: "hello", .replied(request, reply)))
    }

    @Test func `a deleted event comes back, and the undo is used once`() {
        var model = deck()
        #expect(EventDesk.delete(on: &model) == [.event(function: "hello", .file(.delete("a.json")))])
        _ = reply(.delete("a.json"), .done(EventFileChange(name: "a.json", token: "1-2")), &model)
        #expect(model.notice == Notice(.info, "deleted a.json · u undo"))
        #expect(EventDesk.undo(on: &model) == [.event(function: "hello", .file(.undo("1-2")))])
        #expect(EventDesk.undo(on: &model) == [])
        #expect(model.notice?.text == "there is nothing to undo")
        _ = reply(.undo("1-2"), .done(EventFileChange(name: "a.json")), &model)
        #expect(model.notice?.text == "a.json is as it was before")
    }

    @Test func `an undo that failed is over, and two undos can run at a time`() {
        var model = deck()
        _ = reply(.duplicate("a.json", as: "x.json"), .done(EventFileChange(name: "x.json")), &model)
        _ = reply(.duplicate("a.json", as: "y.json"), .done(EventFileChange(name: "y.json")), &model)
        #expect(EventDesk.undo(on: &model) == [.event(function: "hello", .file(.delete("y.json")))])
        #expect(EventDesk.undo(on: &model) == [.event(function: "hello", .file(.delete("x.json")))])
        _ = reply(.delete("y.json"), .problem("y.json is gone"), &model)
        #expect(model.notice == Notice(.error, "y.json is gone"))
        _ = reply(.delete("x.json"), .done(EventFileChange(name: "x.json", token: "1")), &model)
        #expect(model.notice?.text == "x.json is removed again")
        // The user deletes an event of that name.
        _ = reply(.delete("y.json"), .done(EventFileChange(name: "y.json", token: "2")), &model)
        #expect(model.notice?.text == "deleted y.json · u undo")
        #expect(EventDesk.undo(on: &model) == [.event(function: "hello", .file(.undo("2")))])
    }

    @Test func `only the last ten changes can be undone`() {
        var undo = EventUndo()
        for number in 1...12 { undo.add(.undo("\(number)"), of: "hello") }
        #expect(undo.changes.count == 10)
        #expect(undo.changes.first?.request == .undo("3"))
        #expect(undo.take()?.request == .undo("12"))
    }

    @Test func `a renamed event stays selected, keeps its pin, and gets its name back`() {
        var model = deck()
        model.type("2jP")
        #expect(EventDesk.rename(on: &model) == [])
        #expect(model.status.contains("rename b.json to: b.json"))
        model.press(.backspace)
        #expect(model.type("x") == [])
        #expect(model.press(.enter) == [.event(function: "hello", .file(.rename("b.json", to: "x.json")))])
        #expect(model.overlay == nil)
        _ = reply(.rename("b.json", to: "x.json"), .done(EventFileChange(name: "x.json")), &model)
        #expect(model.notice?.text == "b.json is x.json now · u undo")
        model.notify(.events(function: "hello", Self.list(["a.json", "c/d.json", "x.json"].map { Self.event($0) })))
        #expect(model.item?.selectedEvent == "x.json" && model.item?.pinnedEvent == "x.json")
        #expect(EventDesk.undo(on: &model) == [.event(function: "hello", .file(.rename("x.json", to: "b.json")))])
    }

    @Test func `a name is checked as it is typed, and Esc changes nothing`() {
        var model = deck()
        _ = EventDesk.duplicate(on: &model)
        #expect(model.status.contains("copy a.json as: a-2.json"))
        model.press(.control("u"))
        model.type("b")
        #expect(model.status.contains("b.json") && model.status.contains("✗ b.json exists"))
        #expect(model.press(.enter) == [])
        model.press(.home)
        model.type("/")
        #expect(model.status.contains("✗ a name cannot begin with “/”"))
        #expect(model.press(.escape) == [])
        #expect(model.overlay == nil)
    }

    @Test func `a name that is taken by now is asked for again, with a free one`() {
        var model = deck()
        let request = EventFileRequest.create("a.json", Array("{}".utf8))
        #expect(reply(request, .taken(suggestion: "a-2.json"), &model) == [])
        #expect(model.status.contains("name of the new event: a-2.json") && model.status.contains("a.json exists"))
        #expect(
            model.press(.enter) == [.event(function: "hello", .file(.create("a-2.json", Array("{}".utf8))))])
    }

    @Test func `pasted JSON becomes an event, other text is explained, and a mistake is named`() {
        var model = deck()
        #expect(model.act(.input(.paste("{ \"n\": 1 }"))) == [])
        #expect(model.status.contains("name of the new event: pasted.json"))
        #expect(
            model.press(.enter)
                == [.event(function: "hello", .file(.create("pasted.json", Array("{ \"n\": 1 }\n".utf8))))])
        model.notify(.input(.paste("hello")))
        #expect(model.overlay == nil && model.notice?.text == "pasted text becomes an event here if it is JSON")
        model.notify(.input(.paste("{\n \"n\": 1,\n}")))
        #expect(
            model.notice
                == Notice(.warning, "the pasted text is not JSON: 2:8: trailing comma before ‘}’; remove the comma"))
    }

    @Test func `a saved call names the secrets that it lacks`() {
        var model = deck()
        #expect(EventDesk.saveCall(HistoryRow.sample(7, event: "a.json"), on: &model) == [])
        #expect(model.status.contains("save the event as: a-2.json"))
        #expect(model.press(.enter) == [.event(function: "hello", .file(.saveCall(7, as: "a-2.json")))])
        let change = EventFileChange(name: "a-2.json", secrets: ["headers.authorization", "body.token"])
        _ = reply(.saveCall(7, as: "a-2.json"), .done(change), &model)
        #expect(
            model.notice
                == Notice(
                    .warning,
                    "a-2.json is written without the secrets at headers.authorization, body.token · e adds them",
                    stays: true))
    }

    @Test func `a response is accepted for its event, without its log`() {
        var model = deck()
        let line = LogRecord(time: 1, source: .output, text: "x")
        model.type("i")
        #expect(EventDesk.acceptShownResponse(on: &model) == [])
        #expect(model.notice?.text == "there is no response to accept; i invokes the event")
        model.finish(1, .sample("{}", event: "a.json", log: [line]))
        #expect(
            EventDesk.acceptShownResponse(on: &model)
                == [.event(function: "hello", .file(.accept("a.json", .result(.sample("{}", event: "a.json")))))])
        _ = reply(.accept("a.json", .stored(1)), .done(EventFileChange(name: "a.json", token: "9")), &model)
        #expect(model.notice?.text == "accepted: a.json expects this response · u undo")
        #expect(EventDesk.undo(on: &model) == [.event(function: "hello", .file(.undo("9")))])
        #expect(EventDesk.accept(.stored(1), of: "gone.json", function: "hello", on: &model) == [])
        #expect(model.notice?.text == "gone.json is no saved event of hello; ^S saves it as one")
    }

    @Test func `the response of the selected event is accepted, not that of the selected call`() {
        var model = deck()
        model.type("i")
        model.finish(1, .sample("{}", event: "a.json"))
        model.press(.character("2"), .down)
        #expect(model.press(.character("A")) == [])
        #expect(model.notice?.text == "b.json has no response yet; i invokes it")
        model.press(.up)
        #expect(
            model.press(.character("A"))
                == [.event(function: "hello", .file(.accept("a.json", .result(.sample("{}", event: "a.json")))))])
    }

    @Test func `each change is undone once, the last one first, also an edit and a new event`() {
        var model = deck()
        let edit = EventFileRequest.replace("a.json", Array("[1]".utf8), replacing: Array("[]".utf8))
        _ = reply(edit, .done(EventFileChange(name: "a.json")), &model)
        _ = reply(.duplicate("a.json", as: "c.json"), .done(EventFileChange(name: "c.json")), &model)
        _ = reply(.rename("c.json", to: "x.json"), .done(EventFileChange(name: "x.json")), &model)
        let undos: [(EventFileRequest, EventFileChange, String)] = [
            (.rename("x.json", to: "c.json"), EventFileChange(name: "c.json"), "c.json is as it was before"),
            (.delete("c.json"), EventFileChange(name: "c.json", token: "5"), "c.json is removed again"),
            (
                .replace("a.json", Array("[]".utf8), replacing: Array("[1]".utf8)), EventFileChange(name: "a.json"),
                "a.json is as it was before"
            ),
        ]
        for (request, change, notice) in undos {
            #expect(EventDesk.undo(on: &model) == [.event(function: "hello", .file(request))])
            _ = reply(request, .done(change), &model)
            #expect(model.notice?.text == notice)
        }
        #expect(EventDesk.undo(on: &model) == [])
        #expect(model.notice?.text == "there is nothing to undo")
    }

    @Test func `a call that was not sent because of its event leads to the line of the mistake`() {
        var model = deck()
        model.type("i")
        model.notify(.invocationRefused(1, function: "hello", "a.json:2:1: expected a value"))
        model.press(.character("4"))
        #expect(model.press(.enter) == [.event(function: "hello", .edit("a.json", line: 2))])
    }

    @Test func `what a section shows is saved as a file`() {
        var model = deck()
        model.setState(.ready)
        model.log(["one", "two"])
        model.press(.character("5"))
        #expect(model.press(.control("s")) == [])
        #expect(model.status.contains("this line is outside of calls; M-s saves the log as a file"))
        #expect(model.press(.alt("s")) == [])
        #expect(model.status.contains("save the log in the file: hello.log"))
        #expect(model.rows.last?.contains("Enter save  Esc cancel") == true)
        #expect(model.press(.enter) == [.event(function: "hello", .save(path: "hello.log", Array("one\ntwo".utf8)))])
        model.type("i")
        model.finish(1, .sample(#"{"a":1}"#, event: "a.json"))
        model.press(.character("4"), .alt("s"))
        model.press(.end, .control("u"))
        #expect(model.status.contains("✗ type a name"))
        #expect(model.press(.enter) == [])
        model.type("out/r.json")
        #expect(
            model.press(.enter) == [.event(function: "hello", .save(path: "out/r.json", Array(#"{"a":1}"#.utf8)))])
    }

    @Test func `an expectation is unchecked after its file was written`() throws {
        let (old, new) = (FileStamp(size: 1, modified: 1), FileStamp(size: 1, modified: 2))
        var model = deck([Self.event("a.json", expectation: old), Self.event("b.json")])
        let item = { (model: Model) in try #require(model.item) }
        #expect(model.expectation(of: "a.json", in: try item(model)) == .unchecked)
        let report = ExpectationReport(.differs(count: 2, first: "n: expected 1, got 2"), stamp: old)
        model.notify(.event(function: "hello", .expectation("a.json", report)))
        #expect(model.expectation(of: "a.json", in: try item(model)) == report.state)
        #expect(model.expectation(of: "b.json", in: try item(model)) == .none)
        model.press(.character("2"))
        #expect(model.status == " ≠ 2 differences from the expectation · n: expected 1, got 2")
        model.notify(.events(function: "hello", Self.list([Self.event("a.json", expectation: new)])))
        #expect(model.expectation(of: "a.json", in: try item(model)) == .unchecked)
    }

    @Test func `the preview is read once, and again after the file was written`() {
        var model = deck()
        #expect(EventDesk.loadPreview(on: &model) == [], "the deck asks as soon as it shows the event")
        #expect(model.preview?.event == "a.json")
        #expect(model.preview?.content == nil)
        model.notify(.event(function: "hello", .content("b.json", EventContent(name: "b.json", Array("[]".utf8)))))
        #expect(model.preview?.content == nil, "another event")
        model.notify(.event(function: "hello", .content("a.json", EventContent(name: "a.json", Array("{,".utf8)))))
        #expect(model.preview?.content?.problem == "a.json:1:2: expected a key in double quotes, found ‘,’")
        #expect(EventDesk.loadPreview(on: &model) == [])
        let effects = model.update(.events(function: "hello", Self.list([Self.event("a.json", size: 9)])))
        #expect(effects == [.event(function: "hello", .load("a.json"))])
        #expect(model.preview?.content?.size == 2, "the old content stays until the new one is there")
    }

    @Test func `a problem is told as an error`() {
        var model = deck()
        _ = reply(.delete("a.json"), .problem("/e/a.json cannot be deleted: Permission denied"), &model)
        #expect(model.notice == Notice(.error, "/e/a.json cannot be deleted: Permission denied"))
    }
}
