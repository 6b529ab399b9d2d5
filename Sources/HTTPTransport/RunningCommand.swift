import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A child process that carries a connection: its standard input and output are one end of a socket pair.
final class RunningCommand: Sendable {
    /// Our end. The caller closes it.
    let socket: CInt
    let command: DialCommand
    private let run: Task<Ending, Never>

    /// How a command ended.
    struct Ending {
        /// What it wrote to standard error, in one line.
        var message: String
        /// Whether the command was not found.
        var isMissing = false
    }

    /// Starts the command. If it cannot be run, the other end is closed and ``ending()`` says why.
    init(_ command: DialCommand) throws {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, Self.kind, 0, &ends) == 0 else { throw Errno(rawValue: errno) }
        let (ours, theirs) = (ends[0], ends[1])
        #if canImport(Darwin)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #endif
        socket = ours
        self.command = command
        run = Task { await Self.run(command, on: FileDescriptor(rawValue: theirs)) }
    }

    // Other child processes must not inherit the connection.
    #if canImport(Glibc)
        private static let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #elseif canImport(Musl)
        private static let kind = SOCK_STREAM | SOCK_CLOEXEC
    #else
        private static let kind = SOCK_STREAM
    #endif

    /// Ends the process, if it has not ended by itself.
    func stop() { run.cancel() }

    /// Waits for the process to end.
    func ending() async -> Ending { await run.value }

    private static func run(_ command: DialCommand, on end: FileDescriptor) async -> Ending {
        defer { try? end.close() }
        // A new session: Ctrl-C in our terminal does not reach it, and it has no terminal to ask for a password.
        var options = PlatformOptions()
        options.createSession = true
        do {
            let result = try await Subprocess.run(
                .name(command.program), arguments: Arguments(command.arguments), platformOptions: options,
                input: .fileDescriptor(end, closeAfterSpawningProcess: false),
                output: .fileDescriptor(end, closeAfterSpawningProcess: false), error: .string(limit: 1 << 14))
            let message = result.standardError.split(separator: "\n").joined(separator: " ")
            return Ending(
                message: message.isEmpty
                    ? "\(command.program) ended without a message (\(result.terminationStatus))" : message)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return Ending(message: "there is no \(command.program) command in PATH", isMissing: true)
        } catch {
            return Ending(message: "\(command.program) could not be run: \(error)")
        }
    }
}
