import ArgumentParser
import Foundation
import LambdaModel
import LambdaRuntime

/// `lamdeck up`
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start functions; with --detach, leave them running.",
        discussion: """
            Without --detach, the functions' logs are shown until Ctrl-C stops them.

            Example: lamdeck up hello orders --detach
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions; all where none is named.") var names: [String] = []
    @Flag(name: .shortAndLong, help: "Return when they are ready; `lamdeck down` stops them.") var detach = false

    func run() async throws {
        let manifest = try project.manifest()
        let functions = try manifest.functions(named: names)
        let host = FunctionHost(
            manifest: manifest, engine: project.engine, purpose: detach ? .command : .deck,
            logger: FileLog.logger(project.environment), onUpdate: UpProgress.report)
        let detach = detach
        try await Interruption.guarding {
            do {
                try await host.connect()
                try await start(functions, host)
                if !detach { await follow(host) }
            } catch {
                await host.shutDown(detach ? .leaving : .stopping)
                if let reason = error as? FailureReason { throw CommandFailure(reason) }
                throw error
            }
            await host.shutDown(detach ? .leaving : .stopping)
        }
    }

    /// Starts all at the same time, and prints one line for each.
    private func start(_ functions: [FunctionSettings], _ host: FunctionHost) async throws {
        await host.start(functions.map(\.name))
        var worst: FailureReason?
        for function in functions {
            let state = await host.settled(function.name)
            try Task.checkCancellation()
            if case .failed(let reason) = state {
                Output.complain("\(function.name): \(reason)")
                worst = worst ?? reason
            } else {
                Output.write("\(function.name)  \(state.word)  http://127.0.0.1:\(function.resolvedPort)")
            }
        }
        if let worst { throw CommandFailure(ExitStatus(worst)) }
    }

    /// Prints log lines until the task is cancelled.
    private func follow(_ host: FunctionHost) async {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        host.inbox.onArrival { arrival.yield() }
        arrival.yield()
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let events = Task { await host.run() }
        defer { events.cancel() }
        for await _ in arrivals {
            for (function, batch) in host.inbox.take() {
                for record in batch.records where record.source != .emulator {
                    Output.write("\(function) | " + (isTerminal ? PlainText.lines(record.text) : record.text))
                }
            }
        }
    }
}

/// Says on standard error what takes time.
enum UpProgress {
    @Sendable static func report(_ update: RuntimeUpdate) {
        switch update {
        case .state(let function, .pulling(let progress), _, _) where progress == PullState():
            Output.complain("\(function): pulling its image")
        case .notice(let text):
            Output.complain(text)
        case .state, .engine, .memory, .outside, .saved:
            break
        }
    }
}
