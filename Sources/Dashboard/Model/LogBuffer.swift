import DequeModule
import LambdaModel
import Support

/// The end of one function's log, limited in lines and bytes. Dropped lines are counted.
public struct LogBuffer: Sendable {
    /// The most lines that are kept.
    public static let maximumLines = 20_000
    /// The most bytes of text that are kept.
    public static let maximumBytes = 8 << 20

    private var records: Deque<LogRecord> = []
    private var bytes = 0
    /// How many lines were dropped to make room. This is also the number of the oldest remaining line.
    public private(set) var removed = 0
    /// How many lines have arrived, without the emulator's.
    public private(set) var total = 0
    /// Whether the pane stays at the end.
    public internal(set) var isFollowing = true
    /// The grouping of the lines.
    private(set) var index = LogIndex()
    /// The cursor and the top, in lines of the index, while the pane does not follow.
    private(set) var cursor = LineCursor()
    /// Cells scrolled to the right, while lines are cut.
    var column = 0
    /// Numbers of the lines whose object is shown in full.
    private var expanded: Set<Int> = []

    /// An empty log.
    public init() {}

    /// The number of lines kept, without the emulator's.
    var kept: Int { index.plainCount }

    /// The number of lines kept.
    public var count: Int { records.count }
    /// How many lines were dropped, without the emulator's.
    private var removedPlain = 0
    /// The remark above the oldest line, if older lines were dropped.
    ///
    /// - Parameter showsAll: whether to count the emulator's lines.
    public func remarkAboveOldest(showsAll: Bool = false) -> String? {
        let count = showsAll ? removed : removedPlain
        return count == 0 ? nil : "… \(Count.text(count, "older line")) dropped"
    }

    /// A kept line; 0 is the oldest.
    public subscript(index: Int) -> LogRecord { records[index] }

    /// A kept line by its number, counted from the first line ever.
    func record(_ number: Int) -> LogRecord { records[number - removed] }

    /// Adds lines at the end and drops the oldest ones to make room. A remark line says how many lines the inbox lost.
    public mutating func append(_ batch: LogBatch) {
        if batch.dropped > 0 {
            let lines = Count.text(batch.dropped, "line")
            let first = batch.records.first ?? records.last
            let remark = LogRecord(
                time: first?.time ?? 0, source: .lamdeck, text: "… \(lines) arrived too fast to keep",
                invocation: first.flatMap { $0.invocation == index.last?.invocation ? $0.invocation : nil })
            add(remark)
            // These lines arrived but are not kept; the remark is not one of them.
            total += batch.dropped - 1
        }
        for record in batch.records { add(record) }
        while records.count > Self.maximumLines || (bytes > Self.maximumBytes && records.count > 1) {
            let oldest = records.removeFirst()
            bytes -= oldest.text.utf8.count
            if !oldest.source.isEmulators { removedPlain += 1 }
            index.removeFirst()
            if !expanded.isEmpty { expanded.remove(removed) }
            removed += 1
        }
    }

    private mutating func add(_ record: LogRecord) {
        bytes += record.text.utf8.count
        if !record.source.isEmulators { total += 1 }
        records.append(record)
        index.add(record)
    }

    /// Records what is known about a call.
    mutating func learn(_ summary: InvocationSummary) { index.learn(summary) }

    /// Stops following: the pane stays with the cursor on a line.
    mutating func leave(at cursor: LineCursor) {
        isFollowing = false
        self.cursor = cursor
    }

    // MARK: Folding

    mutating func toggleFold(_ group: Int) { index.toggleFold(group) }

    mutating func foldAll(_ isFolded: Bool) { index.foldAll(isFolded) }

    /// Which calls are folded; nil if none is.
    var folds: DeckView.LogFolds? { index.folds }

    /// Folds the calls that the last deck had folded.
    mutating func take(_ folds: DeckView.LogFolds) { index.take(folds) }

    /// Whether the object of a line is shown in full.
    func isExpanded(_ number: Int) -> Bool { expanded.contains(number) }

    mutating func toggleObject(_ number: Int) {
        if expanded.remove(number) == nil { expanded.insert(number) }
    }
}
