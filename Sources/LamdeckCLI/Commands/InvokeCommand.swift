import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck invoke`
struct InvokeCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke", abstract: "Invoke a function with a saved event, and print its response.",
        discussion: """
            Uses the function's container if it is running; otherwise starts one for the call and removes it \
            afterwards. The formatted response goes to standard output; the log, the verdict and the stack trace, with \
            paths on this machine, go to standard error. The exit code is 0 only if the function succeeded.

            With --json, one object: function, event, requestId, traceId, verdict (ok, functionError, timeout, \
            crashed, outOfMemory, initFailed, responseTooLarge, unreachable, cancelled), functionStatus, error (type, \
            message, trace, doubtful), cold, initMs, durationMs, handlerMs, queueMs, cpuMs, peakMemoryMB, \
            memoryLimitMB, response, log, logLost (lines of the log are missing), logLinesDropped; members without a \
            known value are left out.

            Examples: lamdeck invoke hello api-gw-v2.json
                      echo '{"a": 1}' | lamdeck invoke hello - --json
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The function.", completion: .functions) var name: String
    @Argument(help: "A saved event's name, a file's path, or - for standard input. Default: {}.", completion: .events)
    var event: String?
    @Flag(help: "Print one JSON object with everything known about the call.") var json = false
    @Flag(help: "Print the response unformatted; on a terminal, without control characters.") var raw = false

    func validate() throws {
        if json && raw { throw ValidationError("--json and --raw cannot be combined") }
    }

    func run(in context: CommandContext) async throws {
        let manifest = try project.manifest(in: context)
        guard let settings = try manifest.functions(named: [name]).first else { return }
        let request = try EventChoice(of: settings, in: context).request(event)
        let host = FunctionHost(
            manifest: manifest, engine: project.engine(in: context), options: .once,
            logger: FileLog.logger(context.environment),
            onUpdate: StartProgress(context.output, of: [settings]).report)
        let result = try await Interruption.guarding(context.output) {
            do throws(FailureReason) {
                try await host.connect()
            } catch {
                await host.shutDown(.leaving)
                throw CommandFailure(error)
            }
            let isOurs = await host.status(of: settings.name).state == .stopped
            let result = await host.invoke(request)
            // The user need not wait for the removal of the container. The container is removed even if printing fails.
            let isShown = Task.isCancelled || show(result, settings, in: context)
            await host.shutDown(isOurs ? .stopping : .leaving, [settings.name])
            guard isShown else { throw CommandFailure(.functionFailed) }
            return result
        }
        try end(with: result)
    }

    /// Prints a result; false if it could not be written.
    func show(_ result: InvocationResult, _ settings: FunctionSettings, in context: CommandContext) -> Bool {
        let output = context.output
        if json { return output.isSettled(InvocationJSON.text(result), .json) }
        if case .refused = result.reply { return true }
        let report = InvocationReport(result: result, files: CodeMap(settings, workingFolder: context.folder))
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
