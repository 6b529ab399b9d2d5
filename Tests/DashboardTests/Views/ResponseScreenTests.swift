import LambdaModel
import Testing

@testable import Dashboard

/// The response's views and the history, as the user sees them.
@Suite struct ResponseScreenTests {
    private static let id = "5399074e-8f3b-4c56-9a5e-0242ac110002"

    private func deck() -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.notify(.memory(["hello": 31 << 20]))
        return model
    }

    private func records(_ lines: [(String, LogRecord.Source)]) -> [LogRecord] {
        lines.enumerated().map { index, line in
            LogRecord(time: Model.start + Double(index), source: line.1, text: line.0, invocation: Self.id)
        }
    }

    private var log: [LogRecord] {
        records([
            ("got order 17", .output),
            (#"{"timestamp":"x","level":"WARN","message":"stock is low","sku":"A-1"}"#, .output),
            ("\u{1B}[32mpaid\u{1B}[0m with card", .output), ("[ERROR] ValueError: boom", .output),
            ("Traceback (most recent call last):", .output),
            (#"  File "/var/task/app.py", line 4, in handler"#, .output),
            ("    raise ValueError(\"boom\")", .output),
        ])
    }

    private var failed: InvocationResult {
        let error = InvocationError(
            type: "ValueError", message: "boom",
            trace: [
                #"  File "/var/runtime/awslambdaric/bootstrap.py", line 188, in handle"#,
                "    response = handler(event, context)", #"  File "/var/task/app.py", line 4, in handler"#,
                "    raise ValueError(\"boom\")",
            ])
        return InvocationResult.sample(
            #"{"errorType":"ValueError","errorMessage":"boom"}"#, verdict: .functionError, error: error, isCold: true,
            log: log
        ).measured(queued: 0.412, start: 65.2)
    }

    private func showing(_ result: InvocationResult, _ tab: ResponseTab) -> Model {
        var model = deck()
        model.type("i")
        model.finish(1, result)
        model.type("4")
        for _ in 0..<tab.rawValue { model.press(.tab) }
        return model
    }

    @Test func `an error with a frame of the user's code`() throws {
        var model = showing(failed, .body)
        model.type("jjjj")
        try Picture.expect(model, "view-error")
    }

    @Test func `an error that the function may have returned`() throws {
        var result = failed
        result.error?.isDoubtful = true
        result.error?.trace = []
        try Picture.expect(showing(result, .body), "view-doubtful")
    }

    @Test func `the call's log`() throws {
        try Picture.expect(showing(failed, .log), "view-log")
        try Picture.expect(showing(.sample(), .log), "view-log-empty")
    }

    @Test func `the timing of a cold call and of a call with unknown times`() throws {
        try Picture.expect(showing(failed, .timing), "view-timing")
        var result = InvocationResult.sample("", verdict: .timeout, isCold: true).measured(
            handler: nil, limit: nil, cpu: nil)
        result.seconds = 3.1
        try Picture.expect(showing(result, .timing), "view-timing-unknown")
    }

    @Test func `the calls that a call made to other functions`() throws {
        let root = "1-5759e988-bd862e3fe1be46a994272793"
        func call(
            _ function: String, from caller: String, at time: Double, _ verdict: Verdict = .ok, type: String? = nil,
            milliseconds: Double
        ) -> Message {
            .outsideInvocation(
                InvocationSummary(
                    function: function, verdict: verdict, errorType: type, startedAt: Model.start + time,
                    milliseconds: milliseconds,
                    origin: CallOrigin(address: "172.17.0.2:40312", port: 3001, function: caller), traceRoot: root))
        }
        var result = InvocationResult.sample("[17]").measured()
        result.request.traceID = "Root=\(root);Sampled=0"
        var model = showing(result, .timing)
        model.notify(call("orders", from: "hello", at: 0.01, milliseconds: 41.5))
        model.notify(call("stock", from: "orders", at: 0.02, .timeout, milliseconds: 3000))
        model.notify(call("prices", from: "orders", at: 0.03, milliseconds: 1.25))
        model.notify(call("mail", from: "hello", at: 0.06, .functionError, type: "SMTPException", milliseconds: 9))
        model.type("G")
        try Picture.expect(model, "view-timing-calls")
    }

    @Test func `a body from base64, and its difference from the previous one`() throws {
        let first = #"{"statusCode":200,"body":"eyJpZCI6IDEsICJpdGVtcyI6IFsxLCAyXX0=","isBase64Encoded":true}"#
        var model = showing(.sample(first), .body)
        try Picture.expect(model, "view-base64")
        model.type("i")
        model.finish(2, .sample(#"{"statusCode":201,"body":"{\"id\":2,\"items\":[1,2]}","isBase64Encoded":false}"#))
        model.press(.tab, .tab, .tab)
        try Picture.expect(model, "view-diff")
    }

    // MARK: The history

    private func history() -> Model {
        var model = deck()
        model.type("h")
        let rows: [HistoryRow] = [
            .sample(9), .sample(8, verdict: .functionError, errorType: "ValueError", minutes: 2),
            .sample(7, function: "orders", event: "空のカート.json", verdict: .timeout, minutes: 5, milliseconds: 3004),
            .sample(
                6, function: "orders", verdict: .outOfMemory, errorType: "Runtime.ExitError", minutes: 50,
                peakMemory: 128 << 20),
            .sample(5, event: nil, verdict: nil, minutes: 700, peakMemory: nil),
            .sample(
                2, function: "orders", event: nil, minutes: 800,
                origin: CallOrigin(address: "127.0.0.1:51234", userAgent: "aws-cli/1.27.49 Python/3.11", port: 3001)),
            .sample(
                1, function: "stock", event: nil, minutes: 800,
                origin: CallOrigin(address: "172.17.0.2:40312", port: 3001, function: "orders")),
            .sample(4, event: "-", verdict: .cancelled, minutes: 1500, milliseconds: nil, peakMemory: nil),
            .sample(
                3, function: "a-function-with-a-very-long-name-indeed", verdict: .initFailed,
                errorType: "Runtime.ImportModuleError", minutes: 500_000),
        ]
        model.found(rows, problem: nil)
        return model
    }

    @Test func `the history`() throws {
        var model = history()
        model.type(" j")
        try Picture.expect(model, "history")
        model.type("/Value")
        model.found([.sample(8, verdict: .functionError, errorType: "ValueError", minutes: 2)], problem: nil)
        try Picture.expect(model, "history-filter")
        model.found([], problem: nil)
        try Picture.expect(model, "history-nothing")
    }

    @Test func `an empty history, and a problem with the history`() throws {
        var model = deck()
        model.type("h")
        model.found([], problem: nil)
        try Picture.expect(model, "history-empty")
        model.found([], problem: "the disk is full; it is kept again when there is room")
        try Picture.expect(model, "history-problem")
    }

    @Test func `an invocation from the history in the response pane`() throws {
        var model = history()
        var kept = StoredResponse.sample(8, "", minutes: 2)
        kept.result = failed
        kept.result.startedAt = Model.start - 120
        kept.content = ResponseContent(kept.result.body)
        model.notify(.stored(kept))
        try Picture.expect(model, "history-kept")
    }
}
