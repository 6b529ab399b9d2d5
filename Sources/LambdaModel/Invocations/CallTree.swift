/// The calls that a call made to other functions, and those that these made.
public struct CallTree: Hashable, Sendable {
    /// A call, and its depth in the tree: 0 if the root made it itself.
    public struct Row: Hashable, Sendable {
        /// The call.
        public var summary: InvocationSummary
        /// The depth.
        public var depth: Int
    }

    /// The calls, each before those that it made, otherwise in the order of their start.
    public private(set) var rows: [Row] = []

    /// Finds a call's own calls among others of its trace. A call was made by the latest call of the function in its
    /// origin, since a container serves one call at a time. If several containers of a function serve the same trace
    /// at the same moment, a call may be shown under the wrong one of them.
    ///
    /// - Parameters:
    ///   - top: the root of the tree; it may be among the others.
    ///   - others: any calls in any order.
    public init(of top: InvocationSummary, among others: [InvocationSummary]) {
        guard let root = top.traceRoot else { return }
        let rest = others.filter { $0.traceRoot == root && $0.startedAt.isFinite && !top.isSameCall(as: $0) }
        // An authorizer is called before the call that it authorizes.
        let authorizers = rest.filter { $0.origin?.authorizes != nil && $0.origin?.authorizes == top.requestID }
        rows = authorizers.sorted { $0.startedAt < $1.startedAt }.map { Row(summary: $0, depth: 0) }
        let later = rest.filter { $0.startedAt >= top.startedAt && $0.origin?.authorizes == nil }
        let calls = [top] + later.sorted { $0.startedAt < $1.startedAt }
        var made: [Int: [Int]] = [:]
        // The latest call of each function so far: no call can become its own parent.
        var latest = [top.function: 0]
        for index in calls.indices.dropFirst() {
            if let parent = calls[index].origin?.function.flatMap({ latest[$0] }) {
                made[parent, default: []].append(index)
            }
            latest[calls[index].function] = index
        }
        var open = (made[0] ?? []).reversed().map { ($0, 0) }
        while let (index, depth) = open.popLast() {
            rows.append(Row(summary: calls[index], depth: depth))
            open += (made[index] ?? []).reversed().map { ($0, depth + 1) }
        }
    }
}

extension InvocationSummary {
    /// Whether two summaries are of the same call.
    fileprivate func isSameCall(as other: InvocationSummary) -> Bool {
        guard function == other.function else { return false }
        if let requestID, let id = other.requestID { return requestID == id }
        return startedAt == other.startedAt
    }
}
