/// The clock that a host waits by. Tests have one that moves only when they say so.
struct Timing: Sendable {
    /// A moment on a clock that is never set back.
    typealias Instant = ContinuousClock.Instant

    private let readClock: @Sendable () -> Instant
    private let wait: @Sendable (Instant) async throws -> Void

    /// Goes by a clock.
    init<C: Clock>(_ clock: C) where C.Instant == Instant {
        readClock = { clock.now }
        wait = { try await clock.sleep(until: $0, tolerance: nil) }
    }

    /// This machine's time.
    static let real = Timing(ContinuousClock())

    /// This moment.
    var now: Instant { readClock() }

    /// Waits until a moment. Throws if the task is cancelled before.
    func sleep(until moment: Instant) async throws { try await wait(moment) }

    /// Waits. Throws if the task is cancelled before.
    func sleep(for duration: Duration) async throws { try await wait(now + duration) }
}
