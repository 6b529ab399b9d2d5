import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Support
import Synchronization

/// Functions that run for as long as a command does, with their logs on standard output.
actor ForegroundRun {
    private let output: Output
    private let host: FunctionHost
    private let log: LogPrinterQueue
    private let reporter: RunReporter
    private let session: ManifestSession
    private let closings: AsyncStream<Void>
    private let closing: AsyncStream<Void>.Continuation
    private let showsEmulator: Bool
    /// The functions to run; nil for the whole project, including those that the user adds later.
    private let names: Set<String>?
    private var manifest: Manifest

    init(
        _ manifest: Manifest, _ project: ProjectOptions, _ context: CommandContext, names: Set<String>?,
        showsTimes: Bool, showsEmulator: Bool, isRaw: Bool
    ) {
        let (output, environment) = (context.output, context.environment)
        let style = LineStyle(environment: environment, isTerminal: output.isTerminal)
        let printer = Mutex(
            LogPrinter(
                manifest.functions.map(\.name), style, localTime: showsTimes ? context.localTime : nil, isRaw: isRaw))
        let (closings, closing) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let line = { @Sendable (entry: ProjectLogEntry) in
            printer.withLock { printer in
                // The user may have added the function to the manifest during the run.
                printer.know([entry.function])
                return printer.line(entry)
            }
        }
        let log = LogPrinterQueue(output, line: line, onClosed: { closing.finish() })
        let reporter = RunReporter(context, log, of: names)
        session = ManifestSession(named: manifest.path, from: context.folder, environment: environment)
        host = FunctionHost(
            manifest: manifest, engine: project.engine(in: context), options: .deck, files: session.files,
            logger: FileLog.logger(environment), onUpdate: reporter.handle)
        self.output = output
        (self.log, self.reporter, self.closings, self.closing, self.manifest) = (
            log, reporter, closings, closing, manifest
        )
        (self.showsEmulator, self.names) = (showsEmulator, names)
    }

    /// Runs functions until the task is cancelled or standard output has no reader, and then stops all of them.
    ///
    /// - Parameter needsAll: whether the run ends if one of them cannot be started.
    func run(_ functions: [FunctionSettings], needsAll: Bool) async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        host.inbox.onArrival { arrival.yield() }
        let reading = Task { for await _ in arrivals { await deliverLines() } }
        var outcome = Result<Void, any Error>.success(())
        var following: Task<Void, Never>?
        do {
            try await host.connect()
            following = Task { [host] in await host.run() }
            try await start(functions, needsAll: needsAll)
            try await stay()
        } catch let reason as FailureReason {
            outcome = .failure(CommandFailure(reason))
        } catch {
            outcome = .failure(error)
        }
        reporter.end()
        // Other functions of the project may belong to another run.
        for message in await host.shutDown(.stopping, names.map(Array.init)) { output.complain(message) }
        following?.cancel()
        arrival.finish()
        await reading.value
        await deliverLines()
        await log.end()
        try outcome.get()
    }

    /// Starts functions at the same time, and says of each when it is ready or why it is not.
    private func start(_ functions: [FunctionSettings], needsAll: Bool) async throws {
        let names = functions.map(\.name)
        await host.start(names)
        // A function that was left running may have other settings.
        for function in functions {
            if await host.status(of: function.name).isStale { restart(function) }
        }
        let failures = await withTaskGroup(of: FailureReason?.self) { group in
            for function in functions { group.addTask { await self.reportedFailure(function) } }
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
    private func reportedFailure(_ function: FunctionSettings) async -> FailureReason? {
        let state = await host.settled(function.name)
        if Task.isCancelled { return nil }
        if case .failed(let reason) = state {
            reporter.complain("\(function.name): \(reason)")
            return reason
        }
        _ = output.isWritten(StartProgress.line(function, state))
        return nil
    }

    // MARK: While they run

    /// The run ends after nothing has served for so long. An engine that restarts ends its containers first.
    private static let patience = Duration.seconds(5)

    /// Returns when the task is cancelled, or standard output is closed. Throws if no function is left that serves.
    private func stay() async throws {
        let following = Task { await follow() }
        let idling = Task { [reporter, closing] in
            let isIdle = await reporter.idle(for: Self.patience)
            closing.finish()
            return isIdle
        }
        for await _ in closings {}
        following.cancel()
        idling.cancel()
        await following.value
        if await idling.value {
            throw CommandFailure(.container, "no function is running any more; exiting")
        }
    }

    /// Applies the manifest whenever it changes, until the task is cancelled.
    private func follow() async {
        // It may have changed since the run began.
        let first = await session.begin()
        if first.manifest != manifest { await apply(first) }
        for await case .manifest(let reading) in session.news { await apply(reading) }
    }

    private func apply(_ reading: ManifestReading) async {
        for problem in reading.problems { output.complain(problem.description) }
        guard let new = reading.manifest else {
            return output.complain("functions.json cannot be used; the functions keep running unchanged")
        }
        let before = manifest
        manifest = new
        await host.apply(new)
        for settings in new.functions where names?.contains(settings.name) ?? true {
            let status = await host.status(of: settings.name)
            let state = status.state
            if let old = before.function(named: settings.name), old.resolvedPort != settings.resolvedPort,
                state.isServing, status.isOpen
            {
                _ = output.isWritten(StartProgress.line(settings, state))
            }
            switch ManifestChange(of: settings, in: state, from: before, to: new) {
            case .nothing: break
            case .start: await start([settings])
            case .restart: restart(settings)
            }
        }
    }

    /// Gives a function that runs its new settings, and says so.
    private func restart(_ settings: FunctionSettings) {
        let restart = host.send(.restart(settings.name))
        Task { [host] in
            _ = await restart.value
            // If the restart fails, `RunReporter` prints why.
            guard await host.restartFailure(settings.name) == nil, await host.settled(settings.name).isServing else {
                return
            }
            output.complain("\(settings.name): restarted: its settings changed")
        }
    }

    private func start(_ functions: [FunctionSettings]) async {
        await host.start(functions.map(\.name))
        for function in functions { _ = await reportedFailure(function) }
    }

    private func deliverLines() async {
        // Other functions of the project may run, and write.
        for (function, batch) in host.inbox.take() where names?.contains(function) ?? true {
            if batch.dropped > 0 {
                output.complain("\(function): \(Plural.text(batch.dropped, "line")) dropped: too many came to print")
            }
            let filter = LogFilter(showsEmulator: showsEmulator)
            let entries = batch.records.map { ProjectLogEntry(function: function, container: "", record: $0) }
            await log.add(entries.filter { filter.wants($0) && reporter.wants($0) })
        }
    }
}
