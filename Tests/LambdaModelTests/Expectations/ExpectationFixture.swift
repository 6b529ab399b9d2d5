import JSONText
import LambdaModel

/// Calls and expectations for tests.
enum ExpectationFixture {
    /// A call whose answer is a text.
    static func result(
        _ body: String, _ verdict: Verdict = .ok, error: InvocationError? = nil, log: [String] = [],
        handlerMilliseconds: Double? = nil, seconds: Double = 0.01, peakMemory: Int? = nil
    ) -> InvocationResult {
        var result = InvocationResult(
            request: InvocationRequest(function: "hello", event: "cart.json", payload: Array("{}".utf8)),
            reply: .answered(status: 200, body: Array(body.utf8)), verdict: verdict, error: error,
            startedAt: 1_700_000_000,
            seconds: seconds, isCold: true, log: log.map { LogRecord(time: 0, source: .output, text: $0) })
        result.handlerMilliseconds = handlerMilliseconds
        result.peakMemory = peakMemory
        return result
    }

    static func expectation(_ text: String) throws(ExpectationError) -> Expectation {
        try Expectation(Array(text.utf8), file: "cart.expected.json")
    }

    /// The differences, one per line: `path: expected …, got …`.
    static func differences(_ expected: String, _ result: InvocationResult) throws -> [String] {
        try expectation(expected).mismatches(in: result).map(\.line)
    }

    static func differences(_ expected: String, _ came: String) throws -> [String] {
        try differences(expected, result(came))
    }
}
