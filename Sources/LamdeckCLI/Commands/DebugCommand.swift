import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime
import Synchronization

/// `lamdeck debug`
struct DebugCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug", abstract: "Run a function under its runtime's debugger.",
        discussion: """
            Starts the function under the debugger, or restarts it, and prints how to attach: the loopback port, an entry \
            for VS Code's launch.json, the command of a client in the terminal. While it is debugged, the function has one \
            container and no time limit, and a save does not restart it.

            With an event, invokes the function and prints the response like lamdeck invoke; with --wait, the call begins when \
            a debugger has attached. Without an event, stays until Ctrl-C. At the end the function restarts without the \
            debugger, or stops if it did not run before.

            Python needs debugpy: from the function's own packages, or fetched once with python3 -m pip into lamdeck's \
            cache, which lamdeck asks for.

            Examples: lamdeck debug orders
                      lamdeck debug orders cart --wait
                      lamdeck debug orders --launch-json write
            """)

    /// What is done with the entry for `launch.json`.
    enum LaunchChoice: String, ExpressibleByArgument, CaseIterable {
        case print, write
    }

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The function.", completion: .functions) var name: String
    @Argument(help: "A saved event's name, a file's path, or - for standard input.", completion: .events)
    var event: String?
    @Flag(name: .shortAndLong, help: "The runtime waits for a debugger before it loads the handler's module.")
    var wait = false
    @Option(help: "The loopback port. Default: the debugger's usual one, or the next free one.") var port: Int?
    @Flag(help: "A save restarts the function.") var restart = false
    @Flag(name: .shortAndLong, help: "Fetch the debugger without a question.") var yes = false
    @Option(help: "Print the entry for VS Code's launch.json, or write it into .vscode/launch.json.")
    var launchJson = LaunchChoice.print

    func validate() throws {
        if let port, !(1...65535).contains(port) { throw ValidationError("--port must be between 1 and 65535") }
    }

    func run(in context: CommandContext) async throws {
        try project.checkEnvironment(in: context)
        let manifest = try project.manifest(in: context)
        let settings = try manifest.functions(named: [name])[0]
        let input: CallInput? = try event.map { .request(try EventChoice(of: settings, in: context).request($0)) }
        let access = HostAccess(project, manifest: manifest.path, in: context)
        let files = CodeMap(settings, workingFolder: context.folder)
        try await Interruption.guarding(context.output) {
            let progress = StartProgress(context.output, of: [settings])
            let attached = AttachedNews(name, context.output)
            let client = try await access.clientOrStart { news in
                guard case .update(let update) = news else { return }
                progress.report(update)
                attached.report(update)
            }
            client.subscribe(.command)
            let wasResting = await client.status(of: name).state.isResting
            // The host sends the current state to a new subscriber before the reply.
            let wasDebugged = attached.isDebugged
            let outcome: Result<Void, any Error>
            do {
                let attachment = try await begin(wanted(over: settings.debug), client, context)
                try show(attachment, manifest.path, context)
                outcome = .success(try await go(on: client, input, files, attachment, context))
            } catch {
                outcome = .failure(error)
            }
            // In a cancelled task too.
            await Task {
                if !wasDebugged { _ = await client.send(.endDebug(name)).value }
                if wasResting { await client.stopAndWait([name]) }
                await client.leave()
            }.value
            try outcome.get()
        }
    }

    /// The settings that the options ask for; nil for the manifest's.
    private func wanted(over settings: DebugSettings) -> DebugSettings? {
        var wanted = settings
        if wait { wanted.waits = true }
        if restart { wanted.restartsOnSave = true }
        if let port { wanted.port = port }
        return wanted == settings ? nil : wanted
    }

    // MARK: The beginning

    private func begin(
        _ settings: DebugSettings?, _ client: LinkClient, _ context: CommandContext
    ) async throws -> DebugAttachment {
        for isFirst in [true, false] {
            switch await client.send(.debug(name, settings)).value {
            case .debugging(let attachment): return attachment
            case .offersDebugger(let question) where isFirst: try await fetch(question, client, context)
            case .failure(let reason?): throw CommandFailure(reason)
            case .lost(let reason): throw CommandFailure(.usage, reason)
            default: throw CommandFailure(.usage, "\(name) cannot be debugged")
            }
        }
        throw CommandFailure(.usage, "\(name) cannot be debugged")
    }

    private func fetch(_ question: String, _ client: LinkClient, _ context: CommandContext) async throws {
        let terminal = Question(context: context)
        if !yes {
            guard terminal.canAsk else {
                throw CommandFailure(.usage, "\(name): debugpy is missing. \(question) --yes does that")
            }
            guard terminal.isAgreed(question) else {
                throw CommandFailure(
                    .usage, "\(name): there is no debugpy; it can also be among the function's packages")
            }
        }
        context.output.complain("\(name): fetching debugpy")
        if case .failure(let reason?) = await client.send(.fetchDebugger(name)).value { throw CommandFailure(reason) }
    }

    private func show(_ attachment: DebugAttachment, _ manifest: String, _ context: CommandContext) throws {
        for line in attachment.lines { context.output.write("\(name)  \(line)") }
        switch launchJson {
        case .print: context.output.write("for \"configurations\" in .vscode/launch.json:\n\(attachment.entry)")
        case .write: context.output.write(try LaunchFileWriter(manifest: manifest).add(attachment))
        }
    }

    // MARK: The call

    private func go(
        on client: LinkClient, _ input: CallInput?, _ files: CodeMap, _ attachment: DebugAttachment,
        _ context: CommandContext
    ) async throws {
        guard let input else { return try await stay(client, attachment, context) }
        switch await client.invoke(input) {
        case .none(let reason): throw CommandFailure(.container, reason)
        case .result(let result):
            let report = InvocationReport(result: result, files: files)
            let isShown = report.response.map { context.output.isSettled($0.text, $0.form) } ?? true
            if case .refused = result.reply {} else { context.output.complain(report.message) }
            guard isShown else { throw CommandFailure(.functionFailed) }
            try InvokeCommand.end(with: result)
        }
    }

    /// Stays until the command is interrupted, or the function or the host ends.
    private func stay(_ client: LinkClient, _ attachment: DebugAttachment, _ context: CommandContext) async throws {
        if !attachment.waits, case .failed(let reason) = await client.settled(name) { throw CommandFailure(reason) }
        context.output.complain("\(name): Ctrl-C ends debugging")
        // The end of a connection does not end when the task is cancelled; a stream does.
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        Task {
            await client.waitForEnd()
            end.finish()
        }
        for await _ in ends {}
        if !Task.isCancelled { throw CommandFailure(.usage, "the host of this project has ended") }
    }
}

/// Reports when debuggers attach and detach.
private final class AttachedNews: Sendable {
    private let function: String
    private let output: Output
    private let status = Mutex<DebugStatus?>(nil)

    /// Whether the function is debugged.
    var isDebugged: Bool { status.withLock { $0 != nil } }

    init(_ function: String, _ output: Output) { (self.function, self.output) = (function, output) }

    func report(_ update: HostUpdate) {
        guard case .debug(function, let next) = update else { return }
        let before = status.withLock { known in
            defer { known = next }
            return known?.isAttached ?? false
        }
        guard let next, next.isAttached != before else { return }
        output.complain("\(function): \(next.isAttached ? "a debugger is attached" : "the debugger has detached")")
    }
}
