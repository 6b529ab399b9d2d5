import DequeModule
import LambdaModel
import Support

/// The calls of one function, made by anybody: those of this run, and the latest ones of the history.
struct CallTable: Sendable {
    /// The most calls that are kept.
    static let maximumCount = 10_000

    /// The calls, oldest first.
    private(set) var rows: Deque<CallRow> = []
    /// The rows of calls with a request id.
    private var byRequest: [String: Int] = [:]
    private var nextID = 0
    /// The number of the row with the cursor.
    private(set) var selected: Int?
    /// Numbers of the rows that match the filter, oldest first; nil without a filter.
    private var matching: [Int]?
    private(set) var filter: SearchPattern?
    /// The rows of the history that match the filter by what the table does not have: event, response, log.
    private var found: Set<Int64> = []
    /// How many of all calls failed.
    private(set) var failedCount = 0
    /// How many of all calls an HTTP request made.
    private(set) var requestCount = 0
    /// How many of all calls were those of authorizers.
    private(set) var authorizerCount = 0

    /// How many calls there are.
    var count: Int { rows.count }
    /// How many calls the filter shows.
    var visibleCount: Int { matching?.count ?? rows.count }
    /// The newest call.
    var latest: CallRow? { rows.last }

    /// The newest call that the filter shows.
    var newestVisible: CallRow? { visibleCount > 0 ? visible(0) : nil }

    /// A visible call by its place, newest first.
    func visible(_ place: Int) -> CallRow {
        guard let matching else { return rows[rows.count - 1 - place] }
        return row(matching[matching.count - 1 - place]) ?? rows[rows.count - 1]
    }

    /// The place of the cursor among the visible calls.
    var position: Int? {
        guard let selected else { return nil }
        if let matching { return matching.lastIndex(of: selected).map { matching.count - 1 - $0 } }
        return index(of: selected).map { rows.count - 1 - $0 }
    }

    /// The call with the cursor.
    var selectedRow: CallRow? { selected.flatMap { row($0) } }

    /// A call by its number.
    func row(_ id: Int) -> CallRow? { index(of: id).map { rows[$0] } }

    /// The call of this deck with a number.
    func row(of invocation: InvocationID) -> CallRow? { rows.last { $0.invocation == invocation } }

    /// A call by its key in the history.
    func row(_ key: CallKey) -> CallRow? {
        switch key {
        case .stored(let id): rows.last { $0.stored == id }
        case .request(let id): byRequest[id].flatMap { row($0) }
        }
    }

    /// The call of the same event before a call.
    func previous(before id: Int) -> CallRow? {
        guard let place = index(of: id), case let row = rows[place], row.summary.event != nil else { return nil }
        return rows[..<place].last { $0.summary.event == row.summary.event && $0.key != nil }
    }

    private func index(of id: Int) -> Int? {
        // Calls are added at the end, and the user mostly looks at the latest ones.
        rows.lastIndex { $0.id == id }
    }

    // MARK: Changes

    /// Adds a call that this deck sends, and puts the cursor on it.
    mutating func begin(_ invocation: InvocationID, _ summary: InvocationSummary, from source: CallSource) {
        append(CallRow(id: takeID(), summary: summary, from: source, invocation: invocation))
        selected = rows.last?.id
    }

    /// Ends a call of this deck.
    mutating func finish(_ invocation: InvocationID, _ summary: InvocationSummary) {
        guard let place = rows.lastIndex(where: { $0.invocation == invocation }) else { return }
        change(place) { $0.summary = summary }
        if let id = summary.requestID { byRequest[id] = rows[place].id }
        showIfMatching(rows[place].id)
    }

    /// A call of this deck that could not be sent.
    mutating func refuse(_ invocation: InvocationID) {
        guard let place = rows.lastIndex(where: { $0.invocation == invocation }) else { return }
        change(place) { $0.isRefused = true }
    }

    /// Adds a call of another process that runs. It may be known: a container that broke down gave it back.
    mutating func begin(outside summary: InvocationSummary) {
        if let known = summary.requestID.flatMap({ byRequest[$0] }), let place = index(of: known) {
            if rows[place].isRunning { change(place) { $0.summary = summary } }
            return
        }
        var row = CallRow(id: takeID(), summary: summary, from: CallSource(summary))
        row.isRunning = true
        append(row)
    }

    /// The connection to the host is lost: no call of another process counts as running any more.
    mutating func endOutside() {
        for place in rows.indices where rows[place].isRunning { rows[place].isRunning = false }
    }

    /// Adds a call that another process made, or what became known of it.
    mutating func learn(_ summary: InvocationSummary) {
        if let id = summary.requestID, let known = byRequest[id], let place = index(of: known) {
            // A summary from the log alone knows less.
            guard rows[place].invocation == nil, rows[place].summary.name == nil || summary.name != nil else { return }
            change(place) { row in
                row.summary = summary
                row.isRunning = false
                row.from = CallSource(summary)
            }
            showIfMatching(known)
        } else {
            append(CallRow(id: takeID(), summary: summary, from: CallSource(summary)))
        }
    }

    /// Adds calls of the history, newest first. What this run knows of a call stays.
    mutating func recall(_ stored: [HistoryRow]) {
        for row in stored {
            if let id = row.summary.requestID, let known = byRequest[id], let place = index(of: known) {
                change(place) { known in
                    known.stored = row.id
                    known.isRunning = false
                    if known.summary.verdict == nil { known.summary = row.summary }
                }
                continue
            }
            if rows.contains(where: { $0.stored == row.id }) { continue }
            insert(CallRow(id: takeID(), summary: row.summary, from: CallSource(row.summary), stored: row.id))
        }
        trim()
        applyFilter()
    }

    /// Changes a row, and keeps the numbers of failed calls and of requests.
    private mutating func change(_ place: Int, _ change: (inout CallRow) -> Void) {
        count(rows[place], by: -1)
        change(&rows[place])
        count(rows[place], by: 1)
    }

    private mutating func count(_ row: CallRow, by amount: Int) {
        if row.hasFailed { failedCount += amount }
        if row.summary.http != nil { requestCount += amount }
        if row.summary.origin?.authorizes != nil { authorizerCount += amount }
    }

    private mutating func takeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    /// Adds the newest call.
    private mutating func append(_ row: CallRow) {
        rows.append(row)
        count(row, by: 1)
        if let id = row.summary.requestID { byRequest[id] = row.id }
        if matching != nil, matches(row) { matching?.append(row.id) }
        trim()
    }

    /// Adds an earlier call, by its time.
    private mutating func insert(_ row: CallRow) {
        var place = rows.startIndex
        if let first = rows.first, first.summary.startedAt <= row.summary.startedAt {
            place = (rows.lastIndex { $0.summary.startedAt <= row.summary.startedAt } ?? -1) + 1
        }
        rows.insert(row, at: place)
        count(row, by: 1)
        if let id = row.summary.requestID { byRequest[id] = row.id }
    }

    private mutating func trim() {
        while rows.count > Self.maximumCount {
            let oldest = rows.removeFirst()
            count(oldest, by: -1)
            if let id = oldest.summary.requestID, byRequest[id] == oldest.id { byRequest[id] = nil }
            if matching?.first == oldest.id { matching?.removeFirst() }
            if selected == oldest.id { selected = rows.first?.id }
        }
    }

    // MARK: The cursor

    /// Puts the cursor on a row.
    mutating func select(_ id: Int) { selected = id }

    /// Puts the cursor on the newest visible call, unless it is on one.
    ///
    /// - Returns: the call with the cursor; nil if there is none.
    mutating func selectAny() -> CallRow? {
        if selectedRow == nil { selected = newestVisible?.id }
        return selectedRow
    }

    /// Moves the cursor by a number of visible calls.
    ///
    /// - Returns: whether it is on another call now.
    mutating func move(by amount: Int) -> Bool {
        guard visibleCount > 0 else { return false }
        let place = max(0, min(visibleCount - 1, (position ?? -1) + amount))
        let id = visible(position == nil ? 0 : place).id
        defer { selected = id }
        return id != selected
    }

    /// The next visible call in a direction that failed: 1 for older, -1 for newer.
    func failed(_ direction: Int) -> Int? {
        var place = (position ?? -1) + direction
        while (0..<visibleCount).contains(place) {
            let row = visible(place)
            if row.hasFailed { return row.id }
            place += direction
        }
        return nil
    }

    // MARK: The filter

    /// Shows only calls that match; nil shows all.
    mutating func show(_ filter: SearchPattern?) {
        self.filter = filter
        found = []
        applyFilter()
    }

    /// Shows calls, too, of which the history says that they match.
    mutating func found(_ stored: [Int64]) {
        found = Set(stored)
        applyFilter()
    }

    private mutating func applyFilter() {
        guard filter != nil else {
            matching = nil
            return
        }
        matching = rows.filter(matches).map(\.id)
        if let selected, matching?.contains(selected) == false { self.selected = matching?.last ?? selected }
    }

    /// Shows a row that has changed, if it matches the filter now.
    private mutating func showIfMatching(_ id: Int) {
        guard matching != nil, let row = row(id) else { return }
        if matches(row), matching?.contains(id) == false { applyFilter() }
    }

    private func matches(_ row: CallRow) -> Bool {
        if let stored = row.stored, found.contains(stored) { return true }
        guard let filter else { return true }
        let summary = row.summary
        return [
            summary.event, summary.http?.label, summary.outcome, summary.errorType, summary.requestID, row.from.text,
            summary.origin?.label,
        ].contains { $0.map(filter.matches) ?? false }
    }
}
