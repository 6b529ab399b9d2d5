import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck ps`
struct PsCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps", abstract: "List the functions and their containers.",
        discussion: """
            MEMORY is the sum over all containers of a function. lamdeck reads it from this machine's kernel if the \
            engine runs on it; with --memory, lamdeck asks the engine for it, which takes a moment.

            With --json, one object a line: function, state (running, paused, exited, stopped), stale, port, image, \
            and, if there is a container, container, status (as the engine reports it), uptimeSeconds, memoryMB, \
            detached (whether it runs without a lamdeck process), credentialsEnd (when its AWS credentials expire); \
            unlisted is true for a function that functions.json no longer has. Members without a known value are left \
            out.

            Example: lamdeck ps --json
            """)

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Ask the engine for the memory that cannot be read here.") var memory = false
    @Flag(help: "Print one JSON object a line.") var json = false

    func run(in context: CommandContext) async throws {
        let manifest = try project.manifest(in: context)
        let asksEngine = memory
        let (found, memory, starts, old) = try await project.withContainers(of: manifest.path, in: context) {
            containers throws(FailureReason) in
            let found = try await containers.list()
            async let starts = containers.starts(found)
            async let old = containers.withOldCode(found, of: manifest)
            return (found, await containers.memory(found, asksEngine: asksEngine), await starts, await old)
        }
        let rows = FunctionListing.all(
            manifest, found, memory: memory, starts: starts, old: old, now: Int(context.now()))
        if json {
            for row in rows { context.output.write(row.json, .json) }
        } else {
            context.output.write(FunctionListing.table(rows))
        }
    }
}
