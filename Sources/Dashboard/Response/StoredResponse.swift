import LambdaModel

/// A stored invocation of the history.
public struct StoredResponse: Sendable {
    /// Its row.
    public var row: HistoryRow
    /// The request and the response.
    public var result: InvocationResult
    /// The body of the response.
    public var content: ResponseContent
    /// The stored invocations of its trace, including the calls that it made.
    public var related: [InvocationSummary] = []

    /// The name of a stored invocation's event when it is sent again.
    public static func event(of summary: InvocationSummary) -> String {
        summary.eventLabel
    }

    /// A stored invocation; the caller parses `content` from the result's body off the main actor.
    public init(row: HistoryRow, result: InvocationResult, content: ResponseContent) {
        self.row = row
        self.result = result
        self.content = content
    }
}
