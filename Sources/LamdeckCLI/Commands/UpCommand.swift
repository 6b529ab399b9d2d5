import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck up`
struct UpCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start functions; with --detach, leave them running.",
        discussion: """
            Without --detach, prints the functions' logs until Ctrl-C or SIGTERM, which stops the functions that this \
            command has started: lines are sorted by time, \
            each with its function's name; a line that begins with └ is the result of an invocation. When the functions \
            are ready, prints their URLs and the routes of APIs; lamdeck routes lists them at any time. A code change \
            restarts a function; lamdeck reloads functions.json when it changes. If a function does not start, lamdeck \
            says why and runs the others; with --wait, it stops all functions and exits. If functions.json has a build \
            for a function and its code is older than its sources, the build runs first; if it fails, the exit code is 6.

            Examples: lamdeck up
                      lamdeck up hello orders --detach
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all.", completion: .functions) var names: [String] = []
    @Flag(name: .shortAndLong, help: "Return when the functions are ready; `lamdeck down` stops them.")
    var detach = false
    @Flag(name: .shortAndLong, help: "Stop all functions and exit if one does not become ready.") var wait = false
    @Flag(name: .shortAndLong, help: "Print each line's time.") var times = false
    @Flag(help: "Print START, END, REPORT and the emulator's lines too.") var emulator = false
    @Flag(help: "Print JSON log lines unchanged, also on a terminal.") var raw = false
    @OptionGroup var build: BuildOption
    @Option(help: LevelOption.help, completion: .list(LevelOption.names)) var level: LevelOption?

    func run(in context: CommandContext) async throws {
        try project.checkEnvironment(in: context)
        let manifest = try project.manifest(in: context)
        let functions = try manifest.functions(named: names)
        guard detach else { return try await stay(manifest, functions, context) }
        let (access, wait, build) = (HostAccess(project, manifest: manifest.path, in: context), wait, build)
        try await Interruption.guarding(context.output) {
            let progress = StartProgress(context.output, of: functions)
            let client = try await access.clientOrStart { if case .update(let update) = $0 { progress.report(update) } }
            client.subscribe(.command)
            do {
                if build.noBuild { _ = await client.send(.skipBuild(functions.map(\.name))).value }
                try await Self.start(functions, manifest.apis, client, context.output)
            } catch {
                // What was interrupted is not left half done.
                if wait || Task.isCancelled { await Self.stop(functions, client, onlyStarting: !wait) }
                await client.leave()
                throw error
            }
            await client.leave()
        }
    }

    /// Starts all at the same time, and prints one line for each, and the routes that lead to those that run.
    private static func start(
        _ functions: [FunctionSettings], _ apis: [APISettings], _ client: LinkClient, _ output: Output
    ) async throws {
        let names = functions.map(\.name)
        // A function that runs already may have been changed since.
        var stale: [String] = []
        for name in names {
            let status = await client.status(of: name)
            if status.state.isServing, status.isStale { stale.append(name) }
        }
        if case .failure(let reason?) = await client.send(.start(names)).value { throw CommandFailure(reason) }
        for name in stale { await client.restart(name) }
        var worst: FailureReason?
        var ready: [String] = []
        for function in functions {
            let status = await client.settledStatus(function.name)
            try Task.checkCancellation()
            let failure =
                if case .failed(let reason) = status.state { reason } else {
                    await client.restartFailure(function.name)
                }
            if let failure {
                output.complain("\(function.name): \(failure)")
                worst = worst ?? failure
            } else {
                output.write(StartProgress.line(function, status, among: functions))
                ready.append(function.name)
            }
        }
        if let routes = ListedRoute.table(of: apis, to: ready) { output.write(routes) }
        if let worst { throw CommandFailure(ExitStatus(worst)) }
    }

    /// Stops functions, or only those that are not ready yet.
    private static func stop(_ functions: [FunctionSettings], _ client: LinkClient, onlyStarting: Bool) async {
        // In a cancelled task too.
        await Task {
            var names: [String] = []
            for function in functions {
                let state = await client.status(of: function.name).state
                if !onlyStarting || state.isTransient { names.append(function.name) }
            }
            await client.stopAndWait(names)
        }.value
    }

    private func stay(
        _ manifest: Manifest, _ functions: [FunctionSettings], _ context: CommandContext
    ) async throws {
        let run = try ForegroundRun(
            manifest, project, context, names: names.isEmpty ? nil : Set(functions.map(\.name)), showsTimes: times,
            showsEmulator: emulator, isRaw: raw, level: level?.level)
        try await Interruption.guarding(context.output) { [wait, build] in
            try await run.run(functions, needsAll: wait, builds: !build.noBuild)
        }
    }
}
