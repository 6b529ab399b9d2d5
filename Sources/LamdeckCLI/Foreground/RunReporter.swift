import HostLink
import LambdaModel
import LambdaRuntime
import Synchronization

/// The messages of a run in the foreground, other than its logs.
final class RunReporter: Sendable {
    private struct State {
        var isConnected = true
        var isEnding = false
        var serving: Set<String> = []
        /// The functions that are neither stopped nor failed; those that a save may start again count as well.
        var active: Set<String> = []
        /// When the last of them left; nil while there is one, and before the first.
        var idleSince: ContinuousClock.Instant?
    }

    private let context: CommandContext
    private let log: LogPrinterQueue
    private let names: Set<String>?
    private let progress: StartProgress
    private let state = Mutex(State())
    /// Each change of `idleSince`, for a caller that waits until the run is idle.
    private let changes: AsyncStream<Void>
    private let changing: AsyncStream<Void>.Continuation
    private let repeats: Mutex<RepeatFilter>

    /// - Parameter names: the functions to report on; nil for all.
    init(_ context: CommandContext, _ log: LogPrinterQueue, of names: Set<String>?) {
        (self.context, self.log, self.names) = (context, log, names)
        progress = StartProgress(context.output, of: names)
        repeats = Mutex(RepeatFilter(isOnePlace: context.output.isOnePlace))
        (changes, changing) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    @Sendable func handle(_ update: HostUpdate) {
        guard update.isNews(of: names) else { return }
        // Most updates are about calls, and the waiting task must not run for each.
        let before = idleSince
        defer { if idleSince != before { changing.yield() } }
        switch update {
        case .outside(let summary): printEnd(summary)
        case .engine(let status): report(status)
        case .state(let function, let state, _, let note):
            report(function, state, note)
            progress.report(update)
        case .notice(let message, _): complain(PlainText.line(message))
        case .memory, .saved: break
        }
    }

    /// Writes a message, unless the log has shown the same text at the same place.
    func complain(_ message: String) {
        if repeats.withLock({ $0.isNew(message: message, at: .now) }) { context.output.complain(message) }
    }

    /// Whether a line of a log is wanted: a message may have shown the same text.
    func wants(_ entry: ProjectLogEntry) -> Bool {
        entry.record.source != .lamdeck
            || repeats.withLock { $0.isNew(line: entry.record.text, of: entry.function, at: .now) }
    }

    /// The run stops its functions and disconnects: from now on, neither is news.
    func end() { state.withLock { $0.isEnding = true } }

    private func report(_ status: EngineStatus) {
        if status == .connecting { return }
        let (wasConnected, isEnding) = state.withLock { state in
            defer { state.isConnected = status.isConnected }
            // lamdeck starts the functions again that ended with the engine: the idle time begins now.
            if !state.isConnected, status.isConnected, state.idleSince != nil { state.idleSince = .now }
            return (state.isConnected, state.isEnding)
        }
        guard !isEnding else { return }
        switch status {
        case .connecting: break
        case .connected(let name): if !wasConnected { context.output.complain("reconnected to \(name)") }
        case .unavailable(let message): if wasConnected { context.output.complain(message) }
        }
    }

    /// Reports that a function no longer serves. A failed start is reported by the caller that started the function.
    ///
    /// - Parameter note: why it stopped; nil if the user of this process stopped it.
    private func report(_ function: String, _ now: RunState, _ note: String?) {
        let (served, isEnding) = state.withLock { state in
            let isAtStop: Bool
            switch now {
            case .stopped: isAtStop = true
            // A save that corrects the settings or the files starts it again.
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

    /// Waits until the engine is connected and no function has served or been started for so long. For one caller.
    ///
    /// - Returns: false if the task was cancelled before.
    func idle(for time: Duration) async -> Bool {
        for await _ in changes {
            while let since = idleSince {
                let left = since + time - .now
                if left <= .zero { return true }
                // A function may be started during the sleep.
                guard (try? await Task.sleep(for: left)) != nil else { return false }
            }
        }
        return false
    }

    /// Since when the engine is connected and no function serves; nil otherwise, and while the run ends.
    var idleSince: ContinuousClock.Instant? {
        state.withLock { $0.isConnected && !$0.isEnding ? $0.idleSince : nil }
    }

    private func printEnd(_ summary: InvocationSummary) {
        let record = LogRecord(
            time: context.now(), source: .lamdeck, text: "", invocation: summary.requestID)
        let entry = ProjectLogEntry(function: summary.function, container: "", record: record, ended: summary)
        Task { await log.add([entry]) }
    }
}
