import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck restart`
struct RestartCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Replace the containers of running functions.",
        discussion: """
            The new containers have the current code and settings. A function with a spare container switches to it, and its \
            port stays open.

            Example: lamdeck restart orders
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all that are running.", completion: .functions) var names: [String] = []

    func run(in context: CommandContext) async throws {
        try project.checkEnvironment(in: context)
        let manifest = try project.manifest(in: context)
        let functions = try manifest.functions(named: names)
        let access = HostAccess(project, manifest: manifest.path, in: context)
        let isNamed = !names.isEmpty
        try await Interruption.guarding(context.output) {
            let client = try await access.client()
            try await Self.restart(functions, isNamed: isNamed, client, context.output)
            await client?.leave()
        }
    }

    private static func restart(
        _ functions: [FunctionSettings], isNamed: Bool, _ client: LinkClient?, _ output: Output
    ) async throws {
        var worst: CommandFailure?
        func fail(_ function: FunctionSettings, _ failure: CommandFailure) {
            output.complain("\(function.name): \(failure.message)")
            worst = worst ?? CommandFailure(failure.status)
        }
        var running: [FunctionSettings] = []
        for function in functions {
            if let client, await !client.status(of: function.name).state.isResting {
                running.append(function)
            } else if isNamed {
                fail(function, CommandFailure(.usage, "it is not running; lamdeck up starts it"))
            }
        }
        if let client {
            for function in running { await client.restart(function.name) }
            for function in running {
                let status = await client.settledStatus(function.name)
                if case .failed(let reason) = status.state {
                    fail(function, CommandFailure(reason))
                } else if let reason = await client.restartFailure(function.name) {
                    fail(function, CommandFailure(reason))
                } else if !Task.isCancelled {
                    output.write(
                        StartProgress.line(
                            function.name(among: running), port: function.resolvedPort, "restarted", status.portProblem)
                    )
                }
            }
        }
        if let worst { throw worst }
        if !isNamed, running.isEmpty { output.complain("no function is running; lamdeck up starts them") }
    }
}
