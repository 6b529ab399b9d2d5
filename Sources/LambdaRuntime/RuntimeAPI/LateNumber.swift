import LambdaModel
import Synchronization

/// The number of a call, which is known once the event loop has the call.
final class LateNumber: Sendable {
    private let state = Mutex<(number: CallNumber?, isCancelled: Bool)>((nil, false))

    /// The event loop has the call. Returns whether it was cancelled before.
    func set(_ number: CallNumber) -> Bool {
        state.withLock {
            $0.number = number
            return $0.isCancelled
        }
    }

    /// The call is cancelled. Returns its number, if the event loop has it.
    func cancel() -> CallNumber? {
        state.withLock {
            $0.isCancelled = true
            return $0.number
        }
    }
}
