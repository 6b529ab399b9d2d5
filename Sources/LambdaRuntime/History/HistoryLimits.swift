/// How much of one project's history is kept.
public struct HistoryLimits: Hashable, Sendable {
    /// The most invocations; the oldest ones go first.
    public var invocations = 5000
    /// The most bytes of all of them; one invocation more than that can be there for a moment.
    public var bytes = 256 << 20
    /// The most bytes of one invocation's event, of its response and of its log, each. What Lambda lets through is less.
    public var partBytes = 8 << 20
    /// The most invocations that wait to be written.
    public var pendingInvocations = 256
    /// The most bytes of those that wait to be written.
    public var pendingBytes = 64 << 20

    /// The limits that lamdeck has.
    public init() {}
}
