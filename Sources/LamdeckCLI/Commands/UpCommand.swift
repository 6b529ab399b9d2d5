import ArgumentParser
import Foundation
import LambdaModel
import LambdaRuntime

/// `lamdeck up`
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start functions; with --detach, leave them running.",
        discussion: """
            Without --detach, prints the functions' logs until Ctrl-C or SIGTERM stops them: lines are sorted by time, \
            each with its function's name; a line that begins with = marks the end of an invocation. A code change \
            restarts a function; lamdeck reloads functions.json when it changes. If a function does not start, lamdeck \
            says why and runs the others; with --wait, it stops all.

            Examples: lamdeck up
                      lamdeck up hello orders --detach
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Flag(name: .shortAndLong, help: "Return when they are ready; `lamdeck down` stops them.") var detach = false
    @Flag(name: .shortAndLong, help: "Stop all and exit, unless all become ready.") var wait = false
    @Flag(name: .shortAndLong, help: "Print each line's time.") var times = false
    @Flag(help: "Print the emulator's own lines too.") var emulator = false
    @Flag(help: "Print JSON log lines unchanged, on a terminal too.") var raw = false

    func run() async throws {
        let manifest = try project.manifest()
        let functions = try manifest.functions(named: names)
        guard detach else { return try await stay(manifest, functions) }
        let host = FunctionHost(
            manifest: manifest, engine: project.engine, purpose: .command, logger: FileLog.logger(project.environment),
            onUpdate: UpProgress.reporter(of: functions))
        try await Interruption.guarding { [wait] in
            do {
                try await host.connect()
                try await Self.start(functions, host)
            } catch {
                await host.shutDown(wait ? .stopping : .leaving)
                if let reason = error as? FailureReason { throw CommandFailure(reason) }
                throw error
            }
            await host.shutDown(.leaving)
        }
    }

    /// Starts all at the same time, and prints one line for each.
    private static func start(_ functions: [FunctionSettings], _ host: FunctionHost) async throws {
        await host.start(functions.map(\.name))
        var worst: FailureReason?
        for function in functions {
            let state = await host.settled(function.name)
            try Task.checkCancellation()
            let failure =
                if case .failed(let reason) = state { reason } else { await host.restartFailure(function.name) }
            if let failure {
                Output.complain("\(function.name): \(failure)")
                worst = worst ?? failure
            } else {
                Output.write(UpProgress.line(function, state))
            }
        }
        if let worst { throw CommandFailure(ExitStatus(worst)) }
    }

    private func stay(_ manifest: Manifest, _ functions: [FunctionSettings]) async throws {
        let run = ForegroundRun(
            manifest, project, LineStyle(environment: project.environment),
            names: names.isEmpty ? nil : Set(functions.map(\.name)), showsTimes: times, showsEmulator: emulator,
            isRaw: raw)
        try await Interruption.guarding { [wait] in
            try await run.run(functions, needsAll: wait)
        }
    }
}

/// Says on standard error what takes time.
enum UpProgress {
    /// Tells news of some functions and of the whole project: other functions of it may run too.
    static func reporter(of functions: [FunctionSettings]) -> @Sendable (RuntimeUpdate) -> Void {
        let names = Set(functions.map(\.name))
        return { update in if update.isNews(of: names) { report(update) } }
    }

    @Sendable static func report(_ update: RuntimeUpdate) {
        switch update {
        case .state(let function, .pulling(let progress), _, _) where progress == PullState():
            Output.complain("\(function): pulling its image")
        case .notice(let text, _):
            Output.complain(PlainText.line(text))
        case .state, .engine, .memory, .outside, .saved:
            break
        }
    }

    /// A function that was started.
    static func line(_ function: FunctionSettings, _ state: RunState) -> String {
        "\(function.name)  \(state.word)  http://127.0.0.1:\(function.resolvedPort)"
    }
}

extension RuntimeUpdate {
    /// Whether it is about some functions or about the whole project.
    ///
    /// - Parameter names: nil for all functions.
    func isNews(of names: Set<String>?) -> Bool {
        guard let names else { return true }
        switch self {
        case .state(let function, _, _, _), .saved(let function, _), .notice(_, .some(let function)):
            return names.contains(function)
        case .outside(let brief): return names.contains(brief.function)
        case .engine, .memory, .notice(_, nil): return true
        }
    }
}
