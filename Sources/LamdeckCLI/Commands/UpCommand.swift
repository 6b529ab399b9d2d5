import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck up`
struct UpCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start functions; with --detach, leave them running.",
        discussion: """
            Without --detach, prints the functions' logs until Ctrl-C or SIGTERM stops them: lines are sorted by time, \
            each with its function's name; a line that begins with = marks the end of an invocation. A code change \
            restarts a function; lamdeck reloads functions.json when it changes. If a function does not start, lamdeck \
            says why and runs the others; with --wait, it stops all functions and exits.

            Examples: lamdeck up
                      lamdeck up hello orders --detach
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Flag(name: .shortAndLong, help: "Return when the functions are ready; `lamdeck down` stops them.")
    var detach = false
    @Flag(name: .shortAndLong, help: "Stop all functions and exit if one does not become ready.") var wait = false
    @Flag(name: .shortAndLong, help: "Print each line's time.") var times = false
    @Flag(help: "Print the emulator's own lines too.") var emulator = false
    @Flag(help: "Print JSON log lines unchanged, also on a terminal.") var raw = false

    func run(in context: CommandContext) async throws {
        let manifest = try project.manifest(in: context)
        let functions = try manifest.functions(named: names)
        guard detach else { return try await stay(manifest, functions, context) }
        let host = FunctionHost(
            manifest: manifest, engine: project.engine(in: context), options: .command,
            logger: FileLog.logger(context.environment),
            onUpdate: StartProgress(context.output, of: functions).report)
        try await Interruption.guarding(context.output) { [wait] in
            do {
                try await host.connect()
                try await Self.start(functions, host, context.output)
            } catch {
                await host.shutDown(wait ? .stopping : .leaving)
                if let reason = error as? FailureReason { throw CommandFailure(reason) }
                throw error
            }
            await host.shutDown(.leaving)
        }
    }

    /// Starts all at the same time, and prints one line for each.
    private static func start(_ functions: [FunctionSettings], _ host: FunctionHost, _ output: Output) async throws {
        await host.start(functions.map(\.name))
        var worst: FailureReason?
        for function in functions {
            let state = await host.settled(function.name)
            try Task.checkCancellation()
            let failure =
                if case .failed(let reason) = state { reason } else { await host.restartFailure(function.name) }
            if let failure {
                output.complain("\(function.name): \(failure)")
                worst = worst ?? failure
            } else {
                output.write(StartProgress.line(function, state))
            }
        }
        if let worst { throw CommandFailure(ExitStatus(worst)) }
    }

    private func stay(
        _ manifest: Manifest, _ functions: [FunctionSettings], _ context: CommandContext
    ) async throws {
        let run = ForegroundRun(
            manifest, project, context, names: names.isEmpty ? nil : Set(functions.map(\.name)), showsTimes: times,
            showsEmulator: emulator, isRaw: raw)
        try await Interruption.guarding(context.output) { [wait] in
            try await run.run(functions, needsAll: wait)
        }
    }
}
