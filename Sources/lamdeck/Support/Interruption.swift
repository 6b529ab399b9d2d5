import Dispatch
import Foundation
import Synchronization

/// Lets a command clean up when it is interrupted: SIGINT, SIGTERM and SIGHUP cancel its work, which ends its
/// containers, and the program then ends with 130. A second signal ends it at once, SIGHUP left out: a terminal that goes
/// away sends it several times, by the system and by the shell, and whoever ends a session sends it beside SIGTERM.
enum Interruption {
    /// Runs a command's work.
    static func guarding<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await work() }
        let told = Mutex((any: 0, toEnd: 0))
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isRepeated = told.withLock { told in
                    told.any += 1
                    if number != SIGHUP { told.toEnd += 1 }
                    return number != SIGHUP && told.toEnd > 1
                }
                if isRepeated { exit(ExitStatus.interrupted.rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        let result = await task.result
        guard told.withLock({ $0.any }) == 0 else { throw CommandFailure(.interrupted) }
        return try result.get()
    }
}
