import DequeModule
import LambdaModel

/// What is kept of one function's log: bounded in lines and bytes; what is dropped is counted.
public struct LogBuffer: Sendable {
    /// The most lines that are kept.
    public static let maximumLines = 20_000
    /// The most bytes of text that are kept.
    public static let maximumBytes = 8 << 20

    private var records: Deque<LogRecord> = []
    private var bytes = 0
    /// How many lines have gone to make room: the number of the oldest one that is there.
    public private(set) var removed = 0
    /// Lines that came so far, the emulator's own left out.
    public private(set) var total = 0
    /// Whether the pane stays at the end.
    public internal(set) var isFollowing = true
    /// The line (counted from the first ever) and row at the top, while the pane does not follow.
    var top = ScrollPosition()
    /// Cells scrolled to the right, while lines are cut.
    var column = 0

    /// An empty log.
    public init() {}

    /// Lines that are there.
    public var count: Int { records.count }
    /// A line that is there, 0 for the oldest.
    public subscript(index: Int) -> LogRecord { records[index] }

    /// Adds lines at the end; the oldest go where there is no room. Where the inbox lost lines, a line says so.
    public mutating func append(_ batch: LogBatch) {
        if batch.dropped > 0 {
            let lines = batch.dropped == 1 ? "1 line" : Count.text(batch.dropped) + " lines"
            let time = batch.records.first?.time ?? records.last?.time ?? 0
            add(LogRecord(time: time, source: .lamdeck, text: "… \(lines) came too fast to keep"))
        }
        for record in batch.records { add(record) }
        while records.count > Self.maximumLines || (bytes > Self.maximumBytes && records.count > 1) {
            bytes -= records.removeFirst().text.utf8.count
            removed += 1
        }
    }

    private mutating func add(_ record: LogRecord) {
        bytes += record.text.utf8.count
        if record.source != .emulator { total += 1 }
        records.append(record)
    }
}
