import DequeModule
import LambdaModel
import OrderedCollections

/// Lines of a log that stand together: those of one invocation, or some outside any.
struct LogGroup: Hashable, Sendable {
    /// The request id; nil for lines outside any invocation.
    let invocation: String?
    /// When the first of its lines was written: seconds since 1970.
    let startedAt: Double
    /// Whether the same invocation has another group further up, and something stands between.
    let isContinuation: Bool
    /// The number of the first line that is still there.
    fileprivate(set) var first: Int
    /// Lines that are there, the emulator's left out.
    fileprivate(set) var plainLines = 0
    /// Lines that have gone to make room, the emulator's left out.
    fileprivate(set) var lostLines = 0
    /// Whether only the head is shown.
    fileprivate(set) var isFolded = false
}

/// Which lines of a log stand together, kept up line by line, so that a look at the screen costs what is on it.
///
/// Every record has a number, counted from the first ever. On the screen it has two lines: `2 * number`, the head of
/// its group, which takes a row where the record is the group's first, and `2 * number + 1`, its own text.
struct LogIndex: Sendable {
    /// Calls that are known before a line of them has come.
    private static let earlyBriefs = 512

    private struct Call {
        var groups = 0
        var brief: InvocationBrief?
    }

    private var groups: Deque<LogGroup> = []
    /// The number of the record that comes next.
    private(set) var end = 0
    /// Whether groups that come are folded.
    private(set) var foldsNew = false
    /// Numbers of the records that are not the emulator's.
    private var plain: Deque<Int> = []
    /// Calls that have a group, by request id.
    private var calls: [String: Call] = [:]
    private var early: OrderedDictionary<String, InvocationBrief> = [:]

    /// How many groups there are.
    var count: Int { groups.count }
    /// A group by its place in the order of time.
    subscript(place: Int) -> LogGroup { groups[place] }
    /// The latest group.
    var last: LogGroup? { groups.last }
    /// The number of the oldest record that is there.
    var start: Int { groups.first?.first ?? end }
    /// Records that are there, the emulator's left out.
    var plainCount: Int { plain.count }
    /// The lines that there are.
    var lines: Range<Int> { (2 * start)..<(2 * end) }

    // MARK: Records come and go

    /// Takes in the record that comes next.
    mutating func add(_ record: LogRecord) {
        if !joinsLast(record) { begin(record) }
        if !record.source.isEmulators {
            plain.append(end)
            groups[groups.count - 1].plainLines += 1
        }
        end += 1
    }

    /// Takes out the oldest record.
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
        // What the emulator says at a call's end comes in any order with what follows; alone it begins no group.
        return record.source.isEmulators && record.invocation.map { calls[$0] != nil } ?? true
    }

    private mutating func begin(_ record: LogRecord) {
        let known = record.invocation.map { calls[$0] != nil } ?? false
        groups.append(
            LogGroup(
                invocation: record.invocation, startedAt: record.time, isContinuation: known, first: end,
                isFolded: foldsNew))
        guard let id = record.invocation else { return }
        calls[id, default: Call()].groups += 1
        if let brief = early.removeValue(forKey: id) { learn(brief) }
    }

    // MARK: What is known of the calls

    /// Takes in what became of a call. What names its event, or where it came from, is not replaced by what does not.
    mutating func learn(_ brief: InvocationBrief) {
        guard let id = brief.requestID else { return }
        guard let call = calls[id] else {
            // The answer may be here before the log is.
            if early.count >= Self.earlyBriefs { early.removeFirst() }
            early[id] = brief
            return
        }
        guard call.brief?.name == nil || brief.name != nil else { return }
        calls[id]?.brief = brief
    }

    /// What became of a group's call, as far as it is known.
    func brief(of group: LogGroup) -> InvocationBrief? { group.invocation.flatMap { calls[$0]?.brief } }

    // MARK: Folding

    /// Folds a group, or unfolds it.
    mutating func toggleFold(_ place: Int) { groups[place].isFolded.toggle() }

    /// Folds all groups and those that come, or unfolds them.
    mutating func foldAll(_ isFolded: Bool) {
        foldsNew = isFolded
        for place in groups.indices { groups[place].isFolded = isFolded }
    }

    // MARK: From line to line

    /// The place of the group that a record stands in.
    func place(of number: Int) -> Int {
        var (low, high) = (0, groups.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if groups[middle].first <= number { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// Whether a line is shown: a head that is drawn, or a record that is neither folded away nor hidden.
    func isShown(_ line: Int, showsAll: Bool, source: LogRecord.Source) -> Bool {
        let group = groups[place(of: line / 2)]
        guard line % 2 == 0 else { return !group.isFolded && (showsAll || !source.isEmulators) }
        return group.first == line / 2 && (group.invocation != nil || showsAll || group.plainLines > 0)
    }

    /// The next line that may be shown, the lines' end behind the last one: what is folded or hidden is stepped over.
    func line(after line: Int, showsAll: Bool) -> Int {
        guard !groups.isEmpty else { return lines.upperBound }
        let place = place(of: line / 2)
        let next = place + 1 < groups.count ? groups[place + 1].first : end
        guard !groups[place].isFolded else { return 2 * next }
        let number = (line + 1) / 2
        let found = showsAll ? number : firstPlain(from: number)
        return found < next ? 2 * found + 1 : 2 * next
    }

    /// The line before one that may be shown, the first line before the first one.
    func line(before line: Int, showsAll: Bool) -> Int {
        guard !groups.isEmpty, line > lines.lowerBound else { return lines.lowerBound }
        let number = line / 2
        let group = groups[place(of: line % 2 == 0 ? number - 1 : number)]
        let found = group.isFolded ? -1 : showsAll ? number - 1 : lastPlain(before: number)
        return found >= group.first ? 2 * found + 1 : 2 * group.first
    }

    /// The line that stands for one that may have gone, or may be folded or hidden.
    func nearest(_ line: Int, showsAll: Bool) -> Int {
        guard !groups.isEmpty else { return lines.lowerBound }
        let line = max(lines.lowerBound, min(line, lines.upperBound - 1))
        let number = line / 2
        let group = groups[place(of: number)]
        if group.isFolded || (line % 2 == 0 && group.first != number) { return 2 * group.first }
        guard line % 2 == 1, !showsAll, firstPlain(from: number) != number else { return line }
        return self.line(before: line, showsAll: showsAll)
    }

    /// The first record that is not the emulator's, from a number on; the end if there is none.
    private func firstPlain(from number: Int) -> Int {
        let place = plainPlace(number)
        return place < plain.count ? plain[place] : end
    }

    /// The last one before a number; -1 if there is none.
    private func lastPlain(before number: Int) -> Int {
        let place = plainPlace(number)
        return place > 0 ? plain[place - 1] : -1
    }

    /// How many of the plain records stand before a number.
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
    /// Whether the emulator wrote it: its talk, and its START, END and REPORT.
    var isEmulators: Bool {
        switch self {
        case .marker, .emulator: true
        case .output, .errorOutput, .lamdeck: false
        }
    }
}
