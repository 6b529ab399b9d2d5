/// Time and size limits of the engine's short answers. Streams (logs, events, pulls, waits) have no time limit.
public struct EngineLimits: Sendable, Hashable {
    /// For calls that change nothing, from the request to the last byte of the answer.
    public var query: Duration
    /// For calls that change something: an engine that starts a hundred containers at once is slow but works.
    public var change: Duration
    /// For one answer, and for one object of a stream, in bytes.
    public var answerBytes: Int

    /// The defaults are 20 s, 120 s and 32 MiB.
    public init(query: Duration = .seconds(20), change: Duration = .seconds(120), answerBytes: Int = 32 << 20) {
        self.query = query
        self.change = change
        self.answerBytes = answerBytes
    }
}
