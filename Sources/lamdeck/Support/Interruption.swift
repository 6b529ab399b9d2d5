import Dispatch
import Foundation
import Synchronization

/// Lets a command clean up when it is interrupted: SIGINT, SIGTERM and SIGHUP cancel its work, which ends its
/// containers, and the program then ends with 130. A second signal ends it at once; but not SIGHUP, which a terminal that
/// goes away sends several times, by the system and by the shell.
enum Interruption {
    /// Runs a command's work.
    static func guarding<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await work() }
        let count = Mutex(0)
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isSecond = count.withLock { count in
                    count += 1
                    return count > 1
                }
                if isSecond, number != SIGHUP { exit(ExitStatus.interrupted.rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        let result = await task.result
        guard count.withLock({ $0 }) == 0 else { throw CommandFailure(.interrupted) }
        return try result.get()
    }
}
