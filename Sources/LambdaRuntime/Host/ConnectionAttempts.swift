import LambdaModel
import Synchronization

/// Whether a host has tried to connect to the engine. Starts and calls wait for the first attempt, so that they know how
/// containers are reached.
final class ConnectionAttempts: Sendable {
    private let first = Promise<Void>()
    private let last = Mutex<FailureReason?>(nil)

    /// An attempt has ended.
    ///
    /// - Parameter problem: why it failed; nil if it did not.
    func tried(problem: FailureReason?) {
        last.withLock { $0 = problem }
        first.keep(())
    }

    /// Returns after the first attempt.
    func waitForFirst() async { await first.value }

    /// Why the last attempt failed; nil if it did not, or before the first one.
    var problem: FailureReason? { last.withLock { $0 } }
}
