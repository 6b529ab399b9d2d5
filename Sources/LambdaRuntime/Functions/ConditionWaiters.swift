import Synchronization

/// Tasks that wait until something holds of an actor. The actor calls ``check(_:)`` after each change.
final class ConditionWaiters<Owner: Actor>: Sendable {
    /// Whether the wait is over.
    typealias Condition = @Sendable (isolated Owner) -> Bool

    private struct Waiter {
        let isDone: Condition
        let wake: CheckedContinuation<Void, Never>
    }

    private struct State {
        var next = 0
        var waiting: [Int: Waiter] = [:]
    }

    private let state = Mutex(State())

    /// Waits until a condition holds. A cancelled task does not wait.
    func wait(_ owner: isolated Owner, until isDone: @escaping Condition) async {
        guard !isDone(owner), !Task.isCancelled else { return }
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                // A suspension may lie between the first check and this one. A task that is cancelled later finds the
                // waiter: it is marked as cancelled before its handler runs.
                let isOver = isDone(owner)
                let isWaiting = state.withLock { state in
                    guard !isOver, !Task.isCancelled else { return false }
                    state.waiting[number] = Waiter(isDone: isDone, wake: wake)
                    return true
                }
                if !isWaiting { wake.resume() }
            }
        } onCancel: {
            wake(number)
        }
    }

    /// Waits until a condition holds, for a limited time.
    func wait(
        _ owner: isolated Owner, atMost limit: Duration, by timing: Timing, until isDone: @escaping Condition
    ) async {
        let waiting = Task { await wait(owner, until: isDone) }
        let timer = Task {
            try? await timing.sleep(for: limit)
            waiting.cancel()
        }
        await waiting.value
        timer.cancel()
    }

    /// Wakes the tasks whose condition holds now.
    func check(_ owner: isolated Owner) {
        let waiting = state.withLock { $0.waiting }
        for (number, waiter) in waiting where waiter.isDone(owner) { wake(number) }
    }

    private func wake(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.wake.resume()
    }
}
