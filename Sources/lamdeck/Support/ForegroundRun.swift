import Foundation
import LambdaModel
import LambdaRuntime
import Synchronization

/// Functions that run for as long as a command does, with their logs on standard output.
actor ForegroundRun {
    private let host: FunctionHost
    private let log: LiveLog
    private let news: News
    private let watch: ManifestWatch
    private let closings: AsyncStream<Void>
    private let closing: AsyncStream<Void>.Continuation
    private let showsEmulator: Bool
    private var manifest: Manifest

    init(
        _ manifest: Manifest, _ project: ProjectOptions, _ style: LineStyle, showsTimes: Bool, showsEmulator: Bool,
        isRaw: Bool
    ) {
        let printer = Mutex(LogPrinter(manifest.functions.map(\.name), style, showsTimes: showsTimes, isRaw: isRaw))
        let (closings, closing) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let line = { @Sendable (entry: ProjectLogEntry) in
            printer.withLock { printer in
                // One that came into the manifest later.
                printer.know([entry.function])
                return printer.line(entry)
            }
        }
        let log = LiveLog(line: line, onClosed: { closing.finish() })
        let news = News(log)
        host = FunctionHost(
            manifest: manifest, engine: project.engine, purpose: .deck, logger: FileLog.logger(project.environment),
            onUpdate: news.take)
        watch = ManifestWatch(named: manifest.path, environment: project.environment)
        (self.log, self.news, self.closings, self.closing, self.manifest) = (log, news, closings, closing, manifest)
        self.showsEmulator = showsEmulator
    }

    /// Runs functions until the task is cancelled or nobody reads their logs any more, and stops all of them.
    ///
    /// - Parameters:
    ///   - isWholeProject: functions that come into the manifest are started too.
    ///   - needsAll: one that cannot be started ends the run.
    func run(_ functions: [FunctionSettings], isWholeProject: Bool, needsAll: Bool) async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        host.inbox.onArrival { arrival.yield() }
        let reading = Task { [host, log, showsEmulator] in
            for await _ in arrivals { await Self.takeLines(of: host, showsEmulator, log) }
        }
        var outcome = Result<Void, any Error>.success(())
        var following: Task<Void, Never>?
        do {
            try await host.connect()
            following = Task { [host] in await host.run() }
            try await start(functions, needsAll: needsAll)
            try await stay(functions, isWholeProject: isWholeProject)
        } catch let reason as FailureReason {
            outcome = .failure(CommandFailure(reason))
        } catch {
            outcome = .failure(error)
        }
        news.end()
        // Functions that are not this run's may be another's.
        let names = isWholeProject ? nil : functions.map(\.name)
        for words in await host.shutDown(.stopping, names) { Output.complain(words) }
        following?.cancel()
        arrival.finish()
        await reading.value
        await Self.takeLines(of: host, showsEmulator, log)
        await log.end()
        try outcome.get()
    }

    /// Starts functions at the same time, and says of each when it is ready or why it is not.
    private func start(_ functions: [FunctionSettings], needsAll: Bool) async throws {
        let names = functions.map(\.name)
        await host.start(names)
        let failures = await withTaskGroup(of: FailureReason?.self) { group in
            for function in functions { group.addTask { [host] in await Self.told(function, host) } }
            var failures: [FailureReason] = []
            for await failure in group { if let failure { failures.append(failure) } }
            return failures
        }
        try Task.checkCancellation()
        if let first = failures.first, needsAll || failures.count == functions.count {
            throw CommandFailure(ExitStatus(first))
        }
    }

    /// Says how a function has settled, and returns why it failed.
    private static func told(_ function: FunctionSettings, _ host: FunctionHost) async -> FailureReason? {
        let state = await host.settled(function.name)
        if Task.isCancelled { return nil }
        if case .failed(let reason) = state {
            Output.complain("\(function.name): \(reason)")
            return reason
        }
        _ = Output.isWritten(UpProgress.line(function, state))
        return nil
    }

    // MARK: While they run

    /// How long nothing may serve until the run ends: an engine that is started anew ends its containers first.
    private static let patience = Duration.seconds(5)

    /// Returns when the task is cancelled, or standard output is closed. Throws if no function is left that serves.
    private func stay(_ functions: [FunctionSettings], isWholeProject: Bool) async throws {
        let looking = Task { await look(Set(functions.map(\.name)), isWholeProject) }
        for await _ in closings {}
        looking.cancel()
        if await looking.value {
            throw CommandFailure(.container, "nothing is left that serves: lamdeck up starts the functions again")
        }
    }

    /// Reads the manifest again whenever it changes. Whether it ended because no function is left that serves.
    private func look(_ names: Set<String>, _ isWholeProject: Bool) async -> Bool {
        var reading = watch.read()
        while (try? await Task.sleep(for: .milliseconds(500))) != nil {
            if news.isIdle(for: Self.patience) {
                closing.finish()
                return true
            }
            guard let change = watch.change(since: reading) else { continue }
            reading = change
            for problem in change.problems { Output.complain(problem.description) }
            guard let new = change.manifest else {
                Output.complain("functions.json cannot be used; the functions run on as they are")
                continue
            }
            await take(new, names, isWholeProject)
        }
        return false
    }

    private func take(_ new: Manifest, _ names: Set<String>, _ isWholeProject: Bool) async {
        let before = manifest
        manifest = new
        await host.apply(new)
        for settings in new.functions where isWholeProject || names.contains(settings.name) {
            let old = before.function(named: settings.name)
            guard old != settings || before.endpoint != new.endpoint else { continue }
            let state = await host.state(of: settings.name)
            if case .failed = state {
                await start([settings])
            } else if state == .stopped, old == nil {
                await start([settings])
            } else if let old, settings.watch != .off, old.environmentFile == settings.environmentFile,
                old.fileVariables != settings.fileVariables
            {
                // The host has restarted it for its environment file, with all that changed.
                continue
            } else if settings.isShapedOtherwise(than: old, before.endpoint, new.endpoint) {
                Output.complain("\(settings.name): its settings changed; restarted")
                await host.restart(settings.name)
            }
        }
    }

    private func start(_ functions: [FunctionSettings]) async {
        await host.start(functions.map(\.name))
        for function in functions { _ = await Self.told(function, host) }
    }

    private static func takeLines(of host: FunctionHost, _ showsEmulator: Bool, _ log: LiveLog) async {
        for (function, batch) in host.inbox.take() {
            if batch.dropped > 0 { Output.complain("\(function): \(batch.dropped) lines came too fast to be shown") }
            let filter = LogFilter(showsEmulator: showsEmulator)
            let entries = batch.records.map { ProjectLogEntry(function: function, container: "", record: $0) }
            await log.add(entries.filter(filter.wants))
        }
    }
}

extension FunctionSettings {
    /// Whether a container that was made for other settings is stale with these.
    fileprivate func isShapedOtherwise(than old: FunctionSettings?, _ oldEndpoint: Int?, _ endpoint: Int?) -> Bool {
        guard let old else { return false }
        return ContainerPlan.hash(old, endpoint: oldEndpoint) != ContainerPlan.hash(self, endpoint: endpoint)
    }
}

/// What happens besides the logs.
private final class News: Sendable {
    private struct State {
        var isConnected = true
        var isEnding = false
        var serving: Set<String> = []
        /// The functions that are not at a stop.
        var active: Set<String> = []
        /// Since when none is; nil while one is, and before the first.
        var idleSince: ContinuousClock.Instant?
    }

    private let log: LiveLog
    private let state = Mutex(State())

    init(_ log: LiveLog) { self.log = log }

    @Sendable func take(_ update: RuntimeUpdate) {
        switch update {
        case .outside(let brief): printEnd(brief)
        case .engine(let status): tell(status)
        case .state(let function, let state, _, let note):
            tell(function, state, note)
            UpProgress.report(update)
        case .memory, .saved, .notice: UpProgress.report(update)
        }
    }

    /// From now on the engine goes because nobody wants it any more.
    func end() { state.withLock { $0.isEnding = true } }

    private func tell(_ status: EngineStatus) {
        let (wasConnected, isEnding) = state.withLock { state in
            defer { state.isConnected = status.isConnected }
            return (state.isConnected, state.isEnding)
        }
        guard !isEnding else { return }
        switch status {
        case .connecting: break
        case .connected(let name): if !wasConnected { Output.complain("\(name) is there again") }
        case .unavailable(let words): if wasConnected { Output.complain(words) }
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
        case .failed(let reason): Output.complain("\(function): \(reason)")
        case .stopped: if let note { Output.complain("\(function): \(PlainText.line(note))") }
        case .pulling, .starting, .ready, .busy, .restarting, .stopping: break
        }
    }

    /// Whether the engine is there and no function has served or been started for so long.
    func isIdle(for time: Duration) -> Bool {
        state.withLock { state in
            guard state.isConnected, !state.isEnding, let since = state.idleSince else { return false }
            return ContinuousClock.now - since >= time
        }
    }

    private func printEnd(_ brief: InvocationBrief) {
        let record = LogRecord(
            time: Date().timeIntervalSince1970, source: .lamdeck, text: "", invocation: brief.requestID)
        let entry = ProjectLogEntry(function: brief.function, container: "", record: record, ended: brief)
        Task { await log.add([entry]) }
    }
}
