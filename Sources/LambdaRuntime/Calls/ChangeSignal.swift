import Synchronization

/// Wakes tasks that wait for something to happen.
final class ChangeSignal: Sendable {
    private struct State {
        var version = 0
        var next = 0
        var waiting: [Int: Waiting] = [:]
        /// When the current timer ends; nil if none runs.
        var timerEnd: ContinuousClock.Instant?
        var timers = 0
        /// Waits that must end but have not begun yet.
        var released: Set<Int> = []

        /// Whether to start a timer for a time. If an earlier one runs, it starts the next one when it ends.
        mutating func sets(_ time: ContinuousClock.Instant) -> Bool {
            if let timerEnd, timerEnd <= time { return false }
            timerEnd = time
            timers += 1
            return true
        }
    }

    private struct Waiting {
        let continuation: CheckedContinuation<Void, Never>
        let deadline: ContinuousClock.Instant
    }

    private let state = Mutex(State())
    private let timing: Timing

    /// A signal whose waits end in time, too.
    init(_ timing: Timing = .real) { self.timing = timing }

    /// How many timers run.
    var timers: Int { state.withLock { $0.timers } }

    /// How often it was signalled. Read it before checking the condition, so that no signal is missed.
    var version: Int { state.withLock { $0.version } }

    /// Wakes all waiting tasks.
    func signal() {
        let waiting = state.withLock { state in
            state.version += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiting in waiting { waiting.continuation.resume() }
    }

    /// Returns when it has been signalled after `version` was read, when the time limit is over, or when the task is
    /// cancelled.
    func wait(after version: Int, atMost limit: Duration) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let deadline = timing.now + limit
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isOver, isNext) = state.withLock { state in
                    guard state.version == version, !state.released.contains(number) else { return (true, false) }
                    state.waiting[number] = Waiting(continuation: continuation, deadline: deadline)
                    return (false, state.sets(deadline))
                }
                if isOver { continuation.resume() }
                if isNext { check(at: deadline) }
            }
        } onCancel: {
            wake(number)
        }
        state.withLock { _ = $0.released.remove(number) }
    }

    /// Ends, at a time, the waits whose time is over. One timer serves all waits: a sleeping task keeps its timer until
    /// the end even if it is cancelled, and with one for each wait there were thousands of them under load.
    private func check(at time: ContinuousClock.Instant) {
        Task {
            try? await timing.sleep(until: time)
            let now = timing.now
            let (late, next) = state.withLock { state in
                state.timers -= 1
                let late = state.waiting.filter { $0.value.deadline <= now }
                for number in late.keys { state.waiting[number] = nil }
                // An earlier timer was started since then, and starts the next one.
                guard state.timerEnd == time else { return (late, ContinuousClock.Instant?.none) }
                state.timerEnd = nil
                let next = state.waiting.values.map(\.deadline).min()
                if let next { _ = state.sets(next) }
                return (late, next)
            }
            for waiting in late.values { waiting.continuation.resume() }
            if let next { check(at: next) }
        }
    }

    private func wake(_ number: Int) {
        let waiting = state.withLock { state in
            let waiting = state.waiting.removeValue(forKey: number)
            if waiting == nil { state.released.insert(number) }
            return waiting
        }
        waiting?.continuation.resume()
    }
}
