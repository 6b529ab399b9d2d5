import ArgumentParser
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck invoke`
struct InvokeCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke", abstract: "Invoke a function with a saved event, and print its response.",
        discussion: """
            If the function runs, its host makes the call; otherwise lamdeck starts a container for the call and removes it \
            afterwards. The formatted response goes to standard output; the log, the verdict and the stack trace, with \
            paths on this machine, go to standard error. The exit code is 0 only if the function succeeded.

            With --json, one object: function, event, requestId, traceId, verdict (ok, functionError, timeout, \
            crashed, outOfMemory, initFailed, responseTooLarge, unreachable, cancelled), functionStatus, error (type, \
            message, trace, doubtful), cold, initMs, durationMs, handlerMs, firstByteMs (of a streamed response), \
            queueMs, cpuMs, peakMemoryMB, memoryLimitMB, response, partialResponse (what was received before the call \
            failed), log, logLost (lines of the log are missing), logLinesDropped; members without a \
            known value are left out.

            Examples: lamdeck invoke hello api-gw-v2.json
                      echo '{"a": 1}' | lamdeck invoke hello - --json
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var remote: RemoteOptions
    @Argument(help: "The function.", completion: .functions) var name: String
    @Argument(help: "A saved event's name, a file's path, or - for standard input. Default: {}.", completion: .events)
    var event: String?
    @Flag(help: "Print one JSON object with everything known about the call.") var json = false
    @Flag(help: "Print the response unformatted; on a terminal, without control characters.") var raw = false

    func validate() throws {
        if json && raw { throw ValidationError("--json and --raw cannot be combined") }
    }

    func run(in context: CommandContext) async throws {
        if let access = try remote.access(project, in: context) { return try await invoke(on: access, context) }
        try project.checkEnvironment(in: context)
        let path = try project.manifestPath(in: context)
        let access = HostAccess(project, manifest: path, in: context)
        let progress = StartProgress(context.output, of: [name])
        let client = try await access.client { if case .update(let update) = $0 { progress.report(update) } }
        if let client, let function = await client.function(name), !function.status.state.isResting {
            let input = try input(context)
            if function.status.state.isTransient { client.subscribe(.command) }
            let files = function.settings.files.seen(from: context.folder)
            let result = try await Interruption.guarding(context.output) {
                try await invoke(input, files, client, context)
            }
            await client.leave()
            return try end(with: result)
        }
        await client?.leave()
        let (request, settings, manifest) = try request(context)
        let result = try await Interruption.guarding(context.output) {
            try await invokeAlone(request, manifest, settings, context)
        }
        try end(with: result)
    }

    /// The call, with the settings of its function as the manifest has them now.
    private func request(
        _ context: CommandContext
    ) throws(CommandFailure) -> (InvocationRequest, FunctionSettings, Manifest) {
        let manifest = try project.manifest(in: context)
        let settings = try manifest.functions(named: [name])[0]
        return (try EventChoice(of: settings, in: context).request(event), settings, manifest)
    }

    /// The event for a function that runs. The empty event does not need the manifest, which takes time to read.
    private func input(_ context: CommandContext) throws(CommandFailure) -> CallInput {
        event == nil ? .event(function: name, name: "{}") : .request(try request(context).0)
    }

    /// Invokes a function on another machine. If it did not run, it is stopped afterwards.
    private func invoke(on access: RemoteAccess, _ context: CommandContext) async throws {
        let progress = StartProgress(context.output, of: [name])
        let (client, all) = try await access.project(in: context) {
            if case .update(let update) = $0 { progress.report(update) }
        }
        let functions = try access.functions([name], of: all)
        let input = try remoteInput(context)
        let folder = (client.hello.manifest as NSString).deletingLastPathComponent
        let result = try await Interruption.guarding(context.output) { [name] in
            let wasResting = await client.status(of: name).state.isResting
            let result: Result<InvocationResult, any Error>
            do {
                result = .success(try await invoke(input, functions[0].files.seen(from: folder), client, context))
            } catch {
                result = .failure(error)
            }
            if wasResting { await client.stopAndWait([name]) }
            await client.leave()
            return try result.get()
        }
        try end(with: result)
    }

    /// The event for a function on another machine: standard input, a file here, or a saved event there.
    private func remoteInput(_ context: CommandContext) throws(CommandFailure) -> CallInput {
        guard let event else { return .event(function: name, name: "{}") }
        let isFile = LocalFiles().kind(of: context.url(event).path) == .file
        guard event == "-" || isFile else { return .event(function: name, name: event) }
        // Of the settings, only the name matters for these.
        let settings = FunctionSettings(
            name: name, runtime: nil, image: "", handler: "", code: .folder("/"), resolvedPort: 0)
        return .request(try EventChoice(of: settings, in: context).request(event))
    }

    /// Invokes a function through its host, and shows the result.
    private func invoke(
        _ input: CallInput, _ files: CodeMap, _ client: LinkClient, _ context: CommandContext
    ) async throws -> InvocationResult {
        switch await client.invoke(input) {
        case .none(let reason): throw CommandFailure(.container, reason)
        case .result(let result):
            guard Task.isCancelled || show(result, files, in: context) else { throw CommandFailure(.functionFailed) }
            return result
        }
    }

    /// Invokes a function in a container that is made for the call.
    private func invokeAlone(
        _ request: InvocationRequest, _ manifest: Manifest, _ settings: FunctionSettings, _ context: CommandContext
    ) async throws -> InvocationResult {
        let host = FunctionHost(
            manifest: manifest, engine: project.engine(in: context), options: .once,
            logger: FileLog.logger(context.environment),
            onUpdate: StartProgress(context.output, of: [settings]).report)
        do throws(FailureReason) {
            try await host.connect()
        } catch {
            await host.shutDown()
            throw CommandFailure(error)
        }
        let result = await host.invoke(request)
        // The user need not wait for the removal of the container. The container is removed even if printing fails.
        let files = CodeMap(settings, workingFolder: context.folder)
        let isShown = Task.isCancelled || show(result, files, in: context)
        await host.shutDown()
        guard isShown else { throw CommandFailure(.functionFailed) }
        return result
    }

    /// Prints a result; false if it could not be written.
    func show(_ result: InvocationResult, _ files: CodeMap, in context: CommandContext) -> Bool {
        let output = context.output
        if json { return output.isSettled(InvocationJSON.text(result), .json) }
        if case .refused = result.reply { return true }
        let report = InvocationReport(result: result, files: files)
        defer { output.complain(report.message) }
        if raw { return output.isSettled(raw: result.body) }
        return report.response.map { output.isSettled($0.text, $0.form) } ?? true
    }

    /// Throws unless the function succeeded.
    func end(with result: InvocationResult) throws(CommandFailure) {
        switch result.reply {
        case .refused(let reason): throw json ? CommandFailure(ExitStatus(reason)) : CommandFailure(reason)
        case .unreachable: throw CommandFailure(.container)
        case .cancelled: throw CommandFailure(.interrupted)
        case .answered: if result.verdict != .ok { throw CommandFailure(.functionFailed) }
        }
    }
}
