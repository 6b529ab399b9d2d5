import LambdaModel
import Testing

@testable import Dashboard

/// The mouse in the log's section, and what a view of a long log costs.
@Suite struct LogSectionMouseTests {
    /// A log with that many calls with that many lines.
    private func deck(calls: Int = 3, lines: Int = 4) -> Model {
        var model = Model.logDeck(50, 16)
        for call in 0..<calls { model.call("\(call)", (0..<lines).map { "call \(call) line \($0)" }) }
        return model
    }

    private func cursor(_ model: Model) -> String? { model.logCursorRow }

    @Test func `a click moves the cursor, a double click folds`() {
        var model = deck()
        let rect = model.contentRect(of: .logs)
        model.mouse(.press, rect.x + 3, rect.y + 2)
        #expect(cursor(model) == "call 0 line 2")
        model.mouse(.doubleClick, rect.x + 3, rect.y + 2)
        #expect(cursor(model) == "▸ 0  4 lines")
        model.mouse(.doubleClick, rect.x + 3, rect.y)
        #expect(cursor(model) == "call 0 line 0")
    }

    @Test func `a click on the last line or below it keeps following`() {
        var model = deck()
        let rect = model.contentRect(of: .logs)
        model.mouse(.press, rect.x + 3, rect.y + 14)
        #expect(model.isLogFollowing)
        model = deck(calls: 1)
        model.mouse(.press, rect.x + 3, rect.y + rect.height - 1)
        #expect(model.isLogFollowing)
        model.mouse(.scrollUp, rect.x + 3, rect.y)
        #expect(model.isLogFollowing)
    }

    @Test func `a click on the header goes to the call's first line`() {
        var model = deck(calls: 2, lines: 30)
        let rect = model.contentRect(of: .logs)
        model.mouse(.press, rect.x + 3, rect.y)
        #expect(cursor(model) == "call 1 line 0")
    }

    // MARK: Cost

    @Test func `the cost of a log view depends on the screen, not on the log`() {
        let talk = LogRecord(time: 0, source: .emulator, text: "(rapid)", invocation: nil)
        let object = #"{"level":"INFO","message":"m","more":1}"#
        func lines(_ source: LogRecord.Source, _ text: String, perCall count: Int) -> [LogRecord] {
            (0..<20_000).map { LogRecord(time: 0, source: source, text: text, invocation: "\($0 / count)") }
        }
        let shapes: [(keys: String, records: [LogRecord])] = [
            ("", lines(.output, object, perCall: 50)), ("Z", lines(.output, object, perCall: 9_000)),
            ("", [LogRecord(time: 0, source: .output, text: "x")] + Array(repeating: talk, count: 19_990)),
            ("", lines(.marker, "END", perCall: 2)), ("R", lines(.marker, "END", perCall: 20_000)),
            ("", lines(.output, "    at f (a.js:3:4)", perCall: 9_000)),
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
