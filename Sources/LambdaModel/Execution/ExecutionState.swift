/// What an execution environment is doing.
public enum ExecutionState: String, Hashable, Sendable, CaseIterable {
    /// Nothing in the container has been started.
    case waiting
    /// The runtime or an extension has not asked for its first event.
    case initialising
    /// It waits for a call.
    case ready
    /// The runtime has a call, or as many as it can take.
    case running
    /// The caller has the answer, and the runtime or an extension has not asked for the next event.
    case settling
    /// It takes no more calls, and has not ended.
    case spent
    /// The runtime's process has ended.
    case ended
}

/// The part of its life that an execution environment is in.
enum ExecutionPhase: Hashable, Sendable {
    case waiting, initialising, serving, spent, ended

    /// Whether it takes no more calls.
    var isOver: Bool { self == .spent || self == .ended }
}

/// How far the language runtime of an execution environment is.
struct RuntimeProgress: Hashable, Sendable {
    /// Its requests for its next event, oldest first.
    var nexts: [ExchangeID] = []
    var hasStarted = false
    /// Whether it has restored its snapshot, or does so.
    var isRestored = false
    /// Whether it has asked for an event, after which no extension can register.
    var hasAsked = false

    /// Whether it is in its init.
    var isInitialising: Bool { hasStarted && !hasAsked }

    /// It asks for its next event.
    mutating func ask(_ exchange: ExchangeID) {
        hasAsked = true
        nexts.append(exchange)
    }

    /// The connection of a request broke. Returns whether that was a request for an event.
    mutating func closed(_ exchange: ExchangeID) -> Bool {
        guard let index = nexts.firstIndex(of: exchange) else { return false }
        nexts.remove(at: index)
        return true
    }
}
