import Foundation
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime
@testable import LamdeckCLI

struct HistoryOutputTests {
    private static let output = HistoryOutput(localTime: LocalTime { _ in 0 })

    private static func row(_ id: Int64, _ summary: InvocationSummary) -> HistoryRow {
        HistoryRow(id: id, summary: summary)
    }

    private static func entry(_ result: InvocationResult, spec: String? = nil, code: String? = nil) -> HistoryEntry {
        let row = HistoryRow(id: 17, summary: InvocationSummary(result), spec: spec, codeHash: code)
        return HistoryEntry(row: row, result: result)
    }

    // MARK: For the user

    @Test func `the table leaves out what is not known`() {
        let short = InvocationSummary(function: "hello", startedAt: 0)
        let lines = Self.output.table([Self.row(1, short), Self.row(12, InvocationSummary(Sample.fullResult()))])
        #expect(
            lines.split(separator: "\n") == [
                "ID  TIME                 FUNCTION  EVENT      "
                    + "VERDICT         DURATION                           MEMORY  ERROR",
                "1   1970-01-01 00:00:00  hello",
                "12  2023-11-14 22:13:20  hello     cart.json  "
                    + "function error  init 2078.13 ms + handler 10.0 ms  129 MB  Error",
            ])
    }

    @Test func `an invocation is printed in paragraphs`() {
        let text = Self.output.text(Self.entry(Sample.result()))
        #expect(
            text == """
                ID  TIME                 FUNCTION  EVENT      VERDICT  DURATION  MEMORY  ERROR
                17  2023-11-14 22:13:20  hello     cart.json  ok       12.5 ms

                queue 0.0 ms · call 12.5 ms · warm

                event
                {
                  "n": 1.0
                }

                response
                {
                  "a": 1
                }
                """)
    }

    @Test func `a call by an HTTP request has its method and path, and where it arrived`() {
        let result = Sample.webResult(#"{"statusCode":404}"#)
        let text = Self.output.text(Self.entry(result))
        #expect(text.contains("17  2023-11-14 22:13:20  hello     GET /orders?x=1  404 Not Found  12.5 ms"))
        #expect(text.contains("\n\nGET /orders?x=1 (API api, http2) · queue 0.0 ms · call 12.5 ms · warm\n\n"))
        let own = Self.output.text(Self.entry(Sample.webResult("{}", format: .functionURL, api: nil)))
        #expect(own.contains("\nGET /orders?x=1 (function URL) · queue"))
        let built = Self.output.text(Self.entry(Sample.webResult("{}", format: .rest, api: nil)))
        #expect(built.contains("\nGET /orders?x=1 (rest) · queue"))
    }

    @Test func `a stream that failed is printed apart from its error`() {
        var result = Sample.result("{}", .functionError)
        (result.firstByteMilliseconds, result.partialResponse) = (34.25, Array("begun".utf8))
        let text = Self.output.text(Self.entry(result))
        #expect(text.contains("queue 0.0 ms · first byte 34.25 ms · call 12.5 ms · warm"))
        #expect(text.contains("\n\nresponse\n{}\n\nreceived before the call ended\nbegun"))
    }

    @Test func `all that is known of an invocation is in the text`() {
        var entry = Self.entry(Sample.fullResult(), spec: "s1", code: "c1")
        entry.maskedEventValues = 2
        entry.missingEventBytes = 3
        entry.missingResponseBytes = 4
        entry.result.request.origin = CallOrigin(address: "127.0.0.1:5", userAgent: "curl/8\u{1B}", port: 9001)
        let parts = Self.output.text(entry).components(separatedBy: "\n\n")
        #expect(
            parts[1] == "queue 0.0 ms · init 2078.13 ms · handler 10.0 ms · call 12.5 ms · cold · memory limit 256 MB"
                + " · request 5399074e-8b6c · trace 1-a-b · from curl/8 (127.0.0.1:5, curl/8\u{FFFD}, port 9001)"
                + " · settings s1 · code c1")
        #expect(parts[2] == "Error: no \"cart\"\nat a (/var/task/app.js:3:9)")
        #expect(parts[3] == "event (secret values masked)\n{\n  \"n\": 1.0\n}\n… 3 more bytes were not kept")
        #expect(
            parts[4] == "response (404 Not Found)\n{\n  \"statusCode\": 404\n}\n… 4 more bytes were not kept")
        #expect(parts[5] == "log\nhi there\nlines are missing\n空\n… 7 more lines were not kept")
    }

    @Test(
        arguments: [
            (.unreachable("the connection broke\u{1B}"), "the connection broke\u{FFFD}"), (.cancelled, "cancelled"),
            (.refused(FailureReason(.image, "no image", lastLines: ["x"])), "no image\n  x"),
            (.answered(status: 200, body: Array("a\u{7}".utf8)), "a\u{FFFD}"),
        ] as [(InvocationReply, String)])
    func `a reply that is not JSON is text`(reply: InvocationReply, text: String) {
        var result = Sample.result()
        result.reply = reply
        #expect(Self.output.text(Self.entry(result)).hasSuffix("\n\nresponse\n\(text)"))
    }

    @Test func `the calls that a call made are a tree`() {
        var top = Sample.result()
        top.request.traceID = "Root=1-a-b"
        func call(_ function: String, by caller: String, _ time: Double, _ verdict: Verdict) -> HistoryRow {
            Self.row(
                1,
                InvocationSummary(
                    function: function, verdict: verdict, errorType: verdict == .ok ? nil : "E\n", startedAt: time,
                    milliseconds: 5, origin: CallOrigin(address: "a", port: 1, function: caller),
                    traceRoot: "1-a-b"))
        }
        let one = Self.output.text(
            Self.entry(top), among: [call("stock", by: "hello", Sample.time + 1, .ok)])
        #expect(one.contains("\n\ncall\n  stock · 5.0 ms\n\n"))
        let two = Self.output.text(
            Self.entry(top),
            among: [
                call("mail", by: "stock", Sample.time + 2, .timeout), call("stock", by: "hello", Sample.time + 1, .ok),
            ])
        #expect(two.contains("\n\ncalls\n  stock · 5.0 ms\n    mail · 5.0 ms · timed out · E\n\n"))
    }

    // MARK: For a machine

    @Test func `a machine gets what the history knows, then what invoke prints`() {
        let result = Sample.fullResult()
        let invoked = InvocationJSON.text(result).dropFirst()
        #expect(
            HistoryJSON.text(Self.entry(result)) == #"{"id":17,"time":"2023-11-14T22:13:20.250Z","payload":{"n":1.0},"#
                + invoked)
        var entry = Self.entry(result, spec: "s1", code: "c1")
        entry.maskedEventValues = 1
        entry.missingEventBytes = 2
        entry.missingResponseBytes = 3
        entry.result.request.payload = Array("{\"cut".utf8)
        #expect(
            HistoryJSON.text(entry) == #"{"id":17,"time":"2023-11-14T22:13:20.250Z","spec":"s1","codeHash":"c1","#
                + #""payload":"{\"cut","payloadValuesMasked":1,"payloadBytesMissing":2,"responseBytesMissing":3,"#
                + invoked)
    }

    @Test func `a time that no clock has is written as one`() {
        for (time, text) in [(Double.nan, "1970-01-01T00:00:00.000Z"), (1e300, "9999-12-31T23:59:59.000Z")] {
            var result = Sample.result()
            result.startedAt = time
            #expect(HistoryJSON.text(Self.entry(result)).hasPrefix("{\"id\":17,\"time\":\"\(text)\","))
        }
    }
}
