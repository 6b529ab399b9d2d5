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

    /// Replaces the rows; the cursor stays on its row, or at its place if the row is gone.
    mutating func take(_ rows: [HistoryRow], problem: String?) {
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

/// What a key does in the history.
enum HistoryCommand: Hashable, CaseIterable {
    case open, invoke, mark, compare, filter, scope, close
}

/// One row of the table of keys that have a different meaning in the history. Keys that move are the same as in the
/// panes.
struct HistoryBinding: Sendable {
    let keys: [Key]
    let command: HistoryCommand
    let label: String
    let description: String
}

extension KeyMap {
    /// Keys of the history; its footer shows them in this order.
    static let history: [HistoryBinding] = [
        .init(keys: [.enter], command: .open, label: "open", description: "open the invocation in the response pane"),
        .init(keys: [.character("i")], command: .invoke, label: "invoke", description: "invoke its event again"),
        .init(keys: [.character(" ")], command: .mark, label: "mark", description: "mark it for comparison"),
        .init(
            keys: [.character("d")], command: .compare, label: "compare",
            description: "compare two marked invocations, or one with the selected one"),
        .init(
            keys: [.character("/")], command: .filter, label: "filter",
            description: "filter by text; Enter keeps the filter, Esc clears it"),
        .init(
            keys: [.character("f")], command: .scope, label: "function",
            description: "show the selected function only, or all"
        ),
        .init(
            keys: [.escape, .character("q"), .character("h"), .control("c")], command: .close, label: "close",
            description: "back to the panes"),
    ]

    static func historyCommand(for key: Key) -> HistoryCommand? {
        history.first { $0.keys.contains(key) }?.command
    }
}
