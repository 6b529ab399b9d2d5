import LambdaModel
import Support

/// How the live log is searched and filtered: the same for all functions.
struct LogControls: Hashable, Sendable {
    /// The line for searches and filters.
    var bar = SearchBar()
    /// The least level that is shown; nil for all lines.
    private(set) var least: LogLevel?
    /// The filter that was entered, and whether it hides what it matches.
    private(set) var filter: SearchPattern?
    private(set) var hides = false
    /// The cursor of the log when the bar was opened.
    var origin: Origin?
    /// Whether the cursor goes to the nearest match as soon as one is found.
    var isJumpPending = false

    /// A place in a log.
    struct Origin: Hashable, Sendable {
        let function: String
        let isFollowing: Bool
        let cursor: LineCursor
    }

    /// The levels that `l` goes through; nil is all lines.
    static let levels: [LogLevel?] = [nil, .debug, .info, .warning, .error]

    /// Goes to the next level.
    mutating func cycleLevel() {
        let place = Self.levels.firstIndex(of: least) ?? 0
        least = Self.levels[(place + 1) % Self.levels.count]
    }

    /// Keeps the filter in the bar, or removes the kept one if there is none.
    mutating func keepFilter() {
        (filter, hides) = (bar.pattern, bar.mode == .hide)
        bar.clear()
    }

    /// Removes the filter.
    mutating func removeFilter() { filter = nil }

    /// Shows what the filter hides, and the other way round. Returns false without a filter.
    mutating func invertFilter() -> Bool {
        guard filter != nil else { return false }
        hides.toggle()
        return true
    }

    /// Whether lines are hidden.
    var isFiltering: Bool { query(isRaw: false).isFilter }

    /// What is shown and found.
    func query(isRaw: Bool) -> LogQuery {
        var query = LogQuery(least: least, isRaw: isRaw)
        var (pattern, hides) = (filter, hides)
        switch bar.mode {
        case .search: query.search = bar.pattern
        case .only, .hide: if bar.isVisible { (pattern, hides) = (bar.pattern, bar.mode == .hide) }
        }
        if hides { query.hidden = pattern } else { query.only = pattern }
        return query
    }

    /// The filters in words, such as `level ≥ INFO · & stock`; empty without any.
    var filterText: String {
        var parts: [String] = []
        if let least { parts.append("level ≥ \(least.rawValue)") }
        if let filter { parts.append((hides ? "&! " : "& ") + filter.text) }
        return parts.joined(separator: " · ")
    }
}

/// The facts for the title of the section of the log.
struct LogTitle {
    /// After the title: `6 lines`, `line 3,333 of 5,170`, `20,000 of 61,204 lines`.
    private(set) var facts = ""
    /// At the right end: `12 new ↓`, `paused`; empty while the log is followed.
    private(set) var right = ""
    /// The role of ``right``.
    private(set) var rightRole = Role.dim

    /// The title for the selected function; empty without lines.
    init(_ model: Model) {
        guard let item = model.item, item.log.count > 0 else { return }
        let log = item.log
        let page = LogPage(model, item)
        let count = page.shown.count
        if log.isFollowing {
            let (kept, total) = (log.kept, log.total)
            facts = kept < total ? "\(Count.text(kept)) of \(Count.text(total)) lines" : Count.text(kept, "line")
            if model.logControls.isFiltering { facts = "\(Count.text(count)) of \(Count.text(kept, "line"))" }
        } else {
            let line = page.cursor(page.scroller).line / 2
            let rank = page.shown.count(in: log.index.start..<(line + 1))
            facts = "line \(Count.text(rank)) of \(Count.text(count))"
            let new = page.shown.count(in: log.newLines)
            right = new > 0 ? "\(Count.text(new)) new ↓" : "paused"
            rightRole = .warning
        }
        let filters = model.logControls.filterText
        if !filters.isEmpty { facts += " · " + filters }
    }
}
