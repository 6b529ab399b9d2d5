import LambdaModel
import Testing

@testable import Dashboard

/// Calls, and answers that arrive in any order.
@Suite struct InvocationTests {
    private func calling(_ count: Int = 1) -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.type(String(repeating: "i", count: count))
        return model
    }

    @Test func `every call has a unique number, and the again key repeats the last one`() {
        var model = Model.deck()
        #expect(model.type("i") == [.invoke(1, function: "hello", event: "api-gw-v2.json")])
        #expect(model.type("2ji") == [.invoke(2, function: "hello", event: "s3-put.json")])
        #expect(model.type("k.") == [.invoke(3, function: "hello", event: "s3-put.json")])
    }

    @Test func `the again key selects the function that was invoked`() {
        var model = Model.deck()
        model.type("i1jj")
        #expect(model.selected == "edge")
        #expect(model.type(".") == [.loadEvents("hello"), .invoke(2, function: "hello", event: "api-gw-v2.json")])
        #expect(model.selected == "hello")
    }

    @Test func `a call shows whether it waits or runs`() {
        var model = calling()
        #expect(model.isMoving)
        #expect(model.rows.contains { $0.contains("queued behind a running call") })
        model.setState(.starting)
        #expect(model.rows.contains { $0.contains("waiting for the container") })
        model.setState(.busy(queued: 0))
        model.notify(.invocationStarted(1, at: Model.start + 1))
        model.notify(.tick(Model.start + 3.5))
        #expect(model.rows.contains { $0.contains("running 2.50 s") && $0.contains("Esc") })
    }

    @Test func `an answer is shown with its verdict, time, size and cold start`() {
        var model = calling()
        model.answer(1, #"{"a": 1.0}"#, isCold: true)
        #expect(!model.isMoving)
        #expect(model.rows.contains { $0.contains("3.8 ms · 10 bytes · cold") })
        #expect(model.responseLines == ["  a   1.0"])
    }

    @Test func `an answer is shown before its log is read and keeps its folds and view`() {
        var model = calling()
        let body = #"{"a": {"b": 1}}"#
        var result = InvocationResult(
            request: InvocationRequest(function: "hello", event: "api-gw-v2.json", payload: []),
            reply: .answered(status: 200, body: Array(body.utf8)), verdict: .ok, startedAt: Model.start,
            seconds: 0.0038, isCold: false)
        model.notify(.invocationAnswered(1, result, ResponseContent(result.body)))
        #expect(model.rows.contains { $0.contains("✓ OK") })
        #expect(model.responseLines == ["▾ a", "    b   1"])
        model.type("4")
        model.press(.enter)
        #expect(model.responseLines.count == 1)
        model.press(.tab)
        #expect(model.responseLines == ["its log is still being read"])
        result.log = [LogRecord(time: Model.start, source: .output, text: "a line of it")]
        result.handlerMilliseconds = 2
        model.notify(.invocationFinished(1, result, ResponseContent(result.body)))
        #expect(model.responseLines == ["a line of it"])
        model.press(.tab)
        #expect(model.responseLines.contains { $0.contains("handler") && $0.contains("2.0 ms") })
        model.press(.tab, .tab, .tab)
        #expect(model.responseLines.count == 1, "the fold stays")
        #expect(!model.isMoving)
    }

    @Test func `an answer that needs its log for a verdict says that the log is being read`() {
        var model = calling()
        model.notify(.invocationStarted(1, at: Model.start))
        model.notify(.invocationReturned(1))
        #expect(model.rows.contains { $0.contains("finished · collecting the log") })
        #expect(model.isMoving)
        model.answer(1, "Task timed out after 3.00 seconds")
        #expect(model.rows.contains { $0.contains("✗ timed out") })
    }

    @Test func `an answer to an older call does not replace a later call`() {
        var model = calling(2)
        model.answer(1, "1")
        #expect(model.responseLines.isEmpty)
        #expect(model.rows.contains { $0.contains("queued") })
        model.answer(2, "2")
        #expect(model.responseLines == ["2"])
    }

    @Test func `a second answer and an answer to an unknown call are ignored`() {
        var model = calling()
        model.answer(1, "1")
        model.answer(1, "other")
        model.answer(9, "other")
        model.notify(.invocationRefused(9, function: "hello", "other"))
        #expect(model.responseLines == ["1"])
    }

    @Test func `an answer for another function is shown when that function is selected`() {
        var model = calling()
        model.type("1j")
        model.answer(1, "1")
        #expect(model.responseLines.isEmpty)
        model.type("k")
        #expect(model.responseLines == ["1"])
    }

    @Test func `Esc cancels the shown call, and does nothing after its answer`() {
        var model = calling(2)
        #expect(model.press(.escape) == [.cancel(2)])
        #expect(model.notice?.text == "cancelled api-gw-v2.json")
        model.finish(2, .cancelled)
        #expect(model.rows.contains { $0.contains("– cancelled") })
        #expect(model.press(.escape) == [])
        model.answer(1, "1")
        #expect(model.responseLines == [], "the cursor stays on the cancelled call")
        model.type("3j")
        #expect(model.responseLines == ["1"])
        #expect(model.press(.escape) == [])
    }

    @Test func `a call that is not sent says why`() {
        var model = calling()
        model.notify(.invocationRefused(1, function: "hello", "api-gw-v2.json:3:7: expected a value"))
        #expect(!model.isMoving)
        #expect(model.rows.contains { $0.contains("✗ not sent") })
        #expect(model.responseLines == ["api-gw-v2.json:3:7: expected a value"])
        model.type("i")
        let reason = FailureReason(.image, "no image", lastLines: ["denied"])
        model.finish(2, .refused(reason))
        #expect(model.rows.contains { $0.contains("✗ not sent") })
        #expect(model.responseLines == ["no image", "  denied"])
    }

    @Test func `a failure shows its verdict and the function's error`() {
        var model = calling()
        model.answer(1, #"{"errorMessage": "boom", "errorType": "ValueError", "stackTrace": []}"#)
        #expect(model.rows.contains { $0.contains("? LOOKS LIKE AN ERROR") })
        #expect(model.rows.contains { $0.contains("? LOOKS LIKE AN ERROR  ValueError boom") })
        model.type("i")
        model.finish(2, .unreachable("the container closed the connection"))
        #expect(model.rows.contains { $0.contains("✗ UNREACHABLE") })
    }

    @Test func `a new answer is shown from its start`() {
        var model = calling()
        model.answer(1, "[" + (0..<100).map(String.init).joined(separator: ",") + "]")
        model.type("4G")
        model.type("i")
        model.answer(2, "[1,2]")
        #expect(model.item?.response?.cursor == 0)
        #expect(model.rows.contains { $0.contains("│   0   1") })
    }

    @Test(arguments: [
        Verdict.ok, .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable,
        .cancelled,
    ])
    func `the screen names every verdict`(verdict: Verdict) {
        var model = calling()
        let result = InvocationResult(
            request: InvocationRequest(function: "hello", event: "e", payload: []),
            reply: .answered(status: 200, body: []),
            verdict: verdict, startedAt: 0, seconds: 0, isCold: false)
        model.notify(.invocationFinished(1, result, .empty))
        #expect(model.rows.contains { $0.contains(" \(VerdictChip(verdict).text)") })
    }
}
