import LambdaModel
import Testing

@testable import Dashboard

/// Moving in the panes.
@Suite struct MovingTests {
    private func long(_ count: Int = 30) -> Model {
        .deck(functions: (0..<count).map { .sample("f\($0)") }, events: (0..<40).map { "e\($0).json" })
    }

    @Test func `keys move in the functions by line, half page, page and to the ends`() {
        var model = long()
        let height = model.contentHeight(of: .functions)
        let steps: [(Key, Int)] = [
            (.character("j"), 1), (.down, 2), (.character("k"), 1), (.up, 0), (.up, 0),
            (.control("d"), height / 2), (.control("u"), 0), (.pageDown, height - 1), (.pageUp, 0), (.end, 29),
            (.character("j"), 29), (.home, 0), (.character("G"), 29), (.character("g"), 0),
            (.character(" "), height - 1), (.control("b"), 0), (.control("f"), height - 1),
        ]
        for (key, index) in steps {
            let before = model.selected
            let effects = model.press(key)
            #expect(model.selected == "f\(index)", "\(key.name)")
            // Another function's events are read again.
            #expect(effects == (model.selected == before ? [] : [.loadEvents("f\(index)")]), "\(key.name)")
        }
    }

    @Test func `every function keeps its own event, log and response`() {
        var model = long()
        model.type("2jjj1j")
        model.notify(.events(function: "f1", EventList(names: ["a.json", "b.json"])))
        model.type("2j1k")
        #expect(model.item?.selectedEvent == "e3.json")
        model.type("j")
        #expect(model.item?.selectedEvent == "b.json")
    }

    @Test func `keys move in the events to their ends and no further`() {
        var model = long()
        model.type("2k")
        #expect(model.item?.selectedEvent == "e0.json")
        model.type("G")
        #expect(model.item?.selectedEvent == "e39.json")
        model.type("j")
        #expect(model.item?.selectedEvent == "e39.json")
        model.type("gj")
        #expect(model.item?.selectedEvent == "e1.json")
    }

    @Test func `moving up in a log stops following, reaching the end resumes it`() {
        var model = long()
        model.log((0..<200).map { "line \($0)" }, of: "f0")
        model.type("5")
        #expect(model.rows.contains { $0.contains("line 199") })
        model.type("kk")
        #expect(model.item?.log.isFollowing == false)
        #expect(model.item?.log.cursor.line == 2 * 197)
        model.log(["a fresh line"], of: "f0")
        #expect(!model.rows.contains { $0.contains("a fresh line") })
        model.type("jj")
        #expect(model.item?.log.isFollowing == false)
        model.type("j")
        #expect(model.item?.log.isFollowing == true)
        model.type("g")
        #expect(model.rows.contains { $0.contains("line 0") })
        model.type("G")
        #expect(model.item?.log.isFollowing == true)
    }

    @Test func `F stops following the log and resumes it`() {
        var model = long()
        model.log((0..<200).map { "line \($0)" }, of: "f0")
        model.type("F")
        let before = model.rows
        #expect(model.item?.log.isFollowing == false)
        model.log((200..<400).map { "line \($0)" }, of: "f0")
        func shown(_ rows: [String]) -> [Int] {
            (0..<400).filter { number in
                rows.contains { $0.contains(" line \(number) ") || $0.hasSuffix(" line \(number)") }
            }
        }
        #expect(shown(model.rows) == shown(before))
        model.type("F")
        #expect(model.rows.contains { $0.contains("line 399") })
    }

    // MARK: The response

    private func response(_ body: String) -> Model {
        var model = long()
        model.type("i")
        model.answer(1, body, of: "f0", event: "e0.json")
        model.type("4")
        return model
    }

    @Test func `keys move the response's cursor through its lines`() {
        var model = response("[" + (0..<100).map(String.init).joined(separator: ",") + "]")
        #expect(model.item?.response?.cursor == 0)
        model.type("jj")
        #expect(model.item?.response?.cursor == 2)
        model.type("G")
        #expect(model.item?.response?.cursor == 99)
        model.type("kg")
        #expect(model.item?.response?.cursor == 0)
        model.press(.pageDown)
        // A page less a row.
        #expect(model.item?.response?.cursor == ResponsePane(model).height - 1)
    }

    @Test func `the cursor scrolls to the end of a tall line before it leaves the line`() {
        let text = (0..<900).map { "word\($0)" }.joined(separator: " ")
        var model = response("[\"\(text)\",2]")
        var seen = ""
        for _ in 0..<200 {
            seen += model.rows.joined()
            guard model.item?.response?.cursor != 1 else { break }
            model.type("j")
        }
        #expect(model.item?.response?.cursor == 1)
        for number in stride(from: 0, to: 900, by: 100) {
            // A word at the end of a row is divided.
            #expect((number..<(number + 3)).contains { seen.contains("word\($0) ") }, "word\(number)")
        }
    }

    @Test(arguments: [(Key.pageDown, Key.pageUp), (.control("d"), .control("u")), (.character("j"), .character("k"))])
    func `no row of a tall line is skipped, up or down`(down: Key, up: Key) throws {
        let tall = "\"" + String(repeating: "x", count: 800) + "\""
        var model = response("[\(tall),2,\(tall),\(tall)]")
        model.resize(80, 24)
        let scroller = ResponsePane(model).scroller(try #require(model.item?.response))
        func top() throws -> Int {
            let place = try #require(model.item?.response?.top)
            return (0..<place.line).reduce(place.row) { $0 + scroller.rows($1) }
        }
        var before = try top()
        var deepest = 0
        for key in Array(repeating: down, count: 80) + Array(repeating: up, count: 80) {
            model.press(key)
            if key == down { deepest = max(deepest, model.item?.response?.cursor ?? 0) }
            let after = try top()
            #expect(abs(after - before) <= scroller.height)
            #expect(key == down ? after >= before : after <= before)
            before = after
        }
        #expect(model.item?.response?.cursor == 0)
        #expect(before == 0)
        #expect(deepest == 3)
    }

    @Test func `g and G move to the ends, also from within a tall line`() {
        var model = response("[1,\"" + String(repeating: "x", count: 3000) + "\",3,4]")
        model.type("jjjj")
        model.type("g")
        #expect(model.item?.response?.cursor == 0)
        model.type("jjjj")
        model.type("G")
        #expect(model.item?.response?.cursor == 3)
        #expect(model.view().cells.contains { $0.style.highlight == .selection })
    }

    @Test func `cut lines scroll sideways, wrapped lines show a notice`() {
        var model = response("[\"" + (0..<100).map { "<\($0)>" }.joined() + "\"]")
        model.press(.right)
        #expect(model.notice?.text.contains("w cuts them") == true)
        model.type("w")
        #expect(model.rows.contains { $0.contains("<0>") })
        model.press(.right, .right)
        #expect(model.item?.response?.column == 16)
        #expect(!model.rows.contains { $0.contains("<0>") })
        model.press(.left, .left, .left)
        #expect(model.item?.response?.column == 0)
        model.type("1")
        model.press(.right)
        #expect(model.notice != nil)
        #expect(model.item?.response?.column == 0)
    }
}
