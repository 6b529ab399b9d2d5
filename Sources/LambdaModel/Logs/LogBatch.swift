/// What a function wrote since the last look.
public struct LogBatch: Hashable, Sendable {
    /// The lines, oldest first.
    public var records: [LogRecord]
    /// Lines that came and went between two looks, since there were more than the inbox holds.
    public var dropped: Int

    /// A batch of lines.
    public init(records: [LogRecord] = [], dropped: Int = 0) {
        self.records = records
        self.dropped = dropped
    }
}
