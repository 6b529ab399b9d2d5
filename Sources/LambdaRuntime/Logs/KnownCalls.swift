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
    func brief(_ brief: InvocationSummary, in container: String) async -> InvocationSummary {
        guard let id = brief.requestID else { return brief }
        let begin = ContinuousClock.now
        var pause = 20
        while true {
            let kept = await history.rows(requests: [id])[id]
            if let kept { return brief.known(by: kept.brief) }
            guard ContinuousClock.now - begin < Self.patience, !Task.isCancelled,
                history.callTimes.hasCall(of: container, at: brief.startedAt)
            else { return brief }
            try? await Task.sleep(for: .milliseconds(pause))
            pause = min(pause * 2, 250)
        }
    }

    /// The same for many calls of the past, without waiting.
    func briefs(_ entries: [ProjectLogEntry]) async -> [ProjectLogEntry] {
        let ids = entries.compactMap { $0.ended?.requestID }
        guard !ids.isEmpty else { return entries }
        let kept = await history.rows(requests: ids)
        return entries.map { entry in
            var entry = entry
            if let brief = entry.ended, let id = brief.requestID { entry.ended = brief.known(by: kept[id]?.brief) }
            return entry
        }
    }
}

/// Reports one container's calls by other processes, in order, after looking for another lamdeck's record of each.
final class OutsideCalls: Sendable {
    /// The last report: the next one waits for it.
    private let telling = Mutex<Task<Void, Never>?>(nil)

    func tell(_ briefs: [InvocationSummary], of container: String, _ context: SupervisorContext) {
        guard !briefs.isEmpty else { return }
        let known = context.history.map(KnownCalls.init)
        telling.withLock { telling in
            let before = telling
            telling = Task {
                await before?.value
                for brief in briefs { context.report(.outside(await known?.brief(brief, in: container) ?? brief)) }
            }
        }
    }
}
