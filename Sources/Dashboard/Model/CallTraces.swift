import DequeModule
import LambdaModel

/// The latest calls that arrived through the endpoint with a trace, of all functions.
struct CallTraces: Sendable {
    /// The most calls to remember.
    static let maximumCount = 1000

    private var calls: Deque<InvocationSummary> = []

    /// Remembers a call that has ended.
    ///
    /// - Returns: the root of its trace; nil if the call is not remembered, because it has no origin or no trace.
    mutating func add(_ summary: InvocationSummary) -> String? {
        guard summary.origin != nil, let root = summary.traceRoot else { return nil }
        if calls.count >= Self.maximumCount { calls.removeFirst() }
        calls.append(summary)
        return root
    }

    /// The calls of a trace.
    func calls(of root: String) -> [InvocationSummary] { calls.filter { $0.traceRoot == root } }
}
