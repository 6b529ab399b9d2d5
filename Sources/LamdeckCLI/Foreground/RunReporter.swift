import HostLink
import LambdaModel
import LambdaRuntime
import Synchronization

/// The messages of a run in the foreground, other than its logs.
final class RunReporter: Sendable {
    /// How a function is reached.
    private struct Place {
        var port: Int
        var routes: [FunctionRoute]
    }

    private struct State {
        var isConnected = true
        var isEnding = false
        var serving: Set<String> = []
        /// The functions that are neither stopped nor failed; those that a save may start again count as well.
        var active: Set<String> = []
        /// The functions as functions.json has them, and what it was last.
        var places: [String: Place] = [:]
        var manifest: ProjectManifest?
        /// Why functions run without their ports.
        var portProblems: [String: String] = [:]
        /// Whether the starts that the command itself asked for have been reported.
        var reportsStarts = false
        /// The functions that were reported as ready, and not as stopped since.
        var ready: Set<String> = []
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

    /// - Parameters:
    ///   - names: the functions to report on; nil for all.
    ///   - manifest: functions.json as the command has read it.
    init(_ context: CommandContext, _ log: LogPrinterQueue, of names: Set<String>?, known manifest: Manifest) {
        (self.context, self.log, self.names) = (context, log, names)
        progress = StartProgress(context.output, of: names)
        repeats = Mutex(RepeatFilter(isOnePlace: context.output.isOnePlace))
        let places = manifest.functions.map {
            ($0.name, Place(port: $0.resolvedPort, routes: manifest.apis.routes(to: $0.name)))
        }
        state.withLock { $0.places = Dictionary(uniqueKeysWithValues: places) }
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
        case .manifest(let manifest): report(manifest)
        case .port(let function, let problem): state.withLock { $0.portProblems[function] = problem }
        case .began, .build, .debug, .emulator, .events, .expectation, .memory, .connections, .saved: break
        }
    }

    /// The functions that the command started are reported; from now on, the others are.
    func beginReportingStarts() {
        state.withLock { state in
            state.reportsStarts = true
            state.ready.formUnion(state.serving)
        }
    }

    /// Reports what is wrong with a changed functions.json, and changed ports and routes. The command itself has reported on
    /// the first one.
    private func report(_ manifest: ProjectManifest) {
        let (before, isEnding) = state.withLock { state in
            defer { state.manifest = manifest }
            return (state.manifest, state.isEnding)
        }
        guard let before, before != manifest, !isEnding else {
            notePlaces(manifest)
            return
        }
        switch manifest {
        case .missing: context.output.complain("functions.json is missing; the functions keep running unchanged")
        case .broken(_, let errors):
            for error in errors { context.output.complain(error) }
            context.output.complain("functions.json cannot be used; the functions keep running unchanged")
        case .loaded(_, _, let warnings, _): for warning in warnings { context.output.complain(warning) }
        }
        let changed = notePlaces(manifest).filter { function in
            (names?.contains(function.name) ?? true) && state.withLock { $0.ready.contains(function.name) }
        }
        for function in changed where function.hasOtherPort {
            writeReady(function.name, function.place)
        }
        write(changed.flatMap { function in function.newRoutes.map { (function.name, $0) } })
    }

    /// A function that functions.json had before.
    private struct KnownFunction {
        let name: String
        let place: Place
        let hasOtherPort: Bool
        let newRoutes: [FunctionRoute]
    }

    /// Notes how the functions of a manifest are reached; returns those that are not new.
    @discardableResult
    private func notePlaces(_ manifest: ProjectManifest) -> [KnownFunction] {
        guard case .loaded(_, let functions, _, _) = manifest else { return [] }
        return state.withLock { state in
            let before = state.places
            state.places = Dictionary(
                uniqueKeysWithValues: functions.map { ($0.name, Place(port: $0.port, routes: $0.routes)) })
            return functions.compactMap { function in
                guard let old = before[function.name], let place = state.places[function.name] else { return nil }
                return KnownFunction(
                    name: function.name, place: place, hasOtherPort: old.port != place.port,
                    newRoutes: place.routes.filter { !old.routes.contains($0) })
            }
        }
    }

    private func writeReady(_ function: String, _ place: Place) {
        let problem = state.withLock { $0.portProblems[function] }
        _ = context.output.isWritten(StartProgress.line(function, port: place.port, RunState.ready.word, problem))
    }

    private func write(_ routes: [(function: String, route: FunctionRoute)]) {
        if let lines = ListedRoute.lines(routes) { _ = context.output.isWritten(lines) }
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

    /// Reports that a function no longer serves, or that one serves which the command did not start itself.
    ///
    /// - Parameter note: why it stopped; nil if the user of this process stopped it.
    private func report(_ function: String, _ now: RunState, _ note: String?) {
        let (served, isEnding, begins, reportsStarts) = state.withLock { state in
            let isAtStop: Bool
            switch now {
            case .stopped: isAtStop = true
            // A save that corrects the settings or the files starts it again.
            case .failed(let reason): isAtStop = reason.kind != .settings && reason.kind != .build
            case .pulling, .starting, .initialising, .ready, .busy, .initFailed, .restarting, .stopping:
                isAtStop = false
            }
            if !isAtStop {
                state.active.insert(function)
                state.idleSince = nil
            } else if state.active.remove(function) != nil, state.active.isEmpty {
                state.idleSince = .now
            }
            let served =
                now.isServing ? !state.serving.insert(function).inserted : state.serving.remove(function) != nil
            if isAtStop { state.ready.remove(function) }
            let begins = state.reportsStarts && now.isServing && state.ready.insert(function).inserted
            return (served, state.isEnding, begins ? state.places[function] : nil, state.reportsStarts)
        }
        guard !isEnding else { return }
        if let begins {
            writeReady(function, begins)
            write(begins.routes.map { (function, $0) })
        }
        guard served || reportsStarts else { return }
        switch now {
        case .failed(let reason): complain("\(function): \(reason.textBesideLog)")
        case .stopped: if let note { complain("\(function): \(PlainText.line(note))") }
        case .pulling, .starting, .initialising, .ready, .busy, .initFailed, .restarting, .stopping: break
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

extension FailureReason {
    /// The reason beside the function's log, which has the output of a build.
    var textBesideLog: String { kind == .build ? summary : description }
}
