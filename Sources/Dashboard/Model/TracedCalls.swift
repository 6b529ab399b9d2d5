import DequeModule
import LambdaModel

/// The latest calls that came through the front door with a trace, whichever function they were of.
struct TracedCalls: Sendable {
    /// The most calls that are remembered.
    static let maximumCount = 1000

    private var calls: Deque<InvocationBrief> = []

    /// Remembers a call that has ended.
    ///
    /// - Returns: the root of its trace; nil for one that is not remembered, since it came from nowhere or has none.
    mutating func add(_ brief: InvocationBrief) -> String? {
        guard brief.origin != nil, let root = brief.traceRoot else { return nil }
        if calls.count >= Self.maximumCount { calls.removeFirst() }
        calls.append(brief)
        return root
    }

    /// The calls of a trace.
    func calls(of root: String) -> [InvocationBrief] { calls.filter { $0.traceRoot == root } }
}
