/// The lines that a function wrote since the last batch.
public struct LogBatch: Hashable, Sendable {
    /// The lines, oldest first.
    public var records: [LogRecord]
    /// How many lines were lost between two batches, because there were more than the inbox holds.
    public var dropped: Int

    /// A batch of lines.
    public init(records: [LogRecord] = [], dropped: Int = 0) {
        self.records = records
        self.dropped = dropped
    }
}
