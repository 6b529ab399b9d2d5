/// Decides when the engine is asked whether a container has ended: if the runtime's last connection closes during a
/// call. One question is under way at a time.
struct RuntimeInquiry {
    private enum Progress {
        case none
        /// The engine is being asked.
        case asking
        /// The engine is being asked, and must be asked again: something has happened since.
        case askingTwice
    }

    private var progress = Progress.none
    /// Open connections.
    private var connections = 0
    /// Whether the runtime has been seen to live on without a connection, as Ruby's client does.
    private var livesUnconnected = false
    /// When a connection broke as if the runtime had ended.
    private(set) var brokeAt: ContinuousClock.Instant?

    /// A connection was opened.
    mutating func connected() { connections += 1 }

    /// A connection was closed.
    ///
    /// - Returns: whether the runtime may have ended, if it has a call.
    mutating func disconnected() -> Bool {
        connections -= 1
        return connections == 0 && !livesUnconnected
    }

    /// The connection broke in the middle of the runtime's response: that it has none now says nothing about it.
    mutating func brokeInResponse() { livesUnconnected = false }

    /// Begins to ask the engine.
    ///
    /// - Returns: nil if it is being asked; otherwise whether this is the first sign of the container's end.
    mutating func begin() -> Bool? {
        guard case .none = progress else {
            progress = .askingTwice
            return nil
        }
        progress = .asking
        guard brokeAt == nil else { return false }
        brokeAt = .now
        return true
    }

    /// The engine has answered.
    ///
    /// - Parameters:
    ///   - hasEnded: whether the container has ended.
    ///   - isRunning: whether the runtime has a call.
    /// - Returns: whether the engine must be asked again.
    mutating func answered(hasEnded: Bool, isRunning: Bool) -> Bool {
        defer { progress = .none }
        guard !hasEnded else { return false }
        brokeAt = nil
        // A client that closes its connection after each request, as Ruby's does.
        if connections == 0, isRunning { livesUnconnected = true }
        if case .askingTwice = progress { return true }
        return false
    }
}
