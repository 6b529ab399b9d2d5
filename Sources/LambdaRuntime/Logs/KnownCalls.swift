import HostLink
import LambdaModel
import Synchronization

/// The history's data about calls in a log. A host knows more about the calls that it sent than the log shows, and stores
/// its verdict in the history: everything that reads the log uses that verdict.
struct KnownCalls: Sendable {
    let history: HistoryStore
    /// The host's calls that are not stored yet; nil if no host is here.
    var unrecorded: UnrecordedCalls?
    /// The logs of the containers whose Runtime API the host serves; nil if no host is here.
    var runtimeLogs: RuntimeCallLogs?

    /// How long to wait for a call to be stored.
    private static let patience = Duration.seconds(5)

    /// The history's data about a call, otherwise the log's. If the host sent the call just now, waits for its record.
    func summary(_ summary: InvocationSummary, in container: String) async -> InvocationSummary {
        guard let id = summary.requestID else { return summary }
        let begin = ContinuousClock.now
        while true {
            let version = unrecorded?.version ?? 0
            let mayFollow = unrecorded?.hasCall(in: container, before: summary.startedAt) ?? false
            let stored = await history.rows(requests: [id])[id]
            if let stored { return summary.known(by: stored.summary) }
            let left = Self.patience - (ContinuousClock.now - begin)
            guard mayFollow, left > .zero, !Task.isCancelled else { return summary }
            await unrecorded?.wait(after: version, atMost: left)
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

/// Reports one container's calls by other programs, in order, after looking for the history's record of each.
final class OutsideCalls: Sendable {
    /// The last report: the next one waits for it.
    private let telling = Mutex<Task<Void, Never>?>(nil)

    func report(_ summaries: [InvocationSummary], of container: String, _ context: SupervisorContext) {
        guard !summaries.isEmpty else { return }
        let known = context.history.map { KnownCalls(history: $0, unrecorded: context.unrecorded) }
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
