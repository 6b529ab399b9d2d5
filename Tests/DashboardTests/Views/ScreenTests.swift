import LambdaModel
import Testing

@testable import Dashboard

/// The deck in use, as the user sees it.
@Suite struct ScreenTests {
    private func running() -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.setState(.ready, of: "orders")
        model.setState(
            .failed(FailureReason(.container, "the container exited with code 1: no such handler")), of: "rust-fn")
        model.notify(.memory(["hello": 31 << 20, "orders": 30 << 20]))
        return model
    }

    private static let id = "5399074e-8f3b-4c56-9a5e-0242ac110002"

    private func withLogs() -> Model {
        var model = running()
        model.log(["START RequestId: \(Self.id) Version: $LATEST"], source: .marker, call: Self.id)
        model.log(
            [
                "got order 17", "[WARNING] stock is low", "\u{1B}[32mpaid\u{1B}[0m with \u{1B}[1mcard\u{1B}[0m",
                "[ERROR] ValueError: boom", "Traceback (most recent call last):",
                "  File \"/var/task/app.py\", line 4, in handler",
                "a long line that says " + String(repeating: "much and ", count: 18) + "ends",
                "{\"level\":\"INFO\",\"message\":\"structured\",\"requestId\":\"\(Self.id)\"}",
            ], call: Self.id)
        model.log(
            ["22 Nov 2026 18:35:37,239 [INFO] (rapid) INIT RTDONE(status: success)"], source: .emulator, call: Self.id)
        model.log(["END RequestId: \(Self.id)"], source: .marker, call: Self.id)
        let report = "REPORT RequestId: \(Self.id)\tDuration: 10.14 ms\tBilled Duration: 11 ms\t"
        model.log([report], source: .marker, call: Self.id)
        return model
    }

    private static let gateway = #"""
        {"statusCode":200,"headers":{"content-type":"application/json"},\#
        "body":"{\"message\":\"Hello from Lambda!\"}","isBase64Encoded":false,"n":1.0,"list":[],"cookies":["a=b","c=d"]}
        """#

    @Test func `first start, while the engine is connecting`() throws {
        var model = Model(size: Size(width: 120, height: 36), now: Model.start)
        try Picture.expect(model, "first-start-reading")
        model.notify(.manifest(.loaded(path: "functions.json", FunctionInfo.samples, warnings: [])))
        model.notify(.events(function: "hello", EventList(names: ["api-gw-v2.json", "s3-put.json"])))
        try Picture.expect(model, "first-start-connecting")
        model.notify(.engine(.connected("docker 28.2")))
        try Picture.expect(model, "first-start")
    }

    @Test(arguments: Pane.allCases)
    func `running functions, with a log and a response`(pane: Pane) throws {
        var model = withLogs()
        model.type("i")
        model.answer(1, Self.gateway, isCold: true, call: Self.id, peakMemory: 38 << 20)
        model.type("\(pane.rawValue)")
        try Picture.expect(model, "running-\(pane.title.lowercased())")
    }

    @Test func `the header does not count a function whose init failed as running`() {
        var model = Model.deck()
        for name in ["hello", "orders"] { model.setState(.ready, of: name) }
        #expect(model.rows[0].contains(" 2 up  "))
        model.setState(.initialising, of: "orders")
        #expect(model.rows[0].contains(" 2 up  "))
        model.setState(.initFailed(FailureReason(.container, "init failed: ValueError: boom")), of: "orders")
        #expect(model.rows[0].contains(" 1 up  1 failing"))
    }

    @Test func `a zoomed log without wrapping and times`() throws {
        var model = withLogs()
        model.type("5+wtR")
        try Picture.expect(model, "zoomed-log")
    }

    @Test func `a log that does not follow, with more above and below`() throws {
        var model = running()
        model.log((0..<1204).map { "line \($0)" })
        model.type("5" + String(repeating: "k", count: 30))
        try Picture.expect(model, "log-paused")
    }

    @Test func `a response with an error`() throws {
        var model = withLogs()
        model.type("i")
        let body = #"""
            {"errorMessage": "boom", "errorType": "ValueError", "requestId": "79c757f0-5ed3-4d1d-95fc-2daa5dd4fe75",\#
             "stackTrace": ["  File \"/var/task/app.py\", line 4, in handler\n    raise ValueError(\"boom\")\n"]}
            """#
        model.answer(1, body)
        model.type("4")
        try Picture.expect(model, "response-error")
    }

    @Test func `a running call with others queued`() throws {
        var model = withLogs()
        model.setState(.busy(queued: 2))
        model.type("iii")
        model.notify(.invocationStarted(3, at: Model.start))
        model.notify(.tick(Model.start + 2.3))
        model.type("4")
        try Picture.expect(model, "busy")
    }

    @Test func `a call that is not sent`() throws {
        var model = running()
        model.type("i4")
        model.notify(.invocationRefused(1, function: "hello", "api-gw-v2.json:3:7: expected a value, found a comma"))
        try Picture.expect(model, "response-not-sent")
    }

    @Test func `responses that are binary, folded JSON and text`() throws {
        var model = running()
        model.type("i4")
        model.finish(1, .answered(status: 200, body: (0..<200).map { UInt8($0) }))
        try Picture.expect(model, "response-binary")
        model.type("i")
        model.answer(2, Self.gateway)
        model.type("jj")
        model.press(.enter)
        try Picture.expect(model, "response-folded")
        model.type("i")
        model.answer(3, "Bad Gateway\n\n<hr>nginx", status: 502)
        try Picture.expect(model, "response-text")
    }

    @Test func `pulling an image`() throws {
        var model = Model.deck()
        model.setState(.pulling(PullState(bytes: 45_088_768, totalBytes: 104_857_600, layers: 2, totalLayers: 6)))
        model.notify(.tick(Model.start + 7.3))
        try Picture.expect(model, "pulling")
    }

    @Test func `changed settings of a running function`() throws {
        var model = running()
        model.setState(.ready, isStale: true)
        model.setState(.restarting, of: "orders")
        model.setState(.stopping, of: "edge")
        try Picture.expect(model, "stale")
    }

    @Test func `a function that another process stopped`() throws {
        var model = running()
        model.setState(.stopped, note: "stopped from outside lamdeck")
        try Picture.expect(model, "stopped-outside")
    }

    @Test func `wide characters`() throws {
        let functions = [FunctionInfo.sample("hello"), .sample("orders", "python3.13", 9002)]
        var model = Model.deck(
            functions: functions, events: ["空のカート.json", "満杯のカートを注文するイベント、とても長い名前.json", "e\u{301}te\u{301}.json"])
        model.setState(.ready)
        model.log(["注文を受け付けました: 空のカート " + String(repeating: "長い行", count: 30), "👩\u{200D}💻 emoji ✅ done"])
        model.type("i")
        model.answer(1, #"{"カート":[],"合計":"零","note":"👩‍💻 ✅"}"#, event: "空のカート.json")
        try Picture.expect(model, "wide-characters")
        model.type("2j")
        try Picture.expect(model, "wide-characters-events")
    }

    @Test func `many long names`() throws {
        let functions = (0..<40).map { index in
            FunctionInfo.sample(
                "order-processing-with-a-very-long-name-\(index)", index % 2 == 0 ? "provided.al2023" : "python3.13",
                9000 + index)
        }
        let events = (0..<60).map { "an-event-with-a-name-that-goes-on-and-on-\($0).json" }
        var model = Model.deck(functions: functions, events: events)
        model.type(String(repeating: "j", count: 20))
        model.notify(.events(function: "order-processing-with-a-very-long-name-20", EventList(names: events)))
        model.type("2" + String(repeating: "j", count: 30))
        model.setState(.busy(queued: 3), of: "order-processing-with-a-very-long-name-20")
        try Picture.expect(model, "long-names")
    }

    @Test func `help`() throws {
        var model = withLogs()
        model.type("5?")
        try Picture.expect(model, "help")
        model.resize(40, 10)
        model.type("G")
        try Picture.expect(model, "help-end")
    }

    @Test func `the questions before quitting and stopping all`() throws {
        var model = running()
        model.type("q")
        try Picture.expect(model, "quit-question")
        model.press(.escape)
        model.type("D")
        try Picture.expect(model, "stop-all-question")
        model.type("n")
        model.type("qs")
        try Picture.expect(model, "quitting")
    }

    @Test func `a screen that is too small`() throws {
        let sizes = [
            Size(width: 39, height: 9), Size(width: 20, height: 5), Size(width: 120, height: 3),
            Size(width: 5, height: 3),
        ]
        try Picture.expect(withLogs(), "too-small", sizes: sizes)
    }
}
