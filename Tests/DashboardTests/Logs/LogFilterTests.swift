import LambdaModel
import Testing

@testable import Dashboard

/// Search, levels and filters of the log's section.
@Suite struct LogFilterTests {
    private func deck(_ lines: [String], width: Int = 50, height: Int = 12) -> Model {
        var model = Model.logDeck(width, height)
        model.call("1", lines)
        return model
    }

    private func rows(_ model: Model) -> [String] { model.logRows.filter { !$0.isEmpty } }

    @Test func `a search goes to the nearest match above, and n and N to the others`() {
        var model = deck((0..<40).map { $0 % 10 == 3 ? "stock \($0)" : "line \($0)" })
        model.type("/sto")
        #expect(model.logCursorRow == "stock 33")
        #expect(model.logControls.bar.count == 4)
        #expect(model.logControls.bar.current == 4)
        model.press(.enter)
        var seen: [String?] = []
        for key in ["N", "N", "N", "N", "n"] {
            model.type(key)
            seen.append(model.logCursorRow)
        }
        #expect(seen == ["stock 23", "stock 13", "stock 3", "stock 33", "stock 3"])
        #expect(model.logControls.bar.current == 1)
        #expect(!model.isLogFollowing)
        model.press(.escape)
        #expect(!model.logControls.bar.isVisible)
    }

    @Test func `Esc while typing returns to the place of before`() {
        var model = deck((0..<40).map { "line \($0)" })
        model.type("/line 3")
        #expect(!model.isLogFollowing)
        model.press(.escape)
        #expect(model.isLogFollowing)
        model.type("kkk")
        let before = model.logRows
        model.type("/line 1")
        #expect(model.logRows != before)
        model.press(.escape)
        #expect(model.logRows == before)
        model.type("/zzz")
        #expect(model.logRows == before)
        #expect(model.logControls.bar.count == 0)
    }

    @Test func `matches are highlighted, the current one differently, also in wide text and in JSON`() {
        var model = deck(["a stock", "空のstock", #"{"level":"INFO","message":"m","hidden":{"deep":{"stock":1}}}"#, "x"])
        model.type("/stock")
        model.press(.enter)
        let rect = model.contentRect(of: .logs)
        let grid = model.view()
        func cells(_ row: Int, _ highlight: Highlight) -> String {
            (rect.x..<(rect.x + rect.width)).map { grid[$0, rect.y + row] }
                .filter { $0.style.highlight == highlight }.map(\.text).joined()
        }
        #expect(cells(0, .match) == "stock")
        #expect(cells(1, .match) == "stock")
        // The match is in a member that is not shown: its mark is highlighted.
        #expect(cells(2, .currentMatch) == " ▸ +1")
        model.type("N")
        #expect(model.logCursorRow == "空のstock")
    }

    @Test func `a match in a folded call or trace opens it`() {
        var model = deck([
            "one", "[ERROR] E: boom", "Traceback (most recent call last):", "  File \"needle.py\", line 3, in f", "two",
        ])
        model.type("z")
        #expect(rows(model) == ["▸ 1  5 lines"])
        model.type("/needle")
        model.press(.enter)
        #expect(model.logCursorRow == "  File \"needle.py\", line 3, in f")
    }

    @Test func `& shows only what matches, &! hides it, and ! inverts`() {
        var model = deck(["apple", "pear", "apple pie"])
        model.type("&apple")
        #expect(rows(model) == ["apple", "apple pie", "└ call 1"])
        #expect(model.logControls.bar.count == 2)
        model.press(.enter)
        #expect(rows(model) == ["apple", "apple pie", "└ call 1"])
        #expect(LogTitle(model).facts == "2 of 3 lines · & apple")
        model.type("/pie")
        model.press(.enter)
        #expect(model.logControls.bar.count == 1)
        #expect(rows(model) == ["apple", "apple pie", "└ call 1"])
        model.press(.escape)
        model.type("!")
        #expect(rows(model) == ["pear", "└ call 1"])
        model.log(["apple 2", "fig"], call: "1")
        #expect(rows(model) == ["pear", "fig", "└ call 1"])
        model.press(.escape)
        #expect(rows(model).count == 6)
        model.type("&!fig")
        model.press(.enter)
        #expect(rows(model) == ["apple", "pear", "apple pie", "apple 2", "└ call 1"])
        model.type("&")
        model.press(.enter)
        #expect(rows(model).count == 6)
    }

    @Test func `l cycles the least level, and a trace has its error's`() {
        var model = deck([
            "DEBUG d", "plain", "[WARNING] w", "[ERROR] E: boom", "Traceback (most recent call last):",
            "  File \"a.py\", line 3",
        ])
        var seen: [[String]] = []
        for _ in 0..<5 {
            model.type("l")
            seen.append(rows(model))
        }
        let error = "ERROR E: boom ▸ traceback, 2 lines"
        #expect(
            seen == [
                ["DEBUG d", "plain", "WARN  w", error, "└ call 1"], ["plain", "WARN  w", error, "└ call 1"],
                ["WARN  w", error, "└ call 1"], [error, "└ call 1"],
                ["DEBUG d", "plain", "WARN  w", error, "└ call 1"],
            ])
        #expect(model.notice?.text == "log: all levels")
        // Calls without a visible line have no result.
        model.type("llll")
        model.call("2", ["quiet"])
        #expect(rows(model) == [error, "└ call 1"])
        model.type("&nothing")
        #expect(rows(model) == ["No line passes the filter: level ≥ ERROR."])
    }

    @Test func `x goes to the last error, then to the next ones, also to failed calls`() {
        var model = deck(["one", "[ERROR] first", "two"])
        model.call("2", ["three"])
        model.finish(call: "2", event: "e.json", .timeout)
        model.call("3", ["four"])
        var seen: [String?] = []
        for key in ["x", "x", "x", "N"] {
            model.type(key)
            seen.append(model.logCursorRow)
        }
        let failed = "└ ✗ timed out in 3.8 ms  e"
        #expect(seen == [failed, "ERROR first", failed, "ERROR first"])
        var calm = deck(["fine"])
        calm.type("x")
        #expect(calm.notice?.text == "no error in the log")
        #expect(calm.isLogFollowing)
    }

    @Test func `y copies the line, or all lines of a call at its result`() {
        var model = deck(["one", #"{"level":"INFO","message":"m"}"#])
        #expect(model.type("y") == [.copy("one\n{\"level\":\"INFO\",\"message\":\"m\"}")])
        #expect(model.type("ky") == [.copy(#"{"level":"INFO","message":"m"}"#)])
    }

    @Test func `a large log is searched in steps from the cursor on, and needs ticks until it is done`() {
        var log = LogBuffer()
        log.append(
            LogBatch(
                records: (0..<20_000).map {
                    LogRecord(time: Double($0), source: .output, text: $0 % 100 == 7 ? "needle" : "hay")
                }))
        let query = LogQuery(search: try? SearchPattern("needle"))
        var budget = ScanBudget(lines: 500)
        log.leave(at: LineCursor(line: 20_000))
        log.scan(query, &budget)
        #expect(log.matches?.hits.next(from: 10_000) == 10_007)
        #expect(log.matches?.hits.previous(before: 10_000) == 9_907)
        #expect(log.matches?.isComplete(log.lines) == false)
        var steps = 0
        while log.matches?.isComplete(log.lines) == false, steps < 100 {
            budget = ScanBudget(lines: 500)
            log.scan(query, &budget)
            steps += 1
        }
        #expect((30...45).contains(steps))
        #expect(log.matches?.hits.count == 200)
        // Lines that follow are added, and dropped ones forgotten.
        log.append(LogBatch(records: (0..<10).map { _ in LogRecord(time: 9e4, source: .output, text: "needle") }))
        budget = ScanBudget(lines: 500)
        log.scan(query, &budget)
        #expect(log.matches?.hits.count == 209)
        #expect(log.matches?.isComplete(log.lines) == true)
    }
}
