import Dispatch
import Foundation
import LambdaModel
import OrderedCollections
import Subprocess
import Support
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// One run of a build's command, in a separate session: Ctrl-C in lamdeck's terminal does not reach it, and its process
/// group can be ended as a whole.
final class BuildProcess: Sendable {
    private struct State {
        /// The process and its group; nil before it has started.
        var group: pid_t?
        /// The reason for which it was asked to end; nil if it was not.
        var end: End?
    }

    private enum End {
        case cancelled
        case timedOut
    }

    /// How long the processes have after SIGTERM.
    private static let grace = Duration.seconds(2)

    private let settings: BuildSettings
    private let variables: [String: String]
    private let output: @Sendable ([String]) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - environment: lamdeck's own environment.
    ///   - output: receives the lines of the output, with their colours.
    init(_ settings: BuildSettings, environment: [String: String], output: @escaping @Sendable ([String]) -> Void) {
        (self.settings, self.output) = (settings, output)
        variables = Self.variables(of: settings, environment)
    }

    /// The environment of the command. Its output does not go to a terminal; most tools write colours there, too, if these variables are set.
    static func variables(of settings: BuildSettings, _ environment: [String: String]) -> [String: String] {
        var variables = environment
        if environment["NO_COLOR", default: ""].isEmpty {
            for (name, value) in [("FORCE_COLOR", "1"), ("CLICOLOR_FORCE", "1"), ("CARGO_TERM_COLOR", "always")] {
                variables[name] = environment[name] ?? value
            }
        }
        for (name, value) in settings.environment { variables[name] = value }
        return variables
    }

    /// Ends the command with its process group. ``run()`` returns when they have ended.
    func cancel() { end(.cancelled) }

    /// Runs the command, and returns when it and its process group have ended.
    func run() async -> BuildMachine.Outcome {
        let timer = Task { [settings] in
            guard settings.mode == .once, (try? await Task.sleep(for: .seconds(settings.timeout))) != nil else {
                return
            }
            end(.timedOut)
        }
        defer { timer.cancel() }
        guard let pipe = BuildPipe(settings.mode, output) else {
            return .bad("could not start: no more files can be opened", lastLines: [])
        }
        let ended = await start(pipe)
        let leftovers = await endLeftovers()
        let lines = await pipe.finish()
        if leftovers { output(["lamdeck: the command left processes running; they were ended"]) }
        switch ended {
        case .failure(let reason): return .bad(reason.text, lastLines: lines)
        case .success(let status): return outcome(status, lines)
        }
    }

    private struct NotStarted: Error { let text: String }

    private func start(_ pipe: BuildPipe) async -> Result<TerminationStatus, NotStarted> {
        var options = PlatformOptions()
        options.createSession = true
        do {
            let result = try await Subprocess.run(
                .name("sh"), arguments: ["-c", settings.command],
                environment: .custom(variables.map { Array("\($0.key)=\($0.value)".utf8) + [0] }),
                workingDirectory: FilePath(settings.directory), platformOptions: options, input: .none,
                output: .fileDescriptor(pipe.writer, closeAfterSpawningProcess: false),
                error: .fileDescriptor(pipe.writer, closeAfterSpawningProcess: false)
            ) { execution in began(execution.processIdentifier.value) }
            return .success(result.terminationStatus)
        } catch let error as SubprocessError where error.code == .failedToChangeWorkingDirectory {
            return .failure(NotStarted(text: "could not start: there is no folder \(settings.directory)"))
        } catch {
            return .failure(NotStarted(text: "could not start: \(error)"))
        }
    }

    private func outcome(_ status: TerminationStatus, _ lines: [String]) -> BuildMachine.Outcome {
        switch state.withLock({ $0.end }) {
        case .timedOut: return .bad("took longer than \(settings.timeout) s and was ended", lastLines: lines)
        case .cancelled: return .bad("was cancelled", lastLines: lines)
        case nil: break
        }
        switch status {
        case .exited(0): return .good
        case .exited(127): return .bad("failed with exit code 127: a command was not found", lastLines: lines)
        case .exited(let code): return .bad("failed with exit code \(code)", lastLines: lines)
        case .signaled(let signal): return .bad("was ended by signal \(signal)", lastLines: lines)
        }
    }

    private func began(_ process: pid_t) {
        let isEnding = state.withLock { state in
            state.group = process
            return state.end != nil
        }
        if isEnding { terminate(process) }
    }

    private func end(_ reason: End) {
        let group = state.withLock { state in
            if state.end == nil { state.end = reason }
            return state.group
        }
        if let group { terminate(group) }
    }

    /// Ends a process group: first by SIGTERM.
    private func terminate(_ group: pid_t) {
        kill(-group, SIGTERM)
        Task {
            try? await Task.sleep(for: Self.grace)
            // While the command runs, its number is its own. Later, the group is looked after by `endLeftovers()`.
            if state.withLock({ $0.group }) == group { kill(-group, SIGKILL) }
        }
    }

    /// Ends what is left of the process group after the command has ended. Returns whether there was anything.
    private func endLeftovers() async -> Bool {
        let group = state.withLock { state in
            defer { state.group = nil }
            return state.group
        }
        guard let group, kill(-group, 0) == 0 else { return false }
        let wasTold = state.withLock { $0.end != nil }
        kill(-group, SIGTERM)
        let end = ContinuousClock.now + Self.grace
        while kill(-group, 0) == 0, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
        kill(-group, SIGKILL)
        return !wasTold
    }
}

/// The pipe through which a build's output arrives.
private final class BuildPipe: Sendable {
    /// The command's end.
    let writer: FileDescriptor
    private let reader: CInt
    private let queue = DispatchQueue(label: "lamdeck.build", qos: .userInitiated)
    private let content: Mutex<Content>
    private let deliver: @Sendable ([String]) -> Void

    private struct Content {
        var lines = BuildOutput()
        /// When the last output arrived; only of a command that watches by itself.
        var lastAt: ContinuousClock.Instant?
        let mode: BuildSettings.Mode
        var source: (any DispatchSourceRead)?
    }

    /// A pause after which the output of a builder that watches by itself belongs to another build.
    private static let pause = Duration.seconds(1)

    /// Nil if no more files can be opened.
    init?(_ mode: BuildSettings.Mode, _ deliver: @escaping @Sendable ([String]) -> Void) {
        guard let ends = try? FileDescriptor.pipe() else { return nil }
        (writer, reader) = (ends.writeEnd, ends.readEnd.rawValue)
        self.deliver = deliver
        content = Mutex(Content(mode: mode))
        for end in [reader, writer.rawValue] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(reader, F_SETFL, fcntl(reader, F_GETFL) | O_NONBLOCK)
        let descriptor = reader
        content.withLock { content in
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [weak self] in self?.readAll() }
            // The source uses the descriptor until then.
            source.setCancelHandler { close(descriptor) }
            source.activate()
            content.source = source
        }
    }

    private func readAll() {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { buffer in
            while true {
                let count = read(reader, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                let lines = content.withLock { content in
                    if content.mode == .watch {
                        let now = ContinuousClock.now
                        if let last = content.lastAt, now - last > Self.pause { content.lines.beginAgain() }
                        content.lastAt = now
                    }
                    return content.lines.add(buffer[..<count])
                }
                if !lines.isEmpty { deliver(lines) }
            }
        }
    }

    /// Reads what is left, and closes the pipe, although a process may still have its other end.
    ///
    /// - Returns: the last lines, without colours.
    func finish() async -> [String] {
        await withCheckedContinuation { continuation in
            queue.async {
                try? self.writer.close()
                self.readAll()
                let (rest, last) = self.content.withLock { content in
                    content.source?.cancel()
                    let rest = content.lines.end()
                    return (rest, content.lines.lastLines)
                }
                if !rest.isEmpty { self.deliver(rest) }
                continuation.resume(returning: last)
            }
        }
    }
}
