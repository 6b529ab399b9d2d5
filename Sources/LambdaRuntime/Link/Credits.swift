import Synchronization

/// Limits a sender to the speed of its receiver: each delivery takes a credit, and the receiver returns it when it has
/// handled the delivery.
final class Credits: Sendable {
    private struct State {
        var free: Int
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isOver = false
    }

    private let state: Mutex<State>

    /// - Parameter count: how many deliveries may be sent and not yet handled.
    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Waits for a credit and takes it.
    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0, !state.isOver else {
                    state.free -= 1
                    return true
                }
                state.waiters.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Returns a credit.
    func give() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if !state.waiters.isEmpty { return state.waiters.removeFirst() }
            state.free += 1
            return nil
        }
        waiter?.resume()
    }

    /// Ends all waits. Later calls of ``take()`` do not wait.
    func end() {
        let waiters = state.withLock { state in
            defer { (state.waiters, state.isOver) = ([], true) }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
