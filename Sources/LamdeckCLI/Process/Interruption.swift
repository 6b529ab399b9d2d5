import Dispatch
import Foundation
import LambdaModel
import Synchronization

/// Lets a command clean up when it is interrupted: SIGINT, SIGTERM and SIGHUP cancel its work, which ends its
/// containers, and the program then ends with 130. A later second signal ends it at once (`EndRequests`).
enum Interruption {
    /// Runs a command's work.
    static func guarding<Value: Sendable>(
        _ output: Output, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        let requests = Mutex(EndRequests())
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                switch requests.withLock({ $0.handle(isHangUp: number == SIGHUP, at: .now) }) {
                case .begin: task.cancel()
                case .known: break
                case .atOnce:
                    output.complain(leavesBehind([]))
                    exit(ExitStatus.interrupted.rawValue)
                }
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        let result = await task.result
        guard !requests.withLock({ $0.isAny }) else { throw CommandFailure(.interrupted) }
        return try result.get()
    }

    /// The last message of a program that a second signal ended before it had cleaned up.
    ///
    /// - Parameter functions: those that ran; empty if that is not known.
    static func leavesBehind(_ functions: [String]) -> String {
        let what = functions.isEmpty ? "what it started" : functions.joined(separator: ", ")
        return "lamdeck: a second signal ended it at once; \(what) may still be running: lamdeck down removes it"
    }
}
