import HostLink
import LambdaModel
import Synchronization

/// The history's data about calls in a log. A lamdeck that makes a call knows more about it than the log shows, and
/// records its verdict in the history: every other lamdeck uses that verdict.
struct KnownCalls: Sendable {
    let history: HistoryStore

    /// How long to wait for another lamdeck to record a call.
    private static let patience = Duration.seconds(5)

    /// The history's data about a call, otherwise the log's. If a lamdeck made the call just now, waits for its record.
    func summary(_ summary: InvocationSummary, in container: String) async -> InvocationSummary {
        guard let id = summary.requestID else { return summary }
        let begin = ContinuousClock.now
        var pause = 20
        while true {
            let kept = await history.rows(requests: [id])[id]
            if let kept { return summary.known(by: kept.summary) }
            guard ContinuousClock.now - begin < Self.patience, !Task.isCancelled,
                history.callTimes.hasCall(of: container, at: summary.startedAt)
            else { return summary }
            try? await Task.sleep(for: .milliseconds(pause))
            pause = min(pause * 2, 250)
        }
    }

    /// The same for many calls of the past, without waiting.
    func summaries(_ entries: [ProjectLogEntry]) async -> [ProjectLogEntry] {
        let ids = entries.compactMap { $0.ended?.requestID }
        guard !ids.isEmpty else { return entries }
        let kept = await history.rows(requests: ids)
        return entries.map { entry in
            var entry = entry
            if let summary = entry.ended, let id = summary.requestID {
                entry.ended = summary.known(by: kept[id]?.summary)
            }
            return entry
        }
    }
}

/// Reports one container's calls by other processes, in order, after looking for another lamdeck's record of each.
final class OutsideCalls: Sendable {
    /// The last report: the next one waits for it.
    private let telling = Mutex<Task<Void, Never>?>(nil)

    func report(_ summaries: [InvocationSummary], of container: String, _ context: SupervisorContext) {
        guard !summaries.isEmpty else { return }
        let known = context.history.map(KnownCalls.init)
        telling.withLock { telling in
            let before = telling
            telling = Task {
                await before?.value
                for summary in summaries {
                    context.report(.outside(await known?.summary(summary, in: container) ?? summary))
                }
            }
        }
    }
}
