/// Decides how a program reacts to signals that ask it to end. The first signal begins an orderly end, a second one
/// ends the program at once. But many senders repeat a signal: `timeout` sends it to the process and to its group
/// within milliseconds, and for a closed terminal both the system and the shell send SIGHUP.
public struct EndRequests: Sendable {
    /// What a signal means.
    public enum Answer: Hashable, Sendable {
        /// The end begins.
        case begin
        /// The signal repeats an earlier one.
        case known
        /// The program ends now, whatever it leaves.
        case atOnce
    }

    /// For how long further signals count as repetitions of the first one.
    private static let repetition = Duration.seconds(1)

    private var hasBegun = false
    private var firstToEnd: ContinuousClock.Instant?

    /// No signal has arrived.
    public init() {}

    /// Whether a signal has arrived.
    public var isAny: Bool { hasBegun }

    /// Handles a signal.
    ///
    /// - Parameter isHangUp: whether it is SIGHUP, which never cuts an end short.
    public mutating func handle(isHangUp: Bool, at time: ContinuousClock.Instant) -> Answer {
        defer { hasBegun = true }
        guard !isHangUp else { return hasBegun ? .known : .begin }
        if let firstToEnd { return time - firstToEnd < Self.repetition ? .known : .atOnce }
        firstToEnd = time
        return hasBegun ? .known : .begin
    }
}
