import LambdaModel

/// Which lines of logs are shown, and which are found.
struct LogQuery: Hashable, Sendable {
    /// The least level; nil for all lines.
    var least: LogLevel?
    /// Only lines that match this are shown; nil for all lines.
    var only: SearchPattern?
    /// Lines that match this are not shown; nil for none.
    var hidden: SearchPattern?
    /// What is searched and highlighted; nil for nothing.
    var search: SearchPattern?
    /// Whether the emulator's lines are shown, and so searched.
    var isRaw = false

    /// Whether lines are hidden.
    var isFilter: Bool { least != nil || only != nil || hidden != nil }

    /// Whether a line is shown.
    func passes(_ number: Int, of lines: LogLines) -> Bool {
        let kind = lines.kind(number)
        guard isRaw || !kind.source.isEmulators else { return false }
        if let least, !kind.isAtLeast(least) { return false }
        guard only != nil || hidden != nil else { return true }
        return lines.withText(number) { text in
            (only?.matches(utf8: text) ?? true) && !(hidden?.matches(utf8: text) ?? false)
        }
    }
}

/// How much may be searched before the user's next key is handled.
struct ScanBudget: Sendable {
    /// Lines that are left; a long line counts as several.
    private(set) var lines: Int

    /// A budget for one message: it takes a few milliseconds.
    init(lines: Int = 50_000) { self.lines = lines }

    /// Whether it is used up.
    var isEmpty: Bool { lines <= 0 }

    /// Counts a line with so many bytes.
    fileprivate mutating func spend(bytes: Int) { lines -= 1 + bytes >> 9 }

    /// Counts lines.
    mutating func spend(lines count: Int) { lines -= count }
}

/// The lines of a log that pass a query and those that its search finds, found step by step from a line on, in both
/// directions, and again when lines arrive.
struct LogMatches: Hashable, Sendable {
    /// The lines of one step in a direction.
    private static let step = 256

    /// The query.
    let query: LogQuery
    /// The lines that the filters let through, as far as they are scanned.
    private(set) var passing = LineSet()
    /// The lines among them that the search finds.
    private(set) var hits = LineSet()
    /// The lines among them with an error.
    private(set) var errors = LineSet()
    /// The numbers of the lines that are scanned; nil before the first step.
    private(set) var scanned: Range<Int>?

    /// Nothing is scanned yet.
    init(_ query: LogQuery) { self.query = query }

    /// Whether all lines are scanned.
    func isComplete(_ lines: LogLines) -> Bool {
        lines.start == lines.end || scanned.map { $0.lowerBound <= lines.start && $0.upperBound == lines.end } ?? false
    }

    /// Scans lines that are not scanned yet, as many as the budget allows.
    ///
    /// - Parameters:
    ///   - lines: a log. If it is another one than before, which has fewer lines, the scan begins again.
    ///   - near: the line to begin with.
    ///   - visit: gets the number of each line that passes.
    mutating func scan(
        _ lines: LogLines, near: Int, _ budget: inout ScanBudget, visit: (Int) -> Void = { _ in }
    ) {
        if let scanned, scanned.upperBound > lines.end { self = LogMatches(query) }
        var range = scanned ?? { $0..<$0 }(max(lines.start, min(near, lines.end)))
        if range.lowerBound < lines.start {
            range = lines.start..<max(lines.start, range.upperBound)
            passing.forget(before: lines.start)
            hits.forget(before: lines.start)
            errors.forget(before: lines.start)
        }
        while !budget.isEmpty, range.lowerBound > lines.start || range.upperBound < lines.end {
            let end = min(lines.end, range.upperBound + Self.step)
            for number in range.upperBound..<end { look(at: number, lines, &budget, visit) }
            let start = max(lines.start, range.lowerBound - Self.step)
            for number in start..<range.lowerBound { look(at: number, lines, &budget, visit) }
            range = start..<end
        }
        scanned = range
    }

    private mutating func look(
        at number: Int, _ lines: LogLines, _ budget: inout ScanBudget, _ visit: (Int) -> Void
    ) {
        let bytes = lines.withText(number) { $0.count }
        budget.spend(bytes: bytes)
        guard query.passes(number, of: lines) else { return }
        passing.insert(number)
        if lines.kind(number).isError { errors.insert(number) }
        visit(number)
        if let search = query.search, lines.withText(number, { search.matches(utf8: $0) }) { hits.insert(number) }
    }

    /// Looks again at a line whose level has changed.
    mutating func rescan(_ number: Int, of lines: LogLines) {
        guard scanned?.contains(number) == true else { return }
        passing.remove(number)
        hits.remove(number)
        errors.remove(number)
        var budget = ScanBudget()
        look(at: number, lines, &budget) { _ in }
    }

    /// The match nearest to a line: at the line or before it, otherwise the next one.
    func nearestHit(to number: Int) -> Int? { hits.previous(before: number + 1) ?? hits.next(from: number) }

    /// The number of a match, from 1; nil if the line is none.
    func rank(of number: Int, _ lines: LogLines) -> Int? {
        hits.contains(number) ? hits.count(in: lines.start..<(number + 1)) : nil
    }
}
