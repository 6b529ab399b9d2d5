import LambdaModel
import Synchronization

/// What the history knows of calls that a log tells of. A lamdeck that makes a call judges it with its answer and all else
/// that is known, and keeps that: it is the word that every other lamdeck says too.
struct KnownCalls: Sendable {
    let history: HistoryStore

    /// For how long the word of a call that a lamdeck made is waited for.
    private static let patience = Duration.seconds(5)

    /// What is known of a call, or what its log alone tells. If a lamdeck made the call just now, its word is waited for.
    func brief(_ brief: InvocationBrief, in container: String) async -> InvocationBrief {
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

    /// The same for many calls of the past, for which nothing is waited.
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

/// Tells of one container's calls that others made, in their order: what another lamdeck made of its own is asked first.
final class OutsideCalls: Sendable {
    /// The last telling: the next one waits for it.
    private let telling = Mutex<Task<Void, Never>?>(nil)

    func tell(_ briefs: [InvocationBrief], of container: String, _ context: SupervisorContext) {
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
