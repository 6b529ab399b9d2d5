import LambdaModel
import Testing

@testable import Dashboard

/// What the deck shows of calls of an earlier run, and the status in a function's answer.
@Suite struct RecallTests {
    private func row(_ id: Int64, _ verdict: Verdict = .ok, status: Int? = nil) -> HistoryRow {
        var row = HistoryRow.sample(id, verdict: verdict, minutes: Double(10 - id))
        row.summary.requestID = "request-\(id)"
        row.summary.functionStatus = status.flatMap { FunctionStatus($0) }
        return row
    }

    @Test(arguments: [true, false])
    func `log lines of an earlier run get their calls' event names and verdicts`(isLogFirst: Bool) {
        var model = Model.deck()
        if isLogFirst { model.call("request-1", ["one"]) }
        let last = StoredResponse.sample(2, #"{"n": 2}"#)
        model.notify(.recalled(function: "hello", [row(2, .timeout), row(1)], last: last))
        if !isLogFirst { model.call("request-1", ["one"]) }
        model.call("request-2", ["two"])
        #expect(
            model.rows.contains { $0.contains("└") && $0.contains("api-gw-v2") && $0.contains("3.8 ms") })
        #expect(model.rows.contains { $0.contains("✗ timed out") })
        #expect(model.responseLines.contains { $0.contains("2") })
        #expect(model.rows.contains { $0.contains("CALL 5399074e · api-gw-v2 · 12:00:00") })
    }

    @Test func `the logs of earlier calls are shown if the container is gone, and only then`() {
        let lines = [LogRecord(time: Model.start - 9, source: .output, text: "from before", invocation: "request-1")]
        var model = Model.deck()
        model.notify(.recalled(function: "hello", [row(1)], last: nil, log: lines))
        #expect(model.rows.contains { $0.contains("from before") })
        var running = Model.deck()
        running.setState(.ready)
        running.notify(.recalled(function: "hello", [row(1)], last: nil, log: lines))
        #expect(!running.rows.contains { $0.contains("from before") })
    }

    @Test func `recalled calls do not replace a response of this run`() {
        var model = Model.deck()
        model.type("i")
        model.answer(1, #"{"mine": 1}"#, call: "request-9")
        model.notify(.recalled(function: "hello", [row(1)], last: .sample(1, #"{"old": 1}"#)))
        #expect(model.responseLines.contains { $0.contains("mine") })
        model.notify(.recalled(function: "gone", [], last: nil))
        #expect(model.responseLines.contains { $0.contains("mine") })
    }

    /// The answer replaced what the user had opened from the history and was reading.
    @Test func `an answer does not replace a stored response that was opened after the call`() {
        var model = Model.deck()
        model.type("i")
        model.notify(.stored(.sample(7, #"{"old": 1}"#)))
        model.answer(1, #"{"new": 1}"#)
        #expect(model.responseLines.contains { $0.contains("old") })
        model.type("i")
        model.answer(3, #"{"newest": 1}"#)
        #expect(model.responseLines.contains { $0.contains("newest") })
    }

    @Test func `the screen shows the function's status, not the emulator's`() {
        for (code, words, role) in [
            (404, "! 404 Not Found", Role.warning), (500, "✗ 500 Internal Server Error", .error),
        ] {
            var model = Model.deck()
            model.type("i")
            model.answer(1, "{\"statusCode\": \(code)}")
            #expect(model.rows.contains { $0.contains(words) })
            #expect(!model.rows.contains { $0.contains("HTTP 200") || $0.contains("✓ ok") })
            #expect(model.view().cells.contains { $0.style.role == role })
            #expect(
                model.rows.contains { $0.contains(" api-gw-v2 ") && $0.contains("\(code)") }, "the list of events")
            model.type("h")
            model.found([row(1, status: code)], problem: nil)
            #expect(model.rows.contains { $0.contains(String(words.dropFirst(2))) && $0.contains("api-gw-v2.json") })
        }
        var model = Model.deck()
        model.type("i")
        model.answer(1, #"{"statusCode": 201}"#)
        #expect(model.rows.contains { $0.contains("✓ 201 Created") })
    }
}
