import LambdaModel
import Support

/// The end of one function's log, limited in lines and bytes. Dropped lines are counted.
public struct LogBuffer: Sendable {
    /// The most lines that are kept.
    public static let maximumLines = 20_000
    /// The most bytes of text that are kept.
    public static let maximumBytes = 3 << 19

    /// The lines.
    private(set) var lines = LogLines()
    /// The grouping of the lines.
    private(set) var index = LogIndex()
    /// The stack traces in the lines.
    private(set) var traces = LogTraces()
    /// How many lines have arrived, without the emulator's.
    public private(set) var total = 0
    /// How many lines were dropped, without the emulator's.
    private var removedPlain = 0
    /// The lines that the filters and the search of the pane find; nil without a filter and a search.
    private(set) var matches: LogMatches?
    /// Whether the pane stays at the end.
    public internal(set) var isFollowing = true
    /// The cursor and the top, in slots of the index, while the pane does not follow.
    private(set) var cursor = LineCursor()
    /// The number of the line that was the next one when the pane stopped following.
    private var leftAt = 0
    /// Cells scrolled to the right, while lines are cut.
    var column = 0
    /// Numbers of the lines whose object is shown in full.
    private var expanded: Set<Int> = []

    /// An empty log.
    public init() {}

    /// The number of lines kept, without the emulator's.
    var kept: Int { index.plain.count }

    /// The number of lines kept.
    public var count: Int { lines.end - lines.start }

    /// How many lines were dropped to make room. This is also the number of the oldest remaining line.
    public var removed: Int { lines.start }

    /// The remark above the oldest line, if older lines were dropped.
    ///
    /// - Parameter showsAll: whether to count the emulator's lines.
    public func remarkAboveOldest(showsAll: Bool = false) -> String? {
        let count = showsAll ? removed : removedPlain
        return count == 0 ? nil : "… \(Count.text(count, "older line")) dropped"
    }

    /// A kept line; 0 is the oldest.
    public subscript(index: Int) -> LogRecord { record(lines.start + index) }

    /// A kept line by its number, counted from the first line ever.
    func record(_ number: Int) -> LogRecord {
        lines.record(number, invocation: index.invocation(lines.call(number)))
    }

    /// The build that a line belongs to; nil if it belongs to none.
    func build(of number: Int) -> LogBuild? {
        let call = lines.call(number)
        return LogBuilds.isBuild(call) ? index.builds[call] : nil
    }

    /// Adds lines at the end and drops the oldest ones to make room. A remark line says how many lines the inbox lost.
    public mutating func append(_ batch: LogBatch) {
        if batch.dropped > 0 {
            let text = "… \(Count.text(batch.dropped, "line")) arrived too fast to keep"
            let first = batch.records.first ?? (count > 0 ? self[count - 1] : nil)
            let last = index.count > 0 ? index.invocation(of: index[index.count - 1]) : nil
            add(
                LogRecord(
                    time: first?.time ?? 0, source: .lamdeck, text: text,
                    invocation: first?.invocation == last ? last : nil))
            // These lines arrived but are not kept; the remark is not one of them.
            total += batch.dropped - 1
        }
        for record in batch.records { add(record) }
        while count > Self.maximumLines || (lines.bytes > Self.maximumBytes && count > 1) { removeFirst() }
        traces.forget(before: lines.start)
    }

    private mutating func add(_ record: LogRecord) {
        if !record.source.isEmulators { total += 1 }
        let groups = index.count
        let number = lines.end
        var level = record.level
        let call = index.add(record, isError: level == .error)
        if LogBuilds.isBuild(call), let ending = BuildEnding(record) {
            // A failed build whose output names no error is one itself.
            if ending.isFailure, !index.builds[call].hasErrors { level = .error }
            // A build that is being read stays open.
            let isRead = !isFollowing && index.count > 0 && index[index.place(of: self.cursor.line / 2)].call == call
            if !isRead { index.foldEnded(call) }
        }
        lines.append(record, call: call, level: level)
        // A call that was written about before goes on with other lines.
        if index.count > groups { traces.end() }
        for line in traces.add(record, number) where line >= lines.start && !lines.kind(line).isError {
            lines.set(.error, of: line)
            matches?.rescan(line, of: lines)
        }
    }

    private mutating func removeFirst() {
        let number = lines.start
        if index.plain.contains(number) { removedPlain += 1 }
        index.removeFirst(call: lines.call(number))
        lines.removeFirst()
        if !expanded.isEmpty { expanded.remove(number) }
    }

    /// Records what is known about a call.
    mutating func learn(_ summary: InvocationSummary, isRunning: Bool = false) {
        index.learn(summary, isRunning: isRunning)
    }

    // MARK: The pane

    /// Stops following: the pane stays with the cursor on a slot.
    mutating func leave(at cursor: LineCursor) {
        if isFollowing { leftAt = lines.end }
        isFollowing = false
        self.cursor = cursor
    }

    /// The numbers of the lines that arrived since the pane stopped following.
    var newLines: Range<Int> { isFollowing ? lines.end..<lines.end : max(leftAt, lines.start)..<lines.end }

    /// Scans for a query, as far as a budget allows.
    mutating func scan(_ query: LogQuery, _ budget: inout ScanBudget) {
        guard query.isFilter || query.search != nil else {
            matches = nil
            return
        }
        if matches?.query != query { matches = LogMatches(query) }
        guard matches?.isComplete(lines) == false else { return }
        matches?.scan(lines, near: isFollowing ? lines.end : cursor.line / 2, &budget)
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

    mutating func toggleTrace(_ trace: LogTrace) { traces.toggle(trace) }
}

extension LogRecord {
    /// The level that the line names, for filters; nil for a line that neither the function nor its build has written.
    fileprivate var level: LogLevel? {
        switch source {
        case .output, .errorOutput: LevelScan.level(of: text)
        case .build: BuildLine.level(of: text) ?? BuildEnding.command(in: text).map { _ in .info }
        case .marker, .emulator, .lamdeck: nil
        }
    }
}
