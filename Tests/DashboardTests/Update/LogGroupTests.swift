import LambdaModel
import Testing

@testable import Dashboard

/// Folding the log, and moving in it from call to call.
@Suite struct LogGroupTests {
    /// A deck with the focus on the log pane, and that many calls with that many lines.
    private func deck(calls: Int = 3, lines: Int = 4) -> Model {
        var model = Model.deck()
        model.setState(.ready)
        for call in 0..<calls { model.call("\(call)", (0..<lines).map { "call \(call) line \($0)" }) }
        model.type("3")
        return model
    }

    private func pane(_ model: Model) -> [String] {
        let rect = model.contentRect(of: .logs)
        let rows = model.view()
        return (rect.y..<(rect.y + rect.height)).map { y in
            var row = (rect.x..<(rect.x + rect.width)).map { rows[$0, y].text }.joined()
            while row.last == " " { row.removeLast() }
            return String(row.dropFirst(9))
        }
    }

    /// The row under the cursor.
    private func cursor(_ model: Model) -> String? {
        let rect = model.contentRect(of: .logs)
        let grid = model.view()
        return zip(rect.y..<(rect.y + rect.height), pane(model)).first {
            grid[rect.x, $0.0].style.highlight == .selection
        }?.1
    }

    private func isFollowing(_ model: Model) -> Bool { model.item?.log.isFollowing ?? false }

    // MARK: Folding

    @Test func `Enter folds the call under the cursor, and unfolds it`() {
        var model = deck()
        model.type("kkkkkk")
        #expect(cursor(model) == "  call 1 line 2")
        model.press(.enter)
        #expect(cursor(model) == "▸ 1 · 4 lines")
        #expect(pane(model).filter { $0.contains("call 1") } == [])
        #expect(pane(model).filter { $0.contains("call 2") }.count == 4)
        model.press(.enter)
        #expect(cursor(model) == "▾ 1")
        #expect(pane(model).filter { $0.contains("call 1") }.count == 4)
    }

    @Test func `folding the last call keeps following, unfolding it stops`() {
        var model = deck()
        model.press(.enter)
        #expect(cursor(model) == "▸ 2 · 4 lines")
        #expect(isFollowing(model))
        model.log(["one more"], call: "2")
        #expect(cursor(model) == "▸ 2 · 5 lines")
        model.press(.enter)
        #expect(cursor(model) == "▾ 2")
        #expect(!isFollowing(model))
    }

    @Test func `z folds all calls, including new ones, and unfolds them`() {
        var model = deck(calls: 40)
        model.type("z")
        model.call("new", ["a line"])
        #expect(pane(model).allSatisfy { $0.hasPrefix("▸") })
        #expect(pane(model).last == "▸ new · 1 line")
        model.type("z")
        #expect(pane(model).last == "  a line")
    }

    @Test func `a call without lines has nothing to fold`() {
        var model = deck(calls: 1)
        model.call("empty", [])
        #expect(cursor(model) == "· empty")
        model.press(.enter)
        #expect(model.notice?.text == "this call logged nothing")
        model.type("R")
        #expect(pane(model).contains("▾ empty"))
    }

    @Test func `folding an empty log shows a notice`() {
        var model = deck(calls: 0)
        model.press(.enter)
        #expect(model.notice?.text == "nothing logged yet")
        #expect(isFollowing(model))
    }

    @Test func `Enter expands and collapses an object below its line`() {
        var model = deck(calls: 1)
        model.log([#"{"level":"INFO","message":"m","more":[1]}"#, "after"], call: "0")
        model.type("k")
        #expect(cursor(model) == "  INFO  m ▸ {…1 more}")
        model.press(.enter)
        #expect(cursor(model) == "  INFO  m ▾")
        #expect(pane(model).contains("      \"more\": ["))
        model.type("j")
        #expect(cursor(model) == "  after")
        model.type("k")
        model.press(.enter)
        #expect(cursor(model) == "  INFO  m ▸ {…1 more}")
    }

    // MARK: From call to call

    @Test func `brackets move from call to call and skip lines outside calls`() {
        var model = deck()
        model.log(["outside"])
        model.call("3", ["last"])
        var seen: [String?] = []
        for _ in 0..<5 {
            model.type("[")
            seen.append(cursor(model))
        }
        #expect(seen == ["▾ 3", "▾ 2", "▾ 1", "▾ 0", "▾ 0"])
        #expect(model.notice?.text == "no earlier call in the log")
        seen = []
        for _ in 0..<4 {
            model.type("]")
            seen.append(cursor(model))
        }
        #expect(seen == ["▾ 1", "▾ 2", "▾ 3", "▾ 3"])
        #expect(model.notice?.text == "no later call in the log; F follows")
    }

    @Test func `brackets focus the log from every pane and show the call from its head`() {
        for key in ["1", "2", "4"] {
            var model = deck(calls: 30)
            model.type(key + "[[[")
            #expect(model.focus == .logs)
            #expect(!isFollowing(model))
            #expect(cursor(model) == "▾ 27")
            model.type("[[[[")
            #expect(pane(model).first == "▾ 23")
        }
    }

    @Test func `brackets show a notice if there is no call`() {
        var model = deck(calls: 0)
        model.log(["outside"])
        for key in ["[", "]"] {
            model.type(key)
            #expect(model.notice != nil)
            #expect(isFollowing(model))
        }
    }

    // MARK: The cursor while lines are added and dropped

    @Test func `the cursor visits heads and lines, but nothing hidden`() {
        var model = deck(calls: 2, lines: 2)
        var seen: [String?] = []
        for _ in 0..<6 {
            model.type("k")
            seen.append(cursor(model))
        }
        #expect(
            seen == ["  call 1 line 0", "▾ 1", "  call 0 line 1", "  call 0 line 0", "▾ 0", "▾ 0"])
        model.type("jjjj")
        #expect(!isFollowing(model))
        model.type("j")
        #expect(isFollowing(model))
    }

    @Test func `a log that does not follow is unchanged while lines arrive and old ones are dropped`() {
        var model = deck(calls: 60)
        model.type("[[[[[[[[[[")
        model.type("jj")
        model.press(.enter)
        let (before, line) = (pane(model), cursor(model))
        for round in 0..<42 {
            model.call("later \(round)", (0..<470).map { "later \($0)" })
            #expect(pane(model) == before, "round \(round)")
            #expect(cursor(model) == line)
        }
        #expect((model.item?.log.removed ?? 0) > 0)
        for round in 0..<10 { model.call("last \(round)", (0..<470).map { "last \($0)" }) }
        // Its line was dropped: it moves to the oldest line.
        #expect(cursor(model) != nil)
        #expect(pane(model).allSatisfy { !$0.isEmpty })
    }

    @Test func `a group whose first lines are dropped keeps its head and its fold`() {
        var model = deck(calls: 1, lines: LogBuffer.maximumLines + 5)
        model.finish(call: "0", event: "e.json")
        model.press(.enter)
        #expect(pane(model)[0].contains("older lines dropped"))
        #expect(pane(model)[1].hasPrefix("▸ 0  e.json · the last 19,998 of 20,005 lines"))
        model.log(["more"], call: "0")
        #expect(pane(model)[1].hasPrefix("▸ 0  e.json · the last 19,998 of 20,006 lines"))
        model.press(.enter)
        #expect(cursor(model)?.hasPrefix("▾ 0  e.json") == true)
    }

    @Test func `lost lines within a call do not split it`() {
        var model = deck(calls: 1, lines: 1)
        let record = LogRecord(time: Model.start, source: .output, text: "after", invocation: "0")
        model.notify(.logs(["hello": LogBatch(records: [record], dropped: 7)]))
        #expect(pane(model).prefix(4) == ["▾ 0", "  call 0 line 0", "  … 7 lines arrived too fast to keep", "  after"])
    }

    // MARK: The heads

    @Test func `a head shows the call's summary, which arrives before or after its lines`() {
        var model = deck(calls: 1)
        model.type("i")
        #expect(pane(model)[0] == "▾ 0")
        model.answer(1, "{}", call: "0", peakMemory: 38 << 20)
        #expect(pane(model)[0].hasPrefix("▾ 0  api-gw-v2.json"))
        #expect(pane(model)[0].hasSuffix("3.8 ms   38 MB"))
        model.finish(call: "1", event: nil, .functionError, type: "E")
        model.call("1", [])
        #expect(pane(model)[5].hasPrefix("· 1  called from outside"))
        #expect(pane(model)[5].contains("✗ E"))
    }

    @Test func `the last call is shown as running while the container is busy`() {
        var model = deck(calls: 2)
        model.setState(.busy(queued: 0))
        #expect(model.isMoving)
        #expect(pane(model)[0] == "▾ 0")
        #expect(pane(model)[5] == "▾ 1  \(model.spinner) running")
        model.setState(.ready)
        #expect(!model.isMoving)
        #expect(pane(model)[5] == "▾ 1")
    }

    @Test func `late lines of a call get a head that says so`() {
        var model = deck(calls: 2, lines: 1)
        model.finish(call: "0")
        model.log(["late"], source: .errorOutput, call: "0")
        #expect(pane(model)[4...5] == ["▾ 0  more of this call", "  late"])
    }

    // MARK: The mouse

    @Test func `a click moves the cursor, a double click folds`() {
        var model = deck()
        let rect = model.contentRect(of: .logs)
        model.type("1")
        model.mouse(.press, rect.x + 3, rect.y + 2)
        #expect(model.focus == .logs)
        #expect(cursor(model) == "  call 0 line 1")
        model.mouse(.doubleClick, rect.x + 3, rect.y + 2)
        #expect(cursor(model) == "▸ 0 · 4 lines")
        model.mouse(.doubleClick, rect.x + 3, rect.y)
        #expect(cursor(model) == "▾ 0")
    }

    @Test func `a click on the last line or below it keeps following`() {
        var model = deck()
        let rect = model.contentRect(of: .logs)
        model.mouse(.press, rect.x + 3, rect.y + 14)
        #expect(isFollowing(model))
        model = deck(calls: 1)
        model.mouse(.press, rect.x + 3, rect.y + rect.height - 1)
        #expect(isFollowing(model))
        model.mouse(.scrollUp, rect.x + 3, rect.y)
        #expect(isFollowing(model))
    }

    // MARK: Cost

    @Test func `the cost of a log view depends on the screen, not on the log`() {
        let talk = LogRecord(time: 0, source: .emulator, text: "(rapid)", invocation: nil)
        let object = #"{"level":"INFO","message":"m","more":1}"#
        func lines(_ source: LogRecord.Source, _ text: String, perCall count: Int) -> [LogRecord] {
            (0..<20_000).map { LogRecord(time: 0, source: source, text: text, invocation: "\($0 / count)") }
        }
        let shapes: [(keys: String, records: [LogRecord])] = [
            ("", lines(.output, object, perCall: 50)), ("z", lines(.output, object, perCall: 9_000)),
            ("", [LogRecord(time: 0, source: .output, text: "x")] + Array(repeating: talk, count: 19_990)),
            ("", lines(.marker, "END", perCall: 2)), ("R", lines(.marker, "END", perCall: 20_000)),
        ]
        for (keys, records) in shapes {
            var model = deck(calls: 0)
            model.type(keys)
            model.notify(.logs(["hello": LogBatch(records: records)]))
            guard let item = model.item else { continue }
            let page = LogPage(model, item)
            var looks = 0
            var scroller = page.scroller
            scroller.rows = {
                looks += 1
                return page.rows($0)
            }
            var cursor = page.cursor(scroller)
            _ = scroller.visible(from: cursor.top)
            for step in [Step.lines(-1), .pages(-1), .lines(3), .pages(1), .lines(1)] {
                cursor.move(step, on: scroller)
            }
            #expect(looks < 60 * scroller.height)
        }
    }
}
