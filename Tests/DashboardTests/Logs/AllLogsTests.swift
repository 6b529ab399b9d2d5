import LambdaModel
import Support
import TestSupport
import Testing

@testable import Dashboard

/// The logs of all functions in the order of time.
@Suite struct AllLogsTests {
    /// A screen over a deck, with what the shell does after each message.
    private struct Stage {
        var model: Model
        var screen = AllLogsScreen()
        let rect: Rect

        init(_ model: Model, width: Int = 80, height: Int = 18) {
            self.model = model
            self.model.resize(width, height + 3)
            rect = Rect(x: 0, y: 1, width: width, height: height)
            screen.advance(self.model)
        }

        @discardableResult
        mutating func press(_ keys: Key...) -> ScreenAction {
            var action = ScreenAction.keep
            for key in keys {
                action = screen.handle(key, model)
                screen.advance(model)
            }
            return action
        }

        @discardableResult
        mutating func type(_ text: String) -> ScreenAction {
            var action = ScreenAction.keep
            for character in text { action = press(.character(character)) }
            return action
        }

        var grid: Grid {
            var grid = Grid(Size(width: rect.width, height: rect.height + 3))
            screen.draw(model, rect, in: &grid)
            _ = screen.drawStatus(model, y: rect.height + 1, width: rect.width, in: &grid)
            return grid
        }

        var rows: [String] { (0..<grid.size.height).map(grid.row) }

        var list: [String] {
            let areas = AllLogsView.Areas(rect)
            let grid = grid
            // Without the scrollbar.
            return (areas.list.y..<(areas.list.y + areas.list.height)).map { y in
                var row = (0..<(grid.size.width - 1)).map { grid[$0, y].text }.joined()
                while row.last == " " { row.removeLast() }
                return row
            }
        }

        /// The texts of the list without time and name.
        var texts: [String] {
            list.filter { !$0.isEmpty }.map { String($0.split(separator: "│", maxSplits: 1)[1].dropFirst()) }
        }

        var cursor: String? {
            let areas = AllLogsView.Areas(rect)
            let row = (areas.list.y..<(areas.list.y + areas.list.height)).first {
                grid[1, $0].style.highlight == .selection
            }
            return row.map { String(grid.row($0).split(separator: "│", maxSplits: 1)[1].dropFirst()) }
        }
    }

    private func model() -> Model {
        var model = Model.deck()
        let json = #"{"level":"WARN","message":"product not found","id":404,"timestamp":"t","service":"api"}"#
        model.log(["INFO GET /products/404", json], of: "edge", at: 10.907, call: "a")
        model.finish(call: "a", of: "edge", event: nil, milliseconds: 2.4)
        model.log(["INFO order received"], of: "orders", at: 10.918, call: "b")
        model.log(
            [
                "[ERROR] OutOfStock: sku X-013", "Traceback (most recent call last):",
                "  File \"app.py\", line 31, in handler",
            ],
            of: "orders", at: 10.918, call: "b")
        model.finish(call: "b", of: "orders", event: "bulk.json", .functionError, type: "OutOfStock", milliseconds: 1.8)
        model.log(["restarted: index.mjs changed"], of: "edge", source: .lamdeck, at: 11.002)
        model.log(["failing by oom"], of: "hello", at: 12.31, call: "c")
        model.finish(call: "c", of: "hello", event: "oom.json", .outOfMemory, milliseconds: 82)
        return model
    }

    @Test func `lines of all functions are in the order of time, with results and restarts`() {
        let stage = Stage(model(), height: 18)
        #expect(stage.rows[1].hasPrefix("─ ALL LOGS hello orders edge · 8 lines ─"))
        #expect(stage.rows[1].hasSuffix("─ following ─"))
        #expect(
            stage.list == [
                " 12:00:10.907  edge   │         INFO GET /products/404",
                "               edge   │ WARN    product not found  id=404 ▸ +1",
                "               edge   │         └ ✓ ok in 2.4 ms",
                " 12:00:10.918  orders │         INFO order received",
                "               orders │ ERROR   OutOfStock: sku X-013 ▸ traceback, 2 lines",
                "               orders │         └ ✗ OutOfStock in 1.8 ms  bulk",
                " 12:00:11.002  —      │         ── edge restarted: index.mjs saved ──",
                " 12:00:12.310  hello  │         failing by oom",
                "               hello  │         └ ✗ out of memory in 82.0 ms  oom",
            ])
    }

    @Test func `Enter opens the call and y copies the line`() {
        var stage = Stage(model())
        #expect(stage.press(.enter) == .openCall(function: "hello", requestID: "c"))
        stage.type("kk")
        #expect(stage.cursor?.contains("restarted") == true)
        #expect(stage.press(.enter) == .openFunction("edge"))
        stage.type("kk")
        #expect(stage.type("y") == .effects([.copy("[ERROR] OutOfStock: sku X-013")]))
        #expect(stage.press(.escape) == .close)
    }

    @Test func `x goes to errors and failed calls of all functions`() {
        var stage = Stage(model())
        var seen: [String?] = []
        for _ in 0..<4 {
            stage.type("x")
            seen.append(stage.cursor.map { String($0.split(separator: " ").prefix(2).joined(separator: " ")) })
        }
        #expect(seen == ["└ ✗", "ERROR OutOfStock:", "└ ✗", "└ ✗"])
    }

    @Test func `functions, levels, filters and minutes hide lines`() {
        var stage = Stage(model())
        stage.type("lll")
        #expect(stage.texts.count == 5)
        stage.type("ll")
        #expect(stage.texts.count == 9)
        stage.type("fjj")
        #expect(stage.rows.contains { $0.contains("Functions") })
        stage.type(" f")
        #expect(stage.texts.count == 5)
        #expect(stage.rows[19] == " hello orders rust-fn")
        stage.type("fo")
        stage.press(.enter)
        #expect(stage.texts.allSatisfy { $0.contains("oom") || $0.contains("memory") })
        stage.type("fa")
        stage.press(.enter)
        stage.type("&order")
        stage.press(.enter)
        #expect(stage.texts == ["        INFO order received", "        └ ✗ OutOfStock in 1.8 ms  bulk"])
        stage.press(.escape)
        stage.model.notify(.tick(Model.start + 312))
        stage.type("T")
        #expect(stage.texts.count == 2)
        #expect(stage.rows[19] == " last 5 min")
    }

    @Test func `a search finds the latest match first and counts over all functions`() {
        var stage = Stage(model())
        stage.type("/o")
        #expect(stage.screen.controls.bar.count == 6)
        #expect(stage.cursor?.contains("failing by oom") == true)
        #expect(stage.rows[19].hasPrefix(" /o   6/6   n N"))
        stage.press(.enter)
        stage.type("N")
        #expect(stage.cursor?.contains("OutOfStock: sku") == true)
        stage.type("n")
        #expect(stage.cursor?.contains("failing by oom") == true)
        stage.type("n")
        #expect(stage.screen.controls.bar.current == 1)
        stage.type("/zzz")
        #expect(stage.rows[19] == " /zzz   no match")
    }

    @Test func `a view that does not follow holds still while lines arrive`() {
        var stage = Stage(model())
        for round in 0..<30 { stage.model.log(["early \(round)"], of: "orders", at: 20 + Double(round)) }
        stage.type("kkkkk")
        let before = stage.list
        for round in 0..<30 { stage.model.log(["late \(round)"], of: "edge", at: 60 + Double(round)) }
        stage.screen.advance(stage.model)
        #expect(stage.list == before)
        #expect(stage.rows[1].contains("line 33 of 68"))
        stage.type("G")
        #expect(stage.texts.last == "        late 29")
        stage.type("g")
        #expect(stage.texts.first == "        INFO GET /products/404")
    }

    @Test func `a histogram shows the lines over time, errors in red`() {
        var histogram = LogHistogram()
        for second in 0..<4000 { histogram.add(at: 1000 + Double(second), isError: second == 3999) }
        histogram.add(at: 500, isError: false)
        histogram.add(at: .nan, isError: false)
        #expect(histogram.width == 16)
        let columns = histogram.columns(10, in: 1000...5000)
        #expect(columns.map(\.errors) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(columns.allSatisfy { (350...450).contains($0.lines) })
        #expect([0, 1, 4, 8].map { LogHistogram.symbol($0, of: 8) } == [" ", "▁", "▄", "█"])
        #expect(LogHistogram().columns(3, in: 0...1) == [LogHistogram.Bar(), LogHistogram.Bar(), LogHistogram.Bar()])
    }

    @Test func `the selected line is shown in full`() {
        var stage = Stage(model(), height: 24)
        stage.type("g")
        stage.press(.down)
        let start = stage.rows.firstIndex { $0.hasPrefix("─ LINE edge · request a ─") } ?? 0
        #expect(
            stage.rows[(start + 1)...(start + 5)] == [
                "   level      \"WARN\"", "   message    \"product not found\"", "   id         404",
                "   timestamp  \"t\"",
                "   service    \"api\"",
            ])
        stage.press(.down)
        #expect(stage.rows.contains("   result        ✓ ok"))
    }

    /// Random logs, compared with all lines sorted.
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `walking in either direction visits all lines in order`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var model = Model.deck()
        var count = 0
        for round in 0..<Int.random(in: 0...60, using: &random) {
            let name = ["hello", "orders", "edge"].randomElement(using: &random) ?? "hello"
            let time = Double(round / 4) + Double(Int.random(in: -2...2, using: &random))
            let lines = (0..<Int.random(in: 1...3, using: &random)).map { "\(name) \(round) \($0)" }
            count += lines.count
            model.log(lines, of: name, at: time, call: round % 3 == 0 ? nil : "c\(round / 6)")
        }
        var screen = AllLogsScreen()
        screen.advance(model)
        let merge = screen.merge(model)
        let forward = Array(merge.forward())
        #expect(forward.filter { $0.slot % 2 == 0 }.count == count)
        #expect(Array(merge.backward()).reversed() == forward)
        for (left, right) in zip(forward, forward.dropFirst()) { #expect(left.time <= right.time) }
        for (index, position) in forward.enumerated() {
            #expect(Array(merge.forward(from: position)) == Array(forward[index...]))
            #expect(Array(merge.backward(before: position)).reversed() == Array(forward[..<index]))
        }
        // Every size and cursor gives legal rows with the cursor in sight.
        for _ in 0..<20 {
            let (width, height) = (Int.random(in: 40...120, using: &random), Int.random(in: 1...30, using: &random))
            var stage = Stage(model, width: width, height: height)
            stage.screen.cursor = forward.randomElement(using: &random)
            stage.screen.cursorRow = Int.random(in: 0...40, using: &random)
            stage.screen.wraps = Bool.random(using: &random)
            #expect(stage.grid.mistakes == [])
            if AllLogsView.Areas(stage.rect).list.height > 0, !forward.isEmpty { #expect(stage.cursor != nil) }
        }
    }
}
