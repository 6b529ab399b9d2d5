import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck restart`
struct RestartCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Replace the containers of running functions.",
        discussion: """
            The new containers have the current code and settings. This also works for detached functions \
            and for those of another lamdeck (a deck or `lamdeck up`): that process switches to its spare container.

            Example: lamdeck restart orders
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all that are running.", completion: .functions) var names: [String] = []

    func run(in context: CommandContext) async throws {
        let manifest = try project.manifest(in: context)
        let functions = try manifest.functions(named: names)
        let (project, isNamed) = (project, !names.isEmpty)
        try await Interruption.guarding(context.output) {
            try await Self.restart(functions, isNamed: isNamed, of: manifest, project, context)
        }
    }

    private static func restart(
        _ functions: [FunctionSettings], isNamed: Bool, of manifest: Manifest, _ project: ProjectOptions,
        _ context: CommandContext
    ) async throws {
        var left: [FunctionSettings] = []
        var worst: CommandFailure?
        func failed(_ function: FunctionSettings, _ failure: CommandFailure) {
            context.output.complain("\(function.name): \(failure.message)")
            worst = worst ?? CommandFailure(failure.status)
        }
        let found = try await project.withContainers(of: manifest.path, in: context) {
            containers throws(FailureReason) in
            try await containers.list()
        }
        for function in functions {
            let running = found.first { $0.function == function.name && $0.isServing && $0.isRunning }
            guard let running else {
                if isNamed { failed(function, CommandFailure(.usage, "it is not running; lamdeck up starts it")) }
                continue
            }
            guard running.hasOwner else {
                left.append(function)
                continue
            }
            do throws(CommandFailure) {
                try await project.withContainers(of: manifest.path, in: context) { containers throws(FailureReason) in
                    try await containers.askForRestart(running)
                }
                say(function, context.output)
            } catch {
                failed(function, error)
            }
        }
        for (function, failure) in try await restartDetached(left, of: manifest, project, context) {
            failed(function, failure)
        }
        if let worst { throw worst }
        if !isNamed, !found.contains(where: \.isRunning) {
            context.output.complain("no function is running; lamdeck up starts them")
        }
    }

    /// Restarts functions without a lamdeck process; returns those that could not be restarted.
    private static func restartDetached(
        _ functions: [FunctionSettings], of manifest: Manifest, _ project: ProjectOptions, _ context: CommandContext
    ) async throws -> [(FunctionSettings, CommandFailure)] {
        guard !functions.isEmpty else { return [] }
        let host = FunctionHost(
            manifest: manifest, engine: project.engine(in: context), options: .command,
            logger: FileLog.logger(context.environment),
            onUpdate: StartProgress(context.output, of: functions).report)
        var failures: [(FunctionSettings, CommandFailure)] = []
        do throws(FailureReason) {
            try await host.connect()
        } catch {
            await host.shutDown(.leaving)
            throw CommandFailure(error)
        }
        for function in functions { await host.restart(function.name) }
        for function in functions {
            let state = await host.settled(function.name)
            if case .failed(let reason) = state {
                failures.append((function, CommandFailure(reason)))
            } else if let reason = await host.restartFailure(function.name) {
                failures.append((function, CommandFailure(reason)))
            } else if !Task.isCancelled {
                say(function, context.output)
            }
        }
        await host.shutDown(.leaving)
        return failures
    }

    private static func say(_ function: FunctionSettings, _ output: Output) {
        output.write("\(function.name)  restarted  http://127.0.0.1:\(function.resolvedPort)")
    }
}
