import NIOCore

/// Those who wait for the end of a container. Used only on the event loop.
final class EndWaiters {
    private let loop: any EventLoop
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var last = 0
    /// Whether the container has ended. Extensions may outlive the runtime.
    private var hasEnded = false

    init(_ loop: any EventLoop) { self.loop = loop }

    /// Resumes when the container has ended, at most after `limit`.
    func add(_ continuation: CheckedContinuation<Void, Never>, atMost limit: Duration) {
        guard !hasEnded else { return continuation.resume() }
        last += 1
        let number = last
        waiting[number] = continuation
        loop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            self.waiting.removeValue(forKey: number)?.resume()
        }
    }

    /// The container has ended.
    func end() {
        hasEnded = true
        let waiting = waiting
        self.waiting = [:]
        for continuation in waiting.values { continuation.resume() }
    }
}
