import LambdaModel

/// What lists, charts and the log ask about calls.
extension CallTable {
    /// How many calls the percentiles are of.
    private static let measured = 1000

    /// The latest calls, newest first.
    func latest(_ count: Int) -> [InvocationSummary] { rows.suffix(count).reversed().map(\.summary) }

    /// The percentiles of the latest calls.
    var statistics: CallStatistics { CallStatistics(rows.suffix(Self.measured).map(\.summary)) }

    /// When the latest calls began, oldest first: seconds since 1970.
    func starts(ofLatest count: Int) -> some Sequence<Double> { rows.suffix(count).lazy.map(\.summary.startedAt) }

    /// All summaries, oldest first.
    var summaries: [InvocationSummary] { rows.map(\.summary) }

    /// The last call of an event that has ended.
    func latest(of event: String) -> CallRow? {
        rows.last { $0.summary.event == event && $0.summary.verdict != nil && !$0.isRefused }
    }

    /// The summary of a call that has ended, with its request id if the table has it: the result of a call that reached no
    /// runtime has none.
    func named(_ summary: InvocationSummary) -> InvocationSummary {
        guard summary.requestID == nil, summary.origin != nil else { return summary }
        var named = summary
        named.requestID =
            rows.first { row in
                row.isRunning && row.summary.origin == summary.origin && row.summary.http == summary.http
            }?.summary.requestID
        return named
    }
}
