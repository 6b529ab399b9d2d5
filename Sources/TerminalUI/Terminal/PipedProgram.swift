import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program whose input and output are pipes to this program.
public final class PipedProgram: Sendable {
    /// The most bytes of its errors that are kept: the last ones.
    private static let maximumErrors = 4096

    private struct State {
        var errors: [UInt8] = []
        var status: Int?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// The descriptor to which its input is written.
    public let input: Int32
    /// The descriptor from which its output is read.
    public let output: Int32
    private let process: pid_t
    private let state = Mutex(State())

    private init(_ process: pid_t, input: Int32, output: Int32) {
        (self.process, self.input, self.output) = (process, input, output)
    }

    /// Starts a command; nil if it cannot be started. The caller closes ``input`` and ``output``.
    public static func start(_ words: [String]) -> PipedProgram? {
        guard let (child, input, output, errors) = Child.startPiped(words) else { return nil }
        let program = PipedProgram(child, input: input, output: output)
        DispatchQueue.global().async { program.watch(errors) }
        return program
    }

    private func watch(_ errors: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(errors, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            state.withLock { state in
                state.errors += buffer[..<count]
                state.errors.removeFirst(max(0, state.errors.count - Self.maximumErrors))
            }
        }
        close(errors)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = Int(status & 0x7F)
        let waiters = state.withLock { state in
            state.status = signal == 0 ? Int(status >> 8) & 0xFF : 128 + signal
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Ends the program, and those that it has started in its session.
    public func end() {
        // The system does not reuse its process id before `waitpid` has returned.
        state.withLock { if $0.status == nil { kill(-process, SIGTERM) } }
    }

    /// Gives up the descriptors, for a program that has nothing to read and whose output has no use.
    public func closeInputAndOutput() {
        close(input)
        close(output)
    }

    /// Waits for its end.
    ///
    /// - Parameter seconds: the number of seconds after which the program is ended if it still runs; nil for no limit.
    /// - Returns: its exit status, or 128 plus the number of the signal that ended it; and the last part of its errors.
    public func ending(within seconds: Double? = 30) async -> (status: Int, errors: String) {
        if let seconds { DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { self.end() } }
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if state.status == nil { state.waiters.append(continuation) }
                return state.status != nil
            }
            if hasEnded { continuation.resume() }
        }
        return state.withLock { ($0.status ?? 0, String(decoding: $0.errors, as: UTF8.self)) }
    }
}
