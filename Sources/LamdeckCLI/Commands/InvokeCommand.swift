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
            afterwards; if functions.json has a build for the function and its code is older than its sources, the build \
            runs first. The formatted response goes to standard output; the log, the verdict and the stack trace, with \
            paths on this machine, go to standard error. The exit code is 0 only if the function succeeded.

            With --http, the event is that of an HTTP request, without a port: as the first API sends it that has a route \
            for the request to the function, with the parameters of the path, stage, stage variables and "context"; \
            otherwise as the function URL sends it. No authorizer is asked. --format names another form: url, http2, \
            http1, rest, alb, alb-multi. Without -H, the headers are those of curl; a body that is JSON has the type \
            application/json. The response is shown as HTTP: status, headers, body; with --raw, the body only. The exit \
            code is 0 for every status that the function returns, and 1 if it fails, or if its response has a wrong \
            shape, for which a client gets status 502. With --on, @FILE is a file on that machine.

            With --json, one object: function, event, http (for an HTTP request: its format, method, target and api, \
            and status, headers, body or bodyBase64, and problem of the response), requestId, traceId, verdict (ok, \
            functionError, timeout, crashed, outOfMemory, initFailed, responseTooLarge, unreachable, cancelled), \
            functionStatus, error (type, message, trace, doubtful), cold, initMs, durationMs, handlerMs, firstByteMs (of \
            a streamed response), queueMs, cpuMs, peakMemoryMB, memoryLimitMB, response, partialResponse (what was \
            received before the call failed), log, logLost (lines of the log are missing), logLinesDropped; members \
            without a known value are left out.

            Examples: lamdeck invoke hello api-gw-v2.json
                      lamdeck invoke orders --http 'POST /orders?x=1' -H 'x-user: 7' -d '{"n": 1}'
                      echo '{"a": 1}' | lamdeck invoke hello - --json
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var remote: RemoteOptions
    @Argument(help: "The function.", completion: .functions) var name: String
    @Argument(help: "A saved event's name, a file's path, or - for standard input. Default: {}.", completion: .events)
    var event: String?
    @OptionGroup var request: RequestOptions
    @OptionGroup var build: BuildOption
    @Flag(help: "Print one JSON object with everything known about the call.") var json = false
    @Flag(help: "Print the response unformatted; on a terminal, without control characters.") var raw = false

    func validate() throws {
        if json && raw { throw ValidationError("--json and --raw cannot be combined") }
        if let event, request.http != nil {
            throw ValidationError("--http makes the event; name no event (\(PlainText.line(event)))")
        }
    }

    /// A call, with all that the manifest has for it.
    private struct Plan {
        let request: InvocationRequest
        let settings: FunctionSettings
        let manifest: Manifest
        var reading = ResponseReading()
    }

    func run(in context: CommandContext) async throws {
        if let access = try remote.access(project, in: context) {
            // The manifest there has the routes.
            if request.http != nil { return try RemoteCommand(access, context).finish() }
            return try await invoke(on: access, context)
        }
        try project.checkEnvironment(in: context)
        let path = try project.manifestPath(in: context)
        let access = HostAccess(project, manifest: path, in: context)
        let progress = StartProgress(context.output, of: [name])
        let client = try await access.client { if case .update(let update) = $0 { progress.report(update) } }
        if let client, let function = await client.function(name), !function.status.state.isResting {
            let (input, reading) = try input(context)
            if function.status.state.isTransient { client.subscribe(.command) }
            let files = function.settings.files.seen(from: context.folder)
            let result = try await Interruption.guarding(context.output) {
                try await invoke(input, files, reading, client, context)
            }
            await client.leave()
            return try end(with: result, reading)
        }
        await client?.leave()
        let plan = try plan(context)
        let result = try await Interruption.guarding(context.output) { try await invokeAlone(plan, context) }
        try end(with: result, plan.reading)
    }

    /// The call, with the settings of its function as the manifest has them now.
    private func plan(_ context: CommandContext) throws -> Plan {
        let manifest = try project.manifest(in: context)
        let settings = try manifest.functions(named: [name])[0]
        guard let made = try RequestBuilder(settings: settings, manifest: manifest, context: context).prepared(request)
        else {
            let request = try EventChoice(of: settings, in: context).request(event)
            return Plan(request: request, settings: settings, manifest: manifest)
        }
        for remark in made.remarks { context.output.complain("\(name): \(remark)") }
        return Plan(request: made.call, settings: settings, manifest: manifest, reading: made.reading)
    }

    /// The event for a function that runs. The empty event does not need the manifest, which takes time to read.
    private func input(_ context: CommandContext) throws -> (CallInput, ResponseReading) {
        if event == nil, request.http == nil { return (.event(function: name, name: "{}"), ResponseReading()) }
        let plan = try plan(context)
        return (.request(plan.request), plan.reading)
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
                result = .success(
                    try await invoke(
                        input, functions[0].files.seen(from: folder), ResponseReading(), client, context))
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
        _ input: CallInput, _ files: CodeMap, _ reading: ResponseReading, _ client: LinkClient,
        _ context: CommandContext
    ) async throws -> InvocationResult {
        switch await client.invoke(input) {
        case .none(let reason): throw CommandFailure(.container, reason)
        case .result(let result):
            guard Task.isCancelled || show(result, files, reading, in: context) else {
                throw CommandFailure(.functionFailed)
            }
            return result
        }
    }

    /// Invokes a function in a container that is made for the call.
    private func invokeAlone(_ plan: Plan, _ context: CommandContext) async throws -> InvocationResult {
        let host = FunctionHost(
            manifest: plan.manifest, engine: project.engine(in: context), options: build.options(.once),
            logger: FileLog.logger(context.environment),
            onUpdate: StartProgress(context.output, of: [plan.settings]).report)
        do throws(FailureReason) {
            try await host.connect()
        } catch {
            await host.shutDown()
            throw CommandFailure(error)
        }
        let result = await host.invoke(plan.request)
        // The user need not wait for the removal of the container. The container is removed even if printing fails.
        let files = CodeMap(plan.settings, workingFolder: context.folder)
        let isShown = Task.isCancelled || show(result, files, plan.reading, in: context)
        await host.shutDown()
        guard isShown else { throw CommandFailure(.functionFailed) }
        return result
    }

    /// Prints a result; false if it could not be written.
    func show(
        _ result: InvocationResult, _ files: CodeMap, _ reading: ResponseReading = ResponseReading(),
        in context: CommandContext
    ) -> Bool {
        let output = context.output
        let answer = ClientResponse(result, reading)
        if json { return output.isSettled(InvocationJSON.text(result, answer), .json) }
        if case .refused = result.reply { return true }
        let report = InvocationReport(result: result, files: files)
        defer {
            output.complain(report.message)
            if let complaint = answer?.complaint { output.complain("\(name): \(complaint)") }
        }
        if let answer {
            let shown = answer.response
            return raw ? output.isSettled(raw: shown.body) : ResponseOutput(response: shown).isSettled(on: output)
        }
        if raw { return output.isSettled(raw: result.body) }
        return report.response.map { output.isSettled($0.text, $0.form) } ?? true
    }

    /// Throws unless the function succeeded, with a response that the service takes.
    func end(
        with result: InvocationResult, _ reading: ResponseReading = ResponseReading()
    ) throws(CommandFailure) {
        try Self.end(with: result, reading, isReported: json)
    }

    /// The same for any command.
    ///
    /// - Parameter isReported: whether the user knows already why the call was refused.
    static func end(
        with result: InvocationResult, _ reading: ResponseReading = ResponseReading(), isReported: Bool = false
    ) throws(CommandFailure) {
        switch result.reply {
        case .refused(let reason): throw isReported ? CommandFailure(ExitStatus(reason)) : CommandFailure(reason)
        case .unreachable: throw CommandFailure(.container)
        case .cancelled: throw CommandFailure(.interrupted)
        case .answered:
            guard result.verdict == .ok, ClientResponse(result, reading)?.problem == nil else {
                throw CommandFailure(.functionFailed)
            }
        }
    }
}
