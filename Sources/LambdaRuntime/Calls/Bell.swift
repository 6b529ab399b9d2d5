import Synchronization

/// Wakes those who wait for something to happen.
final class Bell: Sendable {
    private struct State {
        var rings = 0
        var next = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        /// Who is to wait no longer and has not begun to.
        var released: Set<Int> = []
    }

    private let state = Mutex(State())

    /// How often it rang. Read it before looking at what is waited for, so that no ring is missed.
    var rings: Int { state.withLock { $0.rings } }

    /// Wakes all who wait.
    func ring() {
        let waiting = state.withLock { state in
            state.rings += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns once it has rung more than `rings` times, when so much time is over, or when the task is cancelled.
    func wait(after rings: Int, atMost limit: Duration) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let timer = Task {
            // One that was cancelled has nobody left to wake.
            if (try? await Task.sleep(for: limit)) != nil { self.wake(number) }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.rings == rings, !state.released.contains(number) else { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            timer.cancel()
            wake(number)
        }
        timer.cancel()
        state.withLock { _ = $0.released.remove(number) }
    }

    private func wake(_ number: Int) {
        let continuation = state.withLock { state in
            let continuation = state.waiting.removeValue(forKey: number)
            if continuation == nil { state.released.insert(number) }
            return continuation
        }
        continuation?.resume()
    }
}
