import Synchronization

/// The calls that a host has sent and not yet stored in the history, by their containers.
final class UnrecordedCalls: Sendable {
    /// Seconds by which the engine's clock may be behind: it notes a call when it reads the container's output.
    private static let slack = 1.0

    private let starts = Mutex<[String: [Double]]>([:])
    private let changes: ChangeSignal

    init(_ timing: Timing = .real) { changes = ChangeSignal(timing) }

    /// A call is sent now.
    ///
    /// - Parameter time: seconds since 1970.
    func begin(in container: String, at time: Double) {
        starts.withLock { $0[container, default: []].append(time) }
    }

    /// A call is stored, or never will be.
    func end(in container: String, begunAt time: Double) {
        starts.withLock { starts in
            guard let index = starts[container]?.firstIndex(of: time) else { return }
            starts[container]?.remove(at: index)
            if starts[container]?.isEmpty == true { starts[container] = nil }
        }
        changes.signal()
    }

    /// Whether a call of a container was sent before a time and is not stored yet.
    func hasCall(in container: String, before time: Double) -> Bool {
        starts.withLock { $0[container]?.contains { $0 <= time + Self.slack } ?? false }
    }

    /// Changes with each call that is stored.
    var version: Int { changes.version }

    /// Waits until a call is stored.
    func wait(after version: Int, atMost limit: Duration) async { await changes.wait(after: version, atMost: limit) }
}
