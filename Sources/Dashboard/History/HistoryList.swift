import LambdaModel

/// The content of the history, which covers the panes.
public struct HistoryList: Hashable, Sendable {
    /// The stored invocations that match, newest first.
    public internal(set) var rows: [HistoryRow] = []
    /// Why there are no rows.
    public internal(set) var problem: String?
    /// Whether the first answer has arrived.
    public internal(set) var isLoaded = false
    /// The function whose invocations are listed; nil for all.
    public internal(set) var function: String?
    /// The text to search for; empty for none.
    public internal(set) var matching = ""
    /// Whether letter keys add to that text.
    public internal(set) var isTyping = false
    /// Whether an answer is pending.
    var isAsked = false
    /// Whether a call has ended since the last request.
    var isOutdated = false
    /// The id of the row with the cursor.
    var selected: Int64?
    /// Rows marked for a comparison, at most two, in the order in which they were marked.
    var marked: [Int64] = []

    /// The index of the row with the cursor.
    var index: Int { selected.flatMap { id in rows.firstIndex { $0.id == id } } ?? 0 }
    /// The row with the cursor.
    var row: HistoryRow? { rows.isEmpty ? nil : rows[index] }

    // MARK: Rows

    /// Requests the rows. The old ones stay until the new ones arrive.
    mutating func load() -> [Effect] {
        (isAsked, isOutdated) = (true, false)
        return [.loadHistory(function: function, matching: matching)]
    }

    /// Requests the rows again after a call has ended. Only one request is pending at a time, since many calls may end
    /// at once.
    mutating func refresh() -> [Effect] {
        guard isAsked else { return load() }
        isOutdated = true
        return []
    }

    /// Takes an answer, unless the request has changed since.
    mutating func receive(_ rows: [HistoryRow], function: String?, matching text: String, problem: String?) -> [Effect]
    {
        guard self.function == function, matching == text else { return [] }
        receive(rows, problem: problem)
        return isOutdated ? load() : []
    }

    /// Replaces the rows; the cursor stays on its row, or at its place if the row is gone.
    private mutating func receive(_ rows: [HistoryRow], problem: String?) {
        let place = index
        self.rows = rows
        self.problem = problem
        (isLoaded, isAsked) = (true, false)
        if selected == nil || !rows.contains(where: { $0.id == selected }) {
            selected = rows.isEmpty ? nil : rows[min(place, rows.count - 1)].id
        }
    }

    mutating func move(by amount: Int) {
        guard !rows.isEmpty else { return }
        selected = rows[max(0, min(rows.count - 1, index + amount))].id
    }

    /// Marks or unmarks the row with the cursor; with three marks, the first one is removed.
    mutating func mark() {
        guard let id = row?.id else { return }
        if let place = marked.firstIndex(of: id) {
            marked.remove(at: place)
        } else {
            marked = marked.suffix(1) + [id]
        }
    }

    /// The two rows to compare, the older one first: the marked ones, or the marked one and the one with the cursor.
    var pair: (older: Int64, newer: Int64)? {
        guard let first = marked.first, let second = marked.count > 1 ? marked[1] : row?.id, first != second else {
            return nil
        }
        return (min(first, second), max(first, second))
    }
}
