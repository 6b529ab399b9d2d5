import HostLink
import LambdaModel
import LambdaRuntime
import Synchronization

/// What a run in the foreground tells besides the logs.
final class RunNews: Sendable {
    private struct State {
        var isConnected = true
        var isEnding = false
        var serving: Set<String> = []
        /// The functions that are not at a stop.
        var active: Set<String> = []
        /// Since when none is; nil while one is, and before the first.
        var idleSince: ContinuousClock.Instant?
    }

    private let context: CommandContext
    private let log: LiveLog
    private let names: Set<String>?
    private let progress: StartProgress
    private let state = Mutex(State())
    /// Each change of the state, for a caller that waits until the run is idle.
    private let changes: AsyncStream<Void>
    private let changing: AsyncStream<Void>.Continuation
    private let told: Mutex<ToldOnce>

    /// - Parameter names: the functions whose news are told; nil for all.
    init(_ context: CommandContext, _ log: LiveLog, of names: Set<String>?) {
        (self.context, self.log, self.names) = (context, log, names)
        progress = StartProgress(context.output, of: names)
        told = Mutex(ToldOnce(isOnePlace: context.output.isOnePlace))
        (changes, changing) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    @Sendable func take(_ update: HostUpdate) {
        guard update.isNews(of: names) else { return }
        defer { changing.yield() }
        switch update {
        case .outside(let brief): printEnd(brief)
        case .engine(let status): tell(status)
        case .state(let function, let state, _, let note):
            tell(function, state, note)
            progress.report(update)
        case .notice(let words, _): complain(PlainText.line(words))
        case .memory, .saved: progress.report(update)
        }
    }

    /// Writes a message, unless the log has told the same at the same place.
    func complain(_ words: String) {
        if told.withLock({ $0.isNew(message: words, at: .now) }) { context.output.complain(words) }
    }

    /// Whether a line of a log is wanted: a message may have told the same.
    func wants(_ entry: ProjectLogEntry) -> Bool {
        entry.record.source != .lamdeck
            || told.withLock { $0.isNew(line: entry.record.text, of: entry.function, at: .now) }
    }

    /// From now on the engine goes because nobody wants it any more.
    func end() { state.withLock { $0.isEnding = true } }

    private func tell(_ status: EngineStatus) {
        if status == .connecting { return }
        let (wasConnected, isEnding) = state.withLock { state in
            defer { state.isConnected = status.isConnected }
            // The functions that an engine ended when it went are started again when it is back.
            if !state.isConnected, status.isConnected, state.idleSince != nil { state.idleSince = .now }
            return (state.isConnected, state.isEnding)
        }
        guard !isEnding else { return }
        switch status {
        case .connecting: break
        case .connected(let name): if !wasConnected { context.output.complain("reconnected to \(name)") }
        case .unavailable(let words): if wasConnected { context.output.complain(words) }
        }
    }

    /// Tells of a function that served and does not any more; of one that could not be started, its start is told.
    ///
    /// - Parameter note: why it stopped, if nobody asked for it here.
    private func tell(_ function: String, _ now: RunState, _ note: String?) {
        let (served, isEnding) = state.withLock { state in
            let isAtStop: Bool
            switch now {
            case .stopped: isAtStop = true
            // A save that puts the settings or the files right starts it again.
            case .failed(let reason): isAtStop = reason.kind != .settings
            case .pulling, .starting, .ready, .busy, .restarting, .stopping: isAtStop = false
            }
            if !isAtStop {
                state.active.insert(function)
                state.idleSince = nil
            } else if state.active.remove(function) != nil, state.active.isEmpty {
                state.idleSince = .now
            }
            let served =
                now.isServing ? !state.serving.insert(function).inserted : state.serving.remove(function) != nil
            return (served, state.isEnding)
        }
        guard served, !isEnding else { return }
        switch now {
        case .failed(let reason): complain("\(function): \(reason)")
        case .stopped: if let note { complain("\(function): \(PlainText.line(note))") }
        case .pulling, .starting, .ready, .busy, .restarting, .stopping: break
        }
    }

    /// Waits until the engine is there and no function has served or been started for so long. For one caller.
    ///
    /// - Returns: false if the task was cancelled before.
    func idle(for time: Duration) async -> Bool {
        for await _ in changes {
            while let since = idleSince {
                let left = since + time - .now
                if left <= .zero { return true }
                // A function may be started meanwhile.
                guard (try? await Task.sleep(for: left)) != nil else { return false }
            }
        }
        return false
    }

    /// Since when the engine is there and no function serves; nil if one does.
    var idleSince: ContinuousClock.Instant? {
        state.withLock { $0.isConnected && !$0.isEnding ? $0.idleSince : nil }
    }

    private func printEnd(_ brief: InvocationSummary) {
        let record = LogRecord(
            time: context.now(), source: .lamdeck, text: "", invocation: brief.requestID)
        let entry = ProjectLogEntry(function: brief.function, container: "", record: record, ended: brief)
        Task { await log.add([entry]) }
    }
}
