import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

struct LogJSONTests {
    @Test(
        arguments: [
            (.output, "stdout"), (.errorOutput, "stderr"), (.marker, "emulator"), (.emulator, "emulator"),
            (.lamdeck, "lamdeck"),
        ] as [(LogRecord.Source, String)])
    func `a line names its source`(source: LogRecord.Source, word: String) {
        let entry = Sample.line("hi \"there\"\u{1B}[0m\t空", source, invocation: "r1")
        #expect(
            LogJSON.text(entry) == #"{"time":"2023-11-14T22:13:20.250Z","function":"hello","requestId":"r1","#
                + "\"source\":\"\(word)\",\"text\":\"hi \\\"there\\\"\\u001b[0m\\t空\"}")
    }

    @Test func `a line outside of any invocation has no request id`() {
        #expect(
            LogJSON.text(Sample.line("", at: 0))
                == #"{"time":"1970-01-01T00:00:00.000Z","function":"hello","source":"stdout","text":""}"#)
    }

    @Test func `the end of an invocation has what its log shows`() {
        var summary = InvocationSummary(function: "hello", startedAt: Sample.time)
        let head = #"{"time":"2023-11-14T22:13:20.250Z","function":"hello","#
        #expect(LogJSON.text(Sample.end(summary)) == head + #""source":"invocation","cold":false}"#)
        summary.requestID = "r1"
        summary.verdict = .ok
        summary.functionStatus = FunctionStatus(404)
        summary.isCold = true
        summary.initMilliseconds = 2078.126
        summary.milliseconds = 0.004
        #expect(
            LogJSON.text(Sample.end(summary)) == head + #""requestId":"r1","source":"invocation","verdict":"ok","#
                + #""functionStatus":404,"cold":true,"initMs":2078.13,"handlerMs":0.0}"#)
    }

    @Test func `the end of a call by an HTTP request names it`() {
        let summary = InvocationSummary(
            function: "hello", verdict: .ok, startedAt: Sample.time,
            http: HTTPCall(format: .functionURL, method: "GET", target: "/\u{7}"))
        #expect(
            LogJSON.text(Sample.end(summary)) == #"{"time":"2023-11-14T22:13:20.250Z","function":"hello","#
                + #""source":"invocation","http":{"format":"url","method":"GET","target":"/\u0007"},"#
                + #""verdict":"ok","cold":false}"#)
    }

    @Test func `the time of a whole call is not the handler's`() {
        let kept = InvocationSummary(
            function: "hello", requestID: "r1", verdict: .crashed, startedAt: 1, milliseconds: 50)
        let known = InvocationSummary(function: "hello", requestID: "r1", startedAt: 2).known(by: kept)
        #expect(known.isWholeCall)
        #expect(
            LogJSON.text(Sample.end(known, at: 0)) == #"{"time":"1970-01-01T00:00:00.000Z","function":"hello","#
                + #""requestId":"r1","source":"invocation","verdict":"crashed","cold":false}"#)
    }
}
