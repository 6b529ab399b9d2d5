import LambdaModel
import Testing

@testable import LamdeckCLI

struct InvocationReportTests {
    private static func report(_ result: InvocationResult) -> InvocationReport {
        InvocationReport(result: result, files: CodeMap(code: .folder("/p/hello"), workingFolder: "/p"))
    }

    @Test func `a good call is one line`() {
        #expect(Self.report(Sample.result()).message == "hello: ok (12.5 ms)")
        #expect(Self.report(Sample.result("{\"statusCode\":201}")).message == "hello: 201 Created (12.5 ms)")
    }

    @Test func `log, verdict and trace follow each other, with paths of this machine`() {
        var result = Sample.fullResult()
        result.error?.isDoubtful = false
        #expect(
            Self.report(result).message == """
                hi there
                lines are missing
                空
                … 7 more lines
                hello: function error: Error: no "cart" (12.5 ms, init 2078.13 ms, handler 10.0 ms, 129 of 256 MB)
                  at a (hello/app.js:3:9)
                """)
    }

    @Test func `a stream that failed says how much was received`() {
        var result = Sample.result("{}", .functionError, error: InvocationError(type: "E", message: "m"))
        (result.firstByteMilliseconds, result.partialResponse) = (34.25, [UInt8](repeating: 0x61, count: 1536))
        #expect(
            Self.report(result).message == """
                hello: function error: E: m (12.5 ms, first byte 34.25 ms)
                  1.5 KB of the response were received before the call ended
                """)
    }

    @Test func `a result that only looks like an error is reported as that`() {
        let words = Self.report(Sample.fullResult()).message
        #expect(words.contains("\nhello: looks like an error: Error: no \"cart\" (12.5 ms"))
    }

    @Test func `an error without type and message adds nothing`() {
        let result = Sample.result("", .crashed, error: InvocationError(type: "", message: "\n"))
        #expect(Self.report(result).message == "hello: crashed (12.5 ms)")
    }

    @Test func `memory without a limit is printed alone, rounded up`() {
        var result = Sample.result()
        result.peakMemory = 1
        #expect(Self.report(result).message == "hello: ok (12.5 ms, 1 MB)")
    }

    @Test func `a function's text reaches the terminal without control characters`() {
        let result = Sample.result(
            "", .functionError,
            error: InvocationError(type: "E\u{1B}]0;x\u{7}", message: "a\nb", trace: ["  x\u{1B}[2J", "y\nz"]),
            log: [LogRecord(time: 0, source: .output, text: "l\u{9B}2J")])
        #expect(
            Self.report(result).message == """
                l\u{FFFD}2J
                hello: function error: E\u{FFFD}]0;x\u{FFFD}: a b (12.5 ms)
                    x\u{FFFD}[2J
                  y
                z
                """)
    }

    @Test func `the response is formatted if it is JSON`() throws {
        let json = try #require(Self.report(Sample.result("{\"a\":1.0}")).response)
        #expect(json.text == "{\n  \"a\": 1.0\n}" && json.form == .json)
        let text = try #require(Self.report(Sample.result("plain\r\n")).response)
        #expect(text.text == "plain\r\n" && text.form == .plain)
        #expect(Self.report(Sample.result("")).response == nil)
    }
}
