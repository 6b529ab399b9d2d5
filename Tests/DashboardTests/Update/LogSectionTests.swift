import LambdaModel
import Testing

@testable import Dashboard

/// Folding the log, and moving in it from call to call.
@Suite struct LogSectionTests {
    /// A log with that many calls with that many lines.
    private func deck(calls: Int = 3, lines: Int = 4, width: Int = 50, height: Int = 16) -> Model {
        var model = Model.logDeck(width, height)
        for call in 0..<calls { model.call("\(call)", (0..<lines).map { "call \(call) line \($0)" }) }
        return model
    }

    private func pane(_ model: Model) -> [String] { model.logRows }
    private func cursor(_ model: Model) -> String? { model.logCursorRow }

    // MARK: Folding

    @Test func `z folds the call under the cursor to one row, and unfolds it`() {
        var model = deck()
        model.type("kkkkkkk")
        #expect(cursor(model) == "call 1 line 2")
        model.type("z")
        #expect(cursor(model) == "▸ 1  4 lines")
        #expect(pane(model).filter { $0.contains("call 1") } == [])
        #expect(pane(model).filter { $0.contains("call 2 line") }.count == 4)
        model.press(.enter)
        #expect(cursor(model) == "call 1 line 0")
        #expect(pane(model).filter { $0.contains("call 1 line") }.count == 4)
    }

    @Test func `folding the last call keeps following, unfolding it stops`() {
        var model = deck()
        #expect(cursor(model) == "└ call 2")
        model.press(.enter)
        #expect(cursor(model) == "▸ 2  4 lines")
        #expect(model.isLogFollowing)
        model.log(["one more"], call: "2")
        #expect(cursor(model) == "▸ 2  5 lines")
        model.press(.enter)
        #expect(cursor(model) == "call 2 line 0")
        #expect(!model.isLogFollowing)
    }

    @Test func `Z folds all calls, including new ones, and unfolds them`() {
        var model = deck(calls: 40)
        model.type("Z")
        #expect(model.notice?.text == "calls folded (Z to unfold)")
        model.call("new", ["a line"])
        #expect(pane(model).allSatisfy { $0.hasPrefix("▸") })
        #expect(pane(model).last == "▸ new  1 line")
        model.type("Z")
        #expect(pane(model).suffix(2) == ["a line", "└ call new"])
    }

    @Test func `a call without lines has only its result, and lines outside of calls do not fold`() {
        var model = deck(calls: 1)
        model.call("empty", [])
        #expect(cursor(model) == "└ call empty")
        model.type("z")
        #expect(model.notice?.text == "this call logged nothing")
        model.log(["outside"])
        model.type("z")
        #expect(model.notice?.text == "this line is outside of calls")
        var empty = deck(calls: 0)
        empty.press(.enter)
        #expect(empty.notice?.text == "nothing logged yet")
        #expect(empty.isLogFollowing)
    }

    @Test func `Enter expands and collapses an object below its line`() {
        var model = deck(calls: 1)
        model.log([#"{"level":"INFO","message":"m","more":[1]}"#, "after"], call: "0")
        model.type("kk")
        #expect(cursor(model) == "INFO  m ▸ +1")
        model.press(.enter)
        #expect(cursor(model) == "INFO  m ▾")
        #expect(pane(model).contains("    \"more\": ["))
        model.type("j")
        #expect(cursor(model) == "after")
        model.type("k")
        model.press(.enter)
        #expect(cursor(model) == "INFO  m ▸ +1")
    }

    @Test func `a stack trace folds after its error, and Enter opens it`() {
        var model = deck(calls: 0)
        model.call(
            "1",
            [
                "before", "[ERROR] OutOfStock: sku X-013", "Traceback (most recent call last):",
                "  File \"/var/task/app.py\", line 31, in handler", "    raise OutOfStock()", "after",
            ])
        let folded = ["before", "ERROR OutOfStock: sku X-013 ▸ traceback, 3 lines", "after", "└ call 1"]
        #expect(pane(model).prefix(4) == folded[...])
        model.type("kk")
        model.press(.enter)
        #expect(cursor(model) == "ERROR OutOfStock: sku X-013 ▾")
        #expect(
            pane(model)[2...4] == [
                "Traceback (most recent call last):", "  File \"/var/task/app.py\", line 31, in handler",
                "    raise OutOfStock()",
            ])
        model.type("jj")
        model.press(.enter)
        #expect(pane(model).prefix(4) == folded[...])
        #expect(cursor(model) == folded[1])
        model.type("R")
        #expect(pane(model).contains("    raise OutOfStock()"))
    }

    @Test func `a logger's traceback folds at the error below it while it arrives line by line`() {
        var model = deck(calls: 0)
        let lines = [
            "Traceback (most recent call last):", "  File \"/var/task/app.py\", line 4, in f", "    g()",
            "ValueError: boom", "after",
        ]
        var seen: [[String]] = []
        for line in lines {
            model.log([line], call: "1")
            seen.append(pane(model).filter { !$0.isEmpty }.dropLast())
        }
        #expect(
            seen == [
                ["▸ traceback, 1 line"], ["▸ traceback, 2 lines"], ["▸ traceback, 3 lines"],
                ["ValueError: boom ▸ traceback, 3 lines"], ["ValueError: boom ▸ traceback, 3 lines", "after"],
            ])
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
        #expect(seen == ["last", "call 2 line 0", "call 1 line 0", "call 0 line 0", "call 0 line 0"])
        seen = []
        for _ in 0..<4 {
            model.type("]")
            seen.append(cursor(model))
        }
        #expect(seen == ["call 1 line 0", "call 2 line 0", "last", "last"])
        #expect(model.notice != nil)
    }

    @Test func `brackets show a notice if there is no call`() {
        var model = deck(calls: 0)
        model.log(["outside"])
        for key in ["[", "]"] {
            model.type(key)
            #expect(model.notice != nil)
            #expect(model.isLogFollowing)
        }
    }

    // MARK: The cursor while lines are added and dropped

    @Test func `the cursor visits lines and results, but nothing hidden`() {
        var model = deck(calls: 2, lines: 2)
        var seen: [String?] = [cursor(model)]
        for _ in 0..<6 {
            model.type("k")
            seen.append(cursor(model))
        }
        #expect(
            seen == [
                "└ call 1", "call 1 line 1", "call 1 line 0", "└ call 0", "call 0 line 1", "call 0 line 0",
                "call 0 line 0",
            ])
        model.type("jjjj")
        #expect(!model.isLogFollowing)
        model.type("j")
        #expect(model.isLogFollowing)
    }

    @Test func `a log that does not follow is unchanged while lines arrive and old ones are dropped`() {
        var model = deck(calls: 60)
        model.type("[[[[[[[[[[")
        model.type("jj")
        model.type("z")
        let (before, line) = (pane(model), cursor(model))
        for round in 0..<42 {
            model.call("later \(round)", (0..<470).map { "later \($0)" })
            #expect(pane(model) == before, "round \(round)")
            #expect(cursor(model) == line)
        }
        #expect((model.item?.log.removed ?? 0) > 0)
        #expect(LogTitle(model).right == "19,740 new ↓")
        for round in 0..<10 { model.call("last \(round)", (0..<470).map { "last \($0)" }) }
        // Its line was dropped: it moves to the oldest line.
        #expect(cursor(model) != nil)
        #expect(pane(model).allSatisfy { !$0.isEmpty })
        model.type("G")
        #expect(LogTitle(model).right == "")
    }

    @Test func `a call whose first lines are dropped keeps its fold`() {
        var model = deck(calls: 1, lines: LogBuffer.maximumLines + 5, width: 60)
        model.finish(call: "0", event: "e.json")
        model.type("z")
        #expect(pane(model)[0].hasSuffix("older lines dropped"))
        #expect(pane(model)[1].hasSuffix("▸ e  19,998 of 20,005 lines  ✓ ok  3.8 ms"))
        model.log(["more"], call: "0")
        #expect(pane(model)[1].hasSuffix("▸ e  19,998 of 20,006 lines  ✓ ok  3.8 ms"))
        model.press(.enter)
        #expect(cursor(model)?.contains("call 0 line") == true)
    }

    @Test func `lost lines within a call do not split it`() {
        var model = deck(calls: 1, lines: 1)
        let record = LogRecord(time: Model.start, source: .output, text: "after", invocation: "0")
        model.notify(.logs(["hello": LogBatch(records: [record], dropped: 7)]))
        #expect(
            pane(model).prefix(4) == ["call 0 line 0", "… 7 lines arrived too fast to keep", "after", "└ call 0"])
    }

    // MARK: Results

    @Test func `a result shows the call's summary, which arrives before or after its lines`() {
        var model = deck(calls: 1)
        model.type("i")
        #expect(cursor(model) == "└ call 0")
        model.answer(1, "{}", call: "0", peakMemory: 38 << 20)
        #expect(cursor(model) == "└ ✓ ok in 3.8 ms  api-gw-v2")
        model.finish(call: "1", event: nil, .functionError, type: "E")
        model.call("1", [])
        #expect(cursor(model) == "└ ✗ E in 3.8 ms")
    }

    @Test func `the last call is shown as running while the container is busy`() {
        var model = deck(calls: 2)
        model.setState(.busy(queued: 0))
        model.notify(.tick(Model.start + 253.2))
        #expect(model.isMoving)
        #expect(pane(model)[4] == "└ call 0")
        #expect(cursor(model) == "└ \(model.spinner) running 1.20 s")
        model.setState(.ready)
        #expect(cursor(model) == "└ call 1")
    }

    @Test func `the result of a call is below its last lines, which may be late`() {
        var model = deck(calls: 2, lines: 1)
        model.finish(call: "0")
        #expect(pane(model)[1] == "└ ✓ ok in 3.8 ms  api-gw-v2")
        model.log(["late"], source: .errorOutput, call: "0")
        #expect(
            pane(model).prefix(5) == [
                "call 0 line 0", "call 1 line 0", "└ call 1", "late", "└ ✓ ok in 3.8 ms  api-gw-v2",
            ])
    }

    @Test func `the header of a call stays in sight while its first line is above the section`() {
        var model = deck(calls: 1, lines: 30, width: 70, height: 6)
        model.finish(call: "0", event: "bulk-22.json", .functionError, type: "OutOfStock", milliseconds: 2.4)
        #expect(pane(model)[0] == "bulk-22 · 0 · 12:04:12 · ✗ OutOfStock · 2.4 ms")
        #expect(pane(model)[5] == "         └ ✗ OutOfStock in 2.4 ms  bulk-22")
        #expect(model.logRows(70, 5)[0].hasPrefix("bulk-22 · 0"))
        #expect(model.logRows(70, 4)[0] == "12:04:12 call 0 line 27")
        // The line that the header covers is visible once it has the cursor.
        model.type("kkkkk")
        #expect(cursor(model) == "12:04:12 call 0 line 25")
        #expect(pane(model)[0] == "12:04:12 call 0 line 25")
        model.type("g")
        #expect(pane(model)[0] == "12:04:12 call 0 line 0")
    }

    @Test func `a restart is a rule, with its time if times are hidden`() {
        var model = deck(calls: 0, width: 60)
        model.log(["restarted: app.py changed"], source: .lamdeck)
        model.log(["restarted"], source: .lamdeck)
        model.log(["restarted again by itself"], source: .lamdeck)
        #expect(
            pane(model).prefix(3) == [
                "12:04:12 ── restarted · app.py saved ──", "         ── restarted ──",
                "         restarted again by itself",
            ])
        model.type("t")
        #expect(
            pane(model).prefix(2) == ["── restarted 12:04:12 · app.py saved ──", "── restarted 12:04:12 ──"])
    }
}
