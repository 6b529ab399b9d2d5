import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck history`
struct HistoryCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List past invocations, newest first.",
        discussion: """
            The history keeps every invocation by the deck, by `lamdeck invoke` and through the functions' ports, with \
            its event, response and log; it drops the oldest ones when it is full. It stores secrets of the \
            environment and credentials as •••. --id also shows which other functions the invocation called.

            With --json, one object a line: id, time, spec, codeHash, payload (the event's content), and the \
            members that `lamdeck invoke --json` prints. For an invocation through a port, event is missing, and from \
            says who called (address, userAgent, port; function, if a function of the project did). In that of an API's \
            authorizer, authorizes is the requestId of the invocation that waited for it, and function the function of \
            that invocation. An invocation by an HTTP request has http (format, method, target, api); the list has its \
            method and target instead of the event's name.

            Examples: lamdeck history orders --matching timeout
                      lamdeck history --id 17
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The function. Default: all of the project.", completion: .functions) var name: String?
    @Flag(help: "Print one JSON object a line, with everything that is stored.") var json = false
    @Option(help: ArgumentHelp("List at most n invocations.", valueName: "n")) var limit = 20
    @Option(
        help: ArgumentHelp(
            """
            Only invocations with these words, in any case: in function, event's name, caller, verdict, error type, HTTP \
            status, request id or trace id, or in the stored event, response or log.
            """,
            valueName: "words"))
    var matching = ""
    @Option(help: ArgumentHelp("Print everything about the invocation with this number.", valueName: "n")) var id:
        Int64?

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be 1 or more") }
        if id != nil, name != nil || !matching.isEmpty {
            throw ValidationError("--id takes no function and no --matching")
        }
    }

    func run(in context: CommandContext) async throws {
        // Works with a broken manifest too: its path alone names the project.
        let path = try project.manifestPath(in: context)
        let client = try await HostAccess(project, manifest: path, in: context).client()
        let store =
            client.map { HistorySource($0) }
            ?? HistorySource(
                HistoryStore(
                    folder: LamdeckFolders(environment: context.environment).state,
                    project: ProjectIdentity(manifest: path)))
        try await show(store, in: context)
        await client?.leave()
    }

    private func show(_ store: HistorySource, in context: CommandContext) async throws {
        if let id {
            let entry = try await Self.entry(id, store)
            if json { return context.output.write(HistoryJSON.text(entry), .json) }
            var others: [HistoryRow] = []
            if let root = entry.row.summary.traceRoot {
                do throws(HistoryError) {
                    others = try await store.rows(trace: root)
                } catch {
                    context.output.complain("lamdeck: the calls of this invocation cannot be read: \(error)")
                }
            }
            return context.output.write(HistoryOutput(localTime: context.localTime).text(entry, among: others))
        }
        let (rows, problem) = await store.rows(function: name, matching: matching, limit: limit)
        if rows.isEmpty {
            if let problem { throw CommandFailure(.usage, problem) }
            try sayNothing(in: context)
        } else {
            if let problem { context.output.complain("lamdeck: \(problem)") }
            try await write(rows, store, in: context)
        }
    }

    private func write(_ rows: [HistoryRow], _ store: HistorySource, in context: CommandContext) async throws {
        guard json else { return context.output.write(HistoryOutput(localTime: context.localTime).table(rows)) }
        for row in rows {
            do throws(HistoryError) {
                context.output.write(HistoryJSON.text(try await store.entry(row.id)), .json)
            } catch {
                // Another process may have pruned the row since the list was read: it is left out.
                if case .unavailable(let message) = error { throw CommandFailure(.usage, message) }
            }
        }
    }

    private static func entry(_ id: Int64, _ store: HistorySource) async throws(CommandFailure) -> HistoryEntry {
        do throws(HistoryError) {
            return try await store.entry(id)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    /// Says why there is nothing. A function that is not in the manifest any more can have a history.
    private func sayNothing(in context: CommandContext) throws(CommandFailure) {
        if let name, matching.isEmpty { _ = try project.manifest(in: context).functions(named: [name]) }
        context.output.complain(
            matching.isEmpty ? "no invocations yet; lamdeck invoke makes one" : "no invocation matches \"\(matching)\"")
    }
}
