import Synchronization

/// A clock that only a test advances. Tasks that sleep on it wake at their deadlines, in the order of deadlines.
final class VirtualClock: Clock, Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Sleeper {
        let deadline: Instant
        let wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Instant
        var sleepers: [Int: Sleeper] = [:]
        var next = 0
        /// Those that are cancelled and have not begun to sleep.
        var cancelled: Set<Int> = []
        var isFree = false

        /// Removes the sleepers whose deadline has passed, and returns them in the order of deadlines.
        mutating func takeDue() -> [Sleeper] {
            if isFree, let last = sleepers.values.map(\.deadline).max() { now = max(now, last) }
            let due = sleepers.filter { $0.value.deadline <= now }
            for number in due.keys { sleepers[number] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value)
        }
    }

    private let start = ContinuousClock.now
    private let state: Mutex<State>
    private let changes: Changes

    /// - Parameter changes: woken when a task begins to sleep.
    init(_ changes: Changes) {
        state = Mutex(State(now: start))
        self.changes = changes
    }

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// How far it was moved since the beginning.
    var elapsed: Duration { now - start }

    /// How long each sleeper still has to sleep, the shortest first.
    var pauses: [Duration] {
        state.withLock { state in state.sleepers.values.map { $0.deadline - state.now }.sorted() }
    }

    func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        // A loop that sleeps is not to keep the processor from everything else.
        if state.withLock({ $0.isFree }) { try await Task.sleep(for: .milliseconds(1)) }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    if state.isFree { state.now = max(state.now, deadline) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[number] = Sleeper(deadline: deadline, wake: wake)
                    return nil
                }
                if let outcome { wake.resume(with: outcome) } else { changes.signal() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Lets time pass.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            return state.takeDue()
        }
        for sleeper in due { sleeper.wake.resume() }
    }

    /// Waits until a task begins to sleep for exactly so long, and lets that time pass.
    func pass(_ pause: Duration) async throws {
        try await untilSleeping(for: pause)
        advance(by: pause)
    }

    /// Lets so much time pass, as often as a task sleeps for that long, until something is there.
    func pass(_ pause: Duration, until what: String, _ isThere: @escaping @Sendable () -> Bool) async throws {
        while !isThere() {
            try await changes.wait(for: what, seen: "sleeps of \(self.pauses)") {
                isThere() || self.pauses.contains(pause) ? () : nil
            }
            if !isThere() { advance(by: pause) }
        }
    }

    /// Waits until a task sleeps that still has to sleep exactly so long.
    func untilSleeping(for pause: Duration) async throws {
        try await changes.wait(for: "a sleep of \(pause)", seen: "sleeps of \(self.pauses)") {
            self.pauses.contains(pause) ? () : nil
        }
    }

    /// Lets all who sleep go on, now and from now on: for the end of a test.
    func setFree() {
        let due = state.withLock { state in
            state.isFree = true
            return state.takeDue()
        }
        for sleeper in due { sleeper.wake.resume() }
    }
}
