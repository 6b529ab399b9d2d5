import ArgumentParser
import Foundation
import JSONText
import LambdaModel
import LambdaRuntime

/// `lamdeck invoke`
struct InvokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke", abstract: "Invoke a function with a saved event, and print its response.",
        discussion: """
            Uses the function's container if it is running; otherwise starts one for the call and removes it afterwards. \
            The formatted response goes to standard output; the log, the verdict and the stack trace, with paths on this \
            machine, go to standard error. The exit code is 0 only if the function succeeded.

            With --json, one object: function, event, requestId, traceId, verdict (ok, functionError, timeout, crashed, \
            outOfMemory, initFailed, responseTooLarge, unreachable, cancelled), error (type, message, trace), cold, \
            initMs, durationMs, handlerMs, queueMs, cpuMs, peakMemoryMB, memoryLimitMB, response, log, \
            logLost (lines of the log are missing), logLinesDropped; unknown members are left out.

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
        if json && raw { throw ValidationError("--json and --raw exclude each other") }
    }

    func run() async throws {
        let manifest = try project.manifest()
        guard let settings = try manifest.functions(named: [name]).first else { return }
        let request = try EventChoice.request(event, of: settings)
        let host = FunctionHost(
            manifest: manifest, engine: project.engine, purpose: .once, logger: FileLog.logger(project.environment),
            onUpdate: UpProgress.reporter(of: [settings]))
        let result = try await Interruption.guarding {
            do throws(FailureReason) {
                try await host.connect()
            } catch {
                await host.shutDown(.leaving)
                throw CommandFailure(error)
            }
            let isOurs = await host.state(of: settings.name) == .stopped
            let result = await host.invoke(request)
            // Nobody waits for the container's end, and it goes whoever reads this.
            let isShown = Task.isCancelled || show(result, settings)
            await host.shutDown(isOurs ? .stopping : .leaving, [settings.name])
            guard isShown else { throw CommandFailure(.functionFailed) }
            return result
        }
        try end(with: result)
    }

    /// Prints a result; false if it could not be written.
    private func show(_ result: InvocationResult, _ settings: FunctionSettings) -> Bool {
        if json { return Output.isSettled(InvocationJSON.text(result), .json) }
        if case .refused = result.reply { return true }
        let report = InvocationReport(
            result: result, files: CodeMap(settings, workingFolder: FileManager.default.currentDirectoryPath))
        defer { Output.complain(report.words) }
        if raw { return Output.isSettled(raw: result.body) }
        return report.response.map { Output.isSettled($0.text, $0.form) } ?? true
    }

    private func end(with result: InvocationResult) throws {
        switch result.reply {
        case .refused(let reason): throw json ? CommandFailure(ExitStatus(reason)) : CommandFailure(reason)
        case .unreachable: throw CommandFailure(.container)
        case .cancelled: throw CommandFailure(.interrupted)
        case .answered: if result.verdict != .ok { throw CommandFailure(.functionFailed) }
        }
    }
}

/// Finds the event that the user named.
enum EventChoice {
    /// The call of a function with a saved event (with or without `.json`), a file, standard input, or `{}`.
    static func request(_ named: String?, of settings: FunctionSettings) throws(CommandFailure) -> InvocationRequest {
        guard let named else {
            return InvocationRequest(function: settings.name, event: "{}", payload: Array("{}".utf8))
        }
        if named == "-" {
            let bytes = EventBytes.withoutMark([UInt8](FileHandle.standardInput.readDataToEndOfFile()))
            if let refusal = EventBytes.refusal(bytes.count) {
                throw CommandFailure(.usage, "standard input: \(refusal)")
            }
            do {
                _ = try JSONDocument(bytes)
            } catch {
                throw CommandFailure(.usage, "standard input is not JSON: \(error)")
            }
            return InvocationRequest(function: settings.name, event: "-", payload: bytes)
        }
        let event = try saved(named, of: settings)
        do {
            let document = try event.read(files: LocalFiles())
            return InvocationRequest(function: settings.name, event: event.name, payload: document.bytes)
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// A saved event by its name (with or without `.json`), or a file; a message with the nearest name for none.
    static func saved(_ named: String, of settings: FunctionSettings) throws(CommandFailure) -> SavedEvent {
        let files = LocalFiles()
        let saved = (try? settings.savedEvents(files: files)) ?? []
        let path = FileManager.default.currentDirectoryPath + "/" + named
        let event =
            saved.first { $0.name == named || $0.name == named + ".json" }
            ?? [named, path].first { $0.hasPrefix("/") && files.kind(of: $0) == .file }
            .map { SavedEvent(name: named, path: $0) }
        guard let event else {
            let near = NearestName.nearest(to: named, in: saved.map(\.name)).map { "; did you mean \"\($0)\"?" }
            let known = saved.isEmpty ? "it has no saved events" : saved.map(\.name).joined(separator: ", ")
            throw CommandFailure(.usage, "\(settings.name) has no event \"\(named)\"\(near ?? ": \(known)")")
        }
        return event
    }
}
