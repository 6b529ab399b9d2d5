/// The limits of one project's history.
public struct HistoryLimits: Hashable, Sendable {
    /// The most invocations; the oldest ones are deleted first.
    public var invocations = 5000
    /// The most bytes of all invocations; the file may exceed it by one invocation for a moment.
    public var bytes = 256 << 20
    /// The most bytes of one invocation's event, of its response and of its log, each. Lambda's own limit is lower.
    public var partBytes = 8 << 20
    /// The most invocations waiting to be written.
    public var pendingInvocations = 256
    /// The most bytes of invocations waiting to be written.
    public var pendingBytes = 64 << 20

    /// The default limits.
    public init() {}
}
