import LambdaModel
import Support

/// The logs of all functions in the order of time; covers the sections.
public struct AllLogsScreen: Hashable, Sendable {
    /// Search, level and filter.
    var controls = LogControls()
    /// Functions that are not shown.
    var hidden: Set<String> = []
    /// Only lines of the last minutes are shown; nil for all lines.
    var minutes: Int?
    /// The position of the cursor; nil while the end is followed.
    var cursor: LogPosition?
    /// The rows above the cursor, while the end is not followed.
    var cursorRow = 0
    /// Whether long lines are wrapped.
    var wraps = false
    /// The list of functions to choose from, and its cursor; nil if it is closed.
    var choice: Int?
    /// The position before the search was typed; nil if the end was followed.
    var origin: LogPosition?
    /// What is found in each log.
    private(set) var matches: [String: LogMatches] = [:]
    /// How many lines were written when.
    private(set) var histogram = LogHistogram()

    /// The spans of time that `T` goes through, in minutes; nil is all.
    static let spans: [Int?] = [nil, 5, 10, 60]

    /// The lines of a log that are searched before the next log has its turn.
    private static let share = 1024

    /// Whether the newest lines are shown as they arrive.
    var isFollowing: Bool { cursor == nil }

    /// What is shown and found.
    var query: LogQuery { controls.query(isRaw: false) }

    // MARK: Scanning

    /// Whether lines are still being searched: the deck needs ticks until that is done.
    func isScanning(_ model: Model) -> Bool {
        let items = model.functions.items.filter { !hidden.contains($0.info.name) && $0.log.count > 0 }
        return items.contains { item in matches[item.info.name].map { !$0.isComplete(item.log.lines) } ?? true }
    }

    /// Searches lines that are not searched yet, as many as is possible in a few milliseconds. Call it after each update
    /// of the model.
    mutating func advance(_ model: Model, _ budget: ScanBudget = ScanBudget(lines: 150_000)) {
        let query = query
        let items = model.functions.items.filter { !hidden.contains($0.info.name) }
        let names = Set(items.map(\.info.name))
        if matches.values.contains(where: { $0.query != query })
            || matches.keys.contains(where: { !names.contains($0) })
        {
            (matches, histogram) = ([:], LogHistogram())
        }
        // Each log gets a share in turns, from the cursor on, so that the first matches are those near it.
        var budget = budget
        var isMoving = true
        while isMoving, !budget.isEmpty {
            isMoving = false
            for item in items where !budget.isEmpty {
                let lines = item.log.lines
                var own = matches.removeValue(forKey: item.info.name) ?? LogMatches(query)
                if !own.isComplete(lines) {
                    isMoving = true
                    let before = min(Self.share, budget.lines)
                    var share = ScanBudget(lines: before)
                    let near = cursor.map { lines.first(at: $0.time) } ?? lines.end
                    own.scan(lines, near: near, &share) { number in
                        histogram.add(at: lines.order(number), isError: lines.kind(number).isError)
                    }
                    budget.spend(lines: max(1, before - share.lines))
                }
                matches[item.info.name] = own
            }
        }
        jumpToMatch(model)
        countMatches(model)
    }

    /// The logs, merged.
    func merge(_ model: Model) -> AllLogsMerge {
        let isFilter = query.isFilter
        let sources = model.functions.items.enumerated().compactMap { place, item -> AllLogsMerge.Source? in
            let name = item.info.name
            guard !hidden.contains(name), item.log.count > 0 else { return nil }
            let lines = item.log.lines
            let oldest = minutes.map { lines.first(at: model.now - Double($0) * 60) }
            return AllLogsMerge.Source(
                name: name, place: place, log: item.log,
                shown: ShownLines(
                    item.log.index, passing: isFilter ? matches[name]?.passing ?? LineSet() : nil,
                    folded: item.log.traces.hidden, isRaw: false, foldsCalls: false),
                start: max(lines.start, oldest ?? 0))
        }
        return AllLogsMerge(sources: sources)
    }

    /// The position that has the cursor; nil if nothing is shown.
    func position(_ merge: AllLogsMerge) -> LogPosition? {
        if let cursor { return merge.nearest(cursor) }
        var walk = merge.backward()
        return walk.next()
    }

    // MARK: Search

    private mutating func jumpToMatch(_ model: Model) {
        guard controls.isJumpPending else { return }
        let merge = merge(model)
        let hits: (AllLogsMerge.Source) -> LineSet? = { [matches] in matches[$0.name]?.hits }
        // A match at the place itself counts, too.
        var start = origin
        start?.slot += 1
        guard let found = merge.next(-1, from: start, in: hits) ?? merge.next(1, from: start, in: hits) else {
            if !isScanning(model) { controls.isJumpPending = false }
            return
        }
        controls.isJumpPending = false
        show(found, merge)
    }

    private mutating func countMatches(_ model: Model) {
        guard controls.bar.isVisible, controls.bar.pattern != nil else { return }
        let isSearch = controls.bar.mode == .search
        let own = matches.values
        let count = own.reduce(0) { $0 + (isSearch ? $1.hits.count : $1.passing.count) }
        controls.bar.count = count > 0 || !isScanning(model) ? count : nil
        controls.bar.current = nil
        let merge = merge(model)
        guard isSearch, let position = position(merge), position.slot % 2 == 0,
            matches[position.function]?.hits.contains(position.slot / 2) == true
        else { return }
        controls.bar.current = merge.rank(of: position) { matches[$0.name]?.hits }
    }

    /// Puts the cursor on a position, or on the row in which it is hidden.
    mutating func show(_ position: LogPosition, _ merge: AllLogsMerge) {
        cursor = merge.visible(position)
    }
}
