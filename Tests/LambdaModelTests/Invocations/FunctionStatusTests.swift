import Testing

@testable import LambdaModel

/// The HTTP status in a function's answer, which is not the emulator's.
@Suite struct FunctionStatusTests {
    @Test(
        arguments: [
            (#"{"statusCode": 404}"#, 404), (#"{"statusCode":"503","body":"x"}"#, 503),
            (#" {"a":[1,{"b":2}],"statusCode":200 }"#, 200),
            (#"{"body":"{\"statusCode\": 500}","statusCode": 201}"#, 201), (#"{"statusCode":100}"#, 100),
            (#"{"statusCode":599,"headers":{"a":"b"}}"#, 599), (#"{"statusCode":200,"statusCode":418}"#, 418),
            (#"{"statusCode":404.0}"#, 404), (#"{"statusCode":503.000, "a":1}"#, 503), (#"{"statusCode":4.04e2}"#, 404),
            (#"{"statusCode":20400E-2}"#, 204), (#"{"statusCode":404.0"#, nil), (#"{"statusCode":"404.0"}"#, nil),
            (#"{"statusCode":4e9999}"#, nil), (#"{"statusCode":404.0.0}"#, nil), (#"{"statusCode":-404.0}"#, nil),
            // Cut after it.
            (#"{"statusCode": 404, "body": "abc"#, 404),
            // Not at the top, not a whole number, not a status.
            (#"{"a":{"statusCode":404}}"#, nil), (#"[{"statusCode":404}]"#, nil), (#"{"statusCode":404.5}"#, nil),
            (#"{"statusCode":"404 "}"#, nil), (#"{"statusCode":"ok"}"#, nil), (#"{"statusCode":99}"#, nil),
            (#"{"statusCode":600}"#, nil), (#"{"statusCode":1000}"#, nil), (#"{"statusCode":null}"#, nil),
            (#"{"status":404}"#, nil),
            (#"{"a":"statusCode","b":404}"#, nil), (#""{\"statusCode\": 404}""#, nil), ("", nil), ("{", nil),
            (#"{"statusCode"#, nil),
            (#"{"statusCode":"#, nil), (#"{"statusCode":-404}"#, nil), ("statusCode", nil),
        ] as [(String, Int?)])
    func `is read from the top level of the response`(body: String, code: Int?) {
        #expect(FunctionStatus(response: Array(body.utf8))?.code == code)
    }

    @Test func `has words and a kind`() {
        #expect(FunctionStatus(404)?.label == "404 Not Found")
        #expect(FunctionStatus(299)?.label == "299")
        #expect([200, 302, 399].allSatisfy { FunctionStatus($0)?.kind == .good })
        #expect([400, 404, 499].allSatisfy { FunctionStatus($0)?.kind == .refusal })
        #expect([500, 599].allSatisfy { FunctionStatus($0)?.kind == .failure })
    }

    @Test func `is missing if the emulator reports an error`() {
        func result(_ verdict: Verdict, _ reply: InvocationReply) -> InvocationResult {
            InvocationResult(
                request: InvocationRequest(function: "a", event: "", payload: []), reply: reply, verdict: verdict,
                startedAt: 0, seconds: 0, isCold: false)
        }
        let body = Array(#"{"statusCode": 404}"#.utf8)
        #expect(result(.ok, .answered(status: 200, body: body)).functionStatus?.code == 404)
        #expect(InvocationSummary(result(.ok, .answered(status: 200, body: body))).outcome == "404 Not Found")
        #expect(result(.crashed, .answered(status: 502, body: body)).functionStatus == nil)
        #expect(result(.ok, .answered(status: 200, body: Array("{}".utf8))).functionStatus == nil)
        #expect(InvocationSummary(result(.ok, .answered(status: 200, body: []))).outcome == "ok")
    }
}
