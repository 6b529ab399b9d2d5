import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck ps`
struct PsCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps", abstract: "List the functions and their containers.",
        discussion: """
            MEMORY is the sum over all containers of a function. lamdeck reads it from this machine's kernel if the \
            engine runs on it; with --memory, lamdeck asks the engine for it, which takes a moment.

            With --json, one object a line: function, state (running, paused, exited, stopped), stale, port, url (of the \
            function), image, and, if there is a container, container, status (as the engine reports it), uptimeSeconds, memoryMB, \
            servedBy (lamdeck or emulator: who serves the Runtime API), credentialsEnd (when its AWS credentials \
            expire); \
            unlisted is true for a function that functions.json no longer has. Members without a known value are left \
            out.

            Example: lamdeck ps --json
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var remote: RemoteOptions
    @Flag(help: "Ask the engine for the memory that cannot be read here.") var memory = false
    @Flag(help: "Print one JSON object a line.") var json = false

    func run(in context: CommandContext) async throws {
        let rows = try await rows(in: context)
        let now = Int(context.now())
        if json {
            for row in rows { context.output.write(row.json(now: now), .json) }
        } else {
            context.output.write(ListedFunction.table(rows, now: now))
        }
    }

    private func rows(in context: CommandContext) async throws -> [ListedFunction] {
        if let access = try remote.access(project, in: context) {
            let client = try await access.project(in: context).client
            return try await rows(of: client)
        }
        let path = try project.manifestPath(in: context)
        if let client = try await HostAccess(project, manifest: path, in: context).client() {
            return try await rows(of: client)
        }
        let manifest = try project.manifest(in: context)
        return try await project.withContainers(of: manifest.path, in: context) {
            [memory] containers throws(FailureReason) in
            try await containers.listing(of: manifest, asksEngine: memory)
        }
    }

    private func rows(of client: LinkClient) async throws(CommandFailure) -> [ListedFunction] {
        let reply = await client.ask(.list(asksEngine: memory))
        await client.leave()
        switch reply {
        case .listing(let listed): return listed
        case .failure(let reason?): throw CommandFailure(reason)
        case .lost(let reason): throw CommandFailure(.container, reason)
        default: return []
        }
    }
}
