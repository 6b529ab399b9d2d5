import LambdaModel
import Testing

/// Answers and failures that no AWS runtime produces, and edge cases.
@Suite struct VerdictOddityTests {
    private func read(_ status: Int, _ body: String) -> (verdict: Verdict, error: InvocationError?) {
        Verdict.read(.answered(status: status, body: Array(body.utf8)))
    }

    @Test func `a timeout of any length is recognised`() {
        #expect(read(200, "Task timed out after 2.00 seconds").verdict == .timeout)
        #expect(read(200, "Task timed out after 900.00 seconds").verdict == .timeout)
    }

    @Test(arguments: [
        "Task timed out", "Task timed out after seconds", "Task timed out after x.00 seconds",
        "Task timed out after 2.00 seconds of thought", "\"It says: Task timed out after 2.00 seconds\"",
        "[\"Task timed out after 2.00 seconds\"]",
    ])
    func `words similar to a timeout's are a function's answer`(body: String) {
        #expect(read(200, body).verdict == .ok)
    }

    @Test func `cancelled, unreachable and refused calls have their verdicts and errors`() {
        #expect(Verdict.read(.cancelled) == (.cancelled, nil))
        let (silence, error) = Verdict.read(.unreachable("the container closed the connection"))
        #expect(silence == .unreachable)
        #expect(error == InvocationError(type: "Unreachable", message: "the container closed the connection"))
        let (refusal, reason) = Verdict.read(
            .refused(FailureReason(.image, "no such image", lastLines: ["x"])))
        #expect(refusal == .unreachable)
        #expect(reason == InvocationError(type: "NotRunning", message: "no such image"))
    }

    @Test(arguments: ["", "oops", "<html>", "{\"message\": \"no errorType\"}", "{\"errorType\":", "{}"])
    func `a bad status without a readable error is a crash with the body as message`(body: String) {
        let (verdict, error) = read(502, body)
        #expect(verdict == .crashed)
        #expect(
            error == InvocationError(type: "HTTP 502", message: body.isEmpty ? "an empty answer" : body))
    }

    @Test func `only the beginning of a long unreadable body is kept`() {
        #expect(read(500, String(repeating: "x", count: 5000)).error?.message.count == 500)
    }

    @Test func `a bad status with binary data is a crash`() {
        let (verdict, error) = Verdict.read(.answered(status: 502, body: [0xFF, 0x00, 0xC3]))
        #expect(verdict == .crashed)
        #expect(error?.type == "HTTP 502")
    }

    @Test(arguments: [
        "", "oops", "{", "[]", "{}", "{\"errorType\": 1, \"errorMessage\": \"m\"}", "{\"errorType\": \"T\"}",
        "{\"errorMessage\": \"m\"}", "[{\"errorType\": \"T\", \"errorMessage\": \"m\"}]",
        "{\"error\": {\"errorType\": \"T\", \"errorMessage\": \"m\"}}",
    ])
    func `a good status without an error's shape is ok`(body: String) {
        let (verdict, error) = read(200, body)
        #expect(verdict == .ok)
        #expect(error == nil)
    }

    @Test func `an error's keys may be in any order, with others and with spaces`() {
        let (verdict, error) = read(
            200, "{ \"a\": [1], \"errorMessage\" : \"m\", \"errorType\" : \"T\", \"cause\": {} }")
        #expect(verdict == .functionError)
        #expect(error?.type == "T")
        #expect(error?.message == "m")
    }

    @Test func `trace elements that are not texts are left out`() {
        #expect(read(200, #"{"errorType":"T","errorMessage":"m","stackTrace":"at x"}"#).error?.trace == [])
        #expect(read(200, #"{"errorType":"T","errorMessage":"m","trace":[1,"at x",null]}"#).error?.trace == ["at x"])
    }

    @Test func `line breaks of every kind split a trace's lines`() {
        let (_, error) = read(
            200, #"{"errorType":"T","errorMessage":"m","stackTrace":["a\nb\n","c\r\nd","","e\n\nf"]}"#)
        #expect(error?.trace == ["a", "b", "c", "d", "e", "", "f"])
    }

    @Test func `an error with a very long message is an error`() {
        let message = String(repeating: "x", count: 2 << 20)
        let (verdict, error) = read(200, #"{"errorMessage": "\#(message)", "errorType": "ValueError"}"#)
        #expect(verdict == .functionError)
        #expect(error?.message.utf8.count == 2 << 20)
    }

    @Test func `extension and unknown errors are crashes, others are the function's`() {
        #expect(read(502, #"{"errorType":"Extension.Crash","errorMessage":"m"}"#).verdict == .crashed)
        #expect(read(502, #"{"errorType":"Runtime.Unknown","errorMessage":"m"}"#).verdict == .crashed)
        #expect(read(502, #"{"errorType":"ValueError","errorMessage":"m"}"#).verdict == .functionError)
    }

    @Test func `every verdict has unique words`() {
        #expect(Set(Verdict.allCases.map(\.label)).count == Verdict.allCases.count)
    }

    @Test func `a result has a status and a body only if there was an answer`() {
        let request = InvocationRequest(function: "f", event: "e.json", payload: [])
        var result = InvocationResult(
            request: request, reply: .answered(status: 502, body: [1]), verdict: .crashed, startedAt: 0, seconds: 0,
            isCold: false)
        #expect(result.status == 502)
        #expect(result.body == [1])
        result.reply = .cancelled
        #expect(result.status == nil)
        #expect(result.body == [])
    }
}
