import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Support
import Synchronization

/// Functions that run for as long as a command does, with their logs on standard output. The command is a client of the
/// project's host.
actor ForegroundRun {
    private let output: Output
    private let access: HostAccess
    private let inbox = LogInbox()
    private let log: LogPrinterQueue
    private let reporter: RunReporter
    private let closings: AsyncStream<Void>
    private let closing: AsyncStream<Void>.Continuation
    /// The APIs of the manifest with which the run begins.
    private let apis: [APISettings]
    private let showsEmulator: Bool
    /// The functions to run; nil for the whole project, including those that the user adds later.
    private let names: Set<String>?
    private let lost = Mutex<String?>(nil)

    init(
        _ manifest: Manifest, _ project: ProjectOptions, _ context: CommandContext, names: Set<String>?,
        showsTimes: Bool, showsEmulator: Bool, isRaw: Bool, level: LogLevel?
    ) throws {
        let (output, environment) = (context.output, context.environment)
        let style = LineStyle(environment: environment, isTerminal: output.isTerminal)
        let printer = Mutex(
            LogPrinter(
                manifest.functions.map(\.name), style, localTime: showsTimes ? context.localTime : nil, isRaw: isRaw,
                columns: { output.columns }))
        let sieve = Mutex(try LogSieve(level: level))
        let (closings, closing) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let line = { @Sendable (entry: ProjectLogEntry) -> String? in
            guard sieve.withLock({ !$0.add(entry).isEmpty }) else { return nil }
            return printer.withLock { printer in
                // The user may have added the function to the manifest during the run.
                printer.know([entry.function])
                return printer.line(entry)
            }
        }
        log = LogPrinterQueue(output, line: line, onClosed: { closing.finish() })
        reporter = RunReporter(context, log, of: names, known: manifest)
        access = HostAccess(project, manifest: manifest.path, in: context)
        (self.output, self.closings, self.closing) = (output, closings, closing)
        (self.showsEmulator, self.names, apis) = (showsEmulator, names, manifest.apis)
    }

    /// Runs functions until the task is cancelled or standard output has no reader, and then stops those that it started.
    ///
    /// - Parameters:
    ///   - needsAll: whether the run ends if one of them cannot be started.
    ///   - builds: whether their code is made first if it is older than its sources.
    func run(_ functions: [FunctionSettings], needsAll: Bool, builds: Bool) async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        inbox.onArrival { arrival.yield() }
        let reading = Task { for await _ in arrivals { await deliverLines() } }
        let client = try await access.clientOrStart(inbox: inbox) { [weak self, reporter, closing] news in
            switch news {
            case .update(let update): reporter.handle(update)
            case .current: break
            case .lost(let reason):
                self?.lost.withLock { $0 = reason }
                closing.finish()
            }
        }
        // Lines of before are for `lamdeck logs`.
        client.subscribe(.command, logs: .now)
        if !builds { _ = await client.send(.skipBuild(functions.map(\.name))).value }
        let keeping = client.send(.keepRunning(names.map { $0.sorted() }))
        var outcome = Result<Void, any Error>.success(())
        do {
            if case .failure(let reason?) = await keeping.value { throw CommandFailure(reason) }
            try await report(functions, client, needsAll: needsAll)
            try await stay()
        } catch {
            outcome = .failure(error)
        }
        reporter.end()
        _ = await client.send(.stopKept).value
        await client.leave()
        arrival.finish()
        await reading.value
        await deliverLines()
        await log.end()
        try outcome.get()
    }

    /// Says of each function when it is ready or why it is not.
    private func report(_ functions: [FunctionSettings], _ client: LinkClient, needsAll: Bool) async throws {
        let (failures, failed) = await withTaskGroup(of: (String, FailureReason?).self) { group in
            for function in functions {
                group.addTask { (function.name, await self.reportedFailure(function, client)) }
            }
            var (failures, failed): ([FailureReason], Set<String>) = ([], [])
            for await (name, failure) in group {
                if let failure {
                    failures.append(failure)
                    failed.insert(name)
                }
            }
            return (failures, failed)
        }
        try Task.checkCancellation()
        if let first = failures.first, needsAll || failures.count == functions.count {
            throw CommandFailure(ExitStatus(first))
        }
        let ready = functions.map(\.name).filter { !failed.contains($0) }
        if let routes = ListedRoute.table(of: apis, to: ready) { _ = output.isWritten(routes) }
        reporter.beginReportingStarts()
    }

    /// Says how a function has settled, and returns why it failed.
    private func reportedFailure(_ function: FunctionSettings, _ client: LinkClient) async -> FailureReason? {
        let status = await client.settledStatus(function.name)
        if Task.isCancelled { return nil }
        if case .failed(let reason) = status.state {
            reporter.complain("\(function.name): \(reason.textBesideLog)")
            return reason
        }
        _ = output.isWritten(StartProgress.line(function, status))
        return nil
    }

    // MARK: While they run

    /// The run ends after nothing has served for so long. An engine that restarts ends its containers first.
    private static let patience = Duration.seconds(5)

    /// Returns when the task is cancelled, or standard output is closed. Throws if no function is left that serves, or if
    /// the host has ended.
    private func stay() async throws {
        let idling = Task { [reporter, closing] in
            let isIdle = await reporter.idle(for: Self.patience)
            closing.finish()
            return isIdle
        }
        for await _ in closings {}
        idling.cancel()
        if let reason = lost.withLock({ $0 }) { throw CommandFailure(.container, reason) }
        if await idling.value {
            throw CommandFailure(.container, "no function is running any more; exiting")
        }
    }

    private func deliverLines() async {
        // Other functions of the project may run, and write.
        for (function, batch) in inbox.take() where names?.contains(function) ?? true {
            if batch.dropped > 0 {
                output.complain("\(function): \(Plural.text(batch.dropped, "line")) dropped: too many came to print")
            }
            let entries = batch.records.map { ProjectLogEntry(function: function, container: "", record: $0) }
            await log.add(entries.filter { isWanted($0.record) && reporter.wants($0) })
        }
    }

    private func isWanted(_ record: LogRecord) -> Bool {
        switch record.source {
        case .marker, .emulator: showsEmulator
        case .output, .errorOutput, .lamdeck, .build: true
        }
    }
}
