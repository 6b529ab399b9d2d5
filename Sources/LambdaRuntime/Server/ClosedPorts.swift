import Synchronization

/// The ports that this process has closed a moment ago, whichever server had them. A process that was forked at that
/// moment has the socket, too, until it executes its program, which takes a while on a busy machine and keeps the port
/// in use.
enum ClosedPorts {
    private static let times = Mutex<[Int: ContinuousClock.Instant]>([:])
    /// How long a port is remembered.
    private static let memory = Duration.seconds(600)

    /// A port is being closed, or was closed.
    static func add(_ port: Int) {
        let now = ContinuousClock.now
        times.withLock { times in
            times = times.filter { now - $0.value < memory }
            times[port] = now
        }
    }

    /// Whether a port was closed within this time before now.
    static func has(_ port: Int, within time: Duration) -> Bool {
        times.withLock { $0[port] }.map { ContinuousClock.now - $0 < time } ?? false
    }
}
