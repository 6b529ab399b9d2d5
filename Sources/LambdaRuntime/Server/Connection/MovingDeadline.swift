import NIOCore

/// A time limit that is moved often. One timer serves all its moves: when it rings, the limit is checked. It is started
/// again only if it would ring too late.
struct MovingDeadline {
    private var limit: NIODeadline?
    private var timer: (ring: Scheduled<Void>, at: NIODeadline)?

    /// Moves the limit.
    ///
    /// - Parameter ring: runs on the loop when the timer rings; it asks ``isOver(on:ring:)``.
    mutating func move(to end: NIODeadline, on loop: any EventLoop, ring: @escaping () -> Void) {
        limit = end
        if let timer, timer.at <= end { return }
        start(end, on: loop, ring)
    }

    /// Removes the limit; the timer then rings without effect.
    mutating func clear() { limit = nil }

    /// Ends the timer.
    func cancel() { timer?.ring.cancel() }

    /// Whether the time is over, after the timer has rung. If the limit has moved since, the timer starts again.
    mutating func isOver(on loop: any EventLoop, ring: @escaping () -> Void) -> Bool {
        timer = nil
        guard let limit else { return false }
        if limit <= .now() { return true }
        start(limit, on: loop, ring)
        return false
    }

    private mutating func start(_ end: NIODeadline, on loop: any EventLoop, _ ring: @escaping () -> Void) {
        timer?.ring.cancel()
        timer = (loop.assumeIsolated().scheduleTask(deadline: end, ring), end)
    }
}
