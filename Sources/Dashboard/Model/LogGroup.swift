import DequeModule
import LambdaModel
import OrderedCollections

/// Adjacent lines of a log that belong together: those of one invocation, or some outside of any.
struct LogGroup: Hashable, Sendable {
    /// The request id; nil for lines outside any invocation.
    let invocation: String?
    /// When the first of its lines was written: seconds since 1970.
    let startedAt: Double
    /// Whether the same invocation has an earlier group, with other lines in between.
    let isContinuation: Bool
    /// The number of the first line that is still kept.
    fileprivate(set) var first: Int
    /// Lines that are kept, without the emulator's.
    fileprivate(set) var plainLines = 0
    /// Lines that were dropped to make room, without the emulator's.
    fileprivate(set) var lostLines = 0
    /// Whether only the head is shown.
    fileprivate(set) var isFolded = false
}

/// The grouping of a log's lines, updated line by line, so that showing the screen costs only what is visible.
///
/// Every record has a number, counted from the first ever. On the screen it has two lines: `2 * number` is the head of
/// its group, which takes a row only if the record is the group's first, and `2 * number + 1` is its text.
struct LogIndex: Sendable {
    /// How many calls are remembered before their first line arrives.
    private static let earlySummaries = 512

    private struct Call {
        var groups = 0
        var summary: InvocationSummary?
    }

    private var groups: Deque<LogGroup> = []
    /// The number of the next record.
    private(set) var end = 0
    /// Whether new groups are folded.
    private(set) var foldsNew = false
    /// Calls whose folding in the last deck differs from that of new calls. Their first line may not have arrived yet.
    private var exceptions: Set<String> = []
    /// Numbers of the records that are not the emulator's.
    private var plain: Deque<Int> = []
    /// Calls that have a group, by request id.
    private var calls: [String: Call] = [:]
    private var early: OrderedDictionary<String, InvocationSummary> = [:]

    /// The number of groups.
    var count: Int { groups.count }
    /// A group by its place in order of time.
    subscript(place: Int) -> LogGroup { groups[place] }
    /// The latest group.
    var last: LogGroup? { groups.last }
    /// The number of the oldest record that is kept.
    var start: Int { groups.first?.first ?? end }
    /// Records that are kept, without the emulator's.
    var plainCount: Int { plain.count }
    /// All lines.
    var lines: Range<Int> { (2 * start)..<(2 * end) }

    // MARK: Adding and removing records

    /// Adds the next record.
    mutating func add(_ record: LogRecord) {
        if !joinsLast(record) { begin(record) }
        if !record.source.isEmulators {
            plain.append(end)
            groups[groups.count - 1].plainLines += 1
        }
        end += 1
    }

    /// Removes the oldest record.
    mutating func removeFirst() {
        guard let group = groups.first else { return }
        if plain.first == group.first {
            plain.removeFirst()
            groups[0].plainLines -= 1
            groups[0].lostLines += 1
        }
        groups[0].first += 1
        guard groups[0].first == (groups.count > 1 ? groups[1].first : end) else { return }
        groups.removeFirst()
        guard let id = group.invocation else { return }
        calls[id]?.groups -= 1
        if calls[id]?.groups == 0 { calls[id] = nil }
    }

    private func joinsLast(_ record: LogRecord) -> Bool {
        guard let last = groups.last else { return false }
        if record.invocation == last.invocation { return true }
        // The last lines about a call arrive in any order with the next ones; alone they start no group.
        return record.source.isEmulators && record.invocation.map { calls[$0] != nil } ?? true
    }

    private mutating func begin(_ record: LogRecord) {
        let known = record.invocation.map { calls[$0] != nil } ?? false
        groups.append(
            LogGroup(
                invocation: record.invocation, startedAt: record.time, isContinuation: known, first: end,
                isFolded: foldsNew != (record.invocation.map(exceptions.contains) ?? false)))
        guard let id = record.invocation else { return }
        calls[id, default: Call()].groups += 1
        if let summary = early.removeValue(forKey: id) { learn(summary) }
    }

    // MARK: Calls

    /// Records what is known about a call. A summary without the event's name or origin does not replace one with it.
    mutating func learn(_ summary: InvocationSummary) {
        guard let id = summary.requestID else { return }
        guard let call = calls[id] else {
            // The answer may arrive before the log.
            if early.count >= Self.earlySummaries { early.removeFirst() }
            early[id] = summary
            return
        }
        guard call.summary?.name == nil || summary.name != nil else { return }
        calls[id]?.summary = summary
    }

    /// The summary of a group's call, if known.
    func summary(of group: LogGroup) -> InvocationSummary? { group.invocation.flatMap { calls[$0]?.summary } }

    // MARK: Folding

    /// Folds or unfolds a group.
    mutating func toggleFold(_ place: Int) { groups[place].isFolded.toggle() }

    /// Which calls are folded; nil if none is.
    var folds: DeckView.LogFolds? {
        let others = groups.filter { $0.isFolded != foldsNew }.compactMap(\.invocation)
        return foldsNew || !others.isEmpty ? .init(areAllFolded: foldsNew, exceptions: Set(others)) : nil
    }

    /// Folds the calls that the last deck had folded, also those whose lines have not arrived yet.
    mutating func take(_ folds: DeckView.LogFolds) {
        foldAll(folds.areAllFolded)
        exceptions = folds.exceptions
        for place in groups.indices where groups[place].invocation.map(exceptions.contains) ?? false {
            groups[place].isFolded = !foldsNew
        }
    }

    /// Folds or unfolds all groups, and those that follow.
    mutating func foldAll(_ isFolded: Bool) {
        (foldsNew, exceptions) = (isFolded, [])
        for place in groups.indices { groups[place].isFolded = isFolded }
    }

    // MARK: From line to line

    /// The place of the group that contains a record.
    func place(of number: Int) -> Int {
        var (low, high) = (0, groups.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if groups[middle].first <= number { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// Whether a line is shown: a visible head, or a record that is neither folded nor hidden.
    func isShown(_ line: Int, showsAll: Bool, source: LogRecord.Source) -> Bool {
        let group = groups[place(of: line / 2)]
        guard line % 2 == 0 else { return !group.isFolded && (showsAll || !source.isEmulators) }
        return group.first == line / 2 && (group.invocation != nil || showsAll || group.plainLines > 0)
    }

    /// The next line that may be shown, skipping folded and hidden ones; after the last one, the end of the lines.
    func line(after line: Int, showsAll: Bool) -> Int {
        guard !groups.isEmpty else { return lines.upperBound }
        let place = place(of: line / 2)
        let next = place + 1 < groups.count ? groups[place + 1].first : end
        guard !groups[place].isFolded else { return 2 * next }
        let number = (line + 1) / 2
        let found = showsAll ? number : firstPlain(from: number)
        return found < next ? 2 * found + 1 : 2 * next
    }

    /// The previous line that may be shown; before the first one, the first line.
    func line(before line: Int, showsAll: Bool) -> Int {
        guard !groups.isEmpty, line > lines.lowerBound else { return lines.lowerBound }
        let number = line / 2
        let group = groups[place(of: line % 2 == 0 ? number - 1 : number)]
        let found = group.isFolded ? -1 : showsAll ? number - 1 : lastPlain(before: number)
        return found >= group.first ? 2 * found + 1 : 2 * group.first
    }

    /// The visible line for one that may have been dropped, folded or hidden.
    func nearest(_ line: Int, showsAll: Bool) -> Int {
        guard !groups.isEmpty else { return lines.lowerBound }
        let line = max(lines.lowerBound, min(line, lines.upperBound - 1))
        let number = line / 2
        let group = groups[place(of: number)]
        if group.isFolded || (line % 2 == 0 && group.first != number) { return 2 * group.first }
        guard line % 2 == 1, !showsAll, firstPlain(from: number) != number else { return line }
        return self.line(before: line, showsAll: showsAll)
    }

    /// The first record from a number on that is not the emulator's; the end if there is none.
    private func firstPlain(from number: Int) -> Int {
        let place = plainPlace(number)
        return place < plain.count ? plain[place] : end
    }

    /// The last such record before a number; -1 if there is none.
    private func lastPlain(before number: Int) -> Int {
        let place = plainPlace(number)
        return place > 0 ? plain[place - 1] : -1
    }

    /// How many plain records are before a number.
    private func plainPlace(_ number: Int) -> Int {
        var (low, high) = (0, plain.count)
        while low < high {
            let middle = (low + high) / 2
            if plain[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension LogRecord.Source {
    /// Whether it is the emulator's own message, or START, END or REPORT, which lamdeck writes in its place.
    var isEmulators: Bool {
        switch self {
        case .marker, .emulator: true
        case .output, .errorOutput, .lamdeck: false
        }
    }
}
