import LambdaModel

/// What the history shows while it lies over the panes.
public struct HistoryList: Hashable, Sendable {
    /// The stored invocations that match, newest first.
    public internal(set) var rows: [HistoryRow] = []
    /// Why there are none.
    public internal(set) var problem: String?
    /// Whether the first answer has come.
    public internal(set) var isLoaded = false
    /// The function whose invocations are listed; nil for all.
    public internal(set) var function: String?
    /// The text that is looked for; empty for none.
    public internal(set) var matching = ""
    /// Whether keys are letters of that text.
    public internal(set) var isTyping = false
    /// Whether an answer is on its way.
    var isAsked = false
    /// Whether a call ended since that was asked for.
    var isOutdated = false
    /// The row that has the cursor, by its id.
    var selected: Int64?
    /// Rows that are marked to be compared, at most two, in the order in which they were marked.
    var marked: [Int64] = []

    /// The place of the row that has the cursor.
    var index: Int { selected.flatMap { id in rows.firstIndex { $0.id == id } } ?? 0 }
    /// The row that has the cursor.
    var row: HistoryRow? { rows.isEmpty ? nil : rows[index] }

    /// Takes rows in; the cursor stays on its own, or at its place.
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

    /// Marks or unmarks the row that has the cursor; of three, the first one goes.
    mutating func mark() {
        guard let id = row?.id else { return }
        if let place = marked.firstIndex(of: id) {
            marked.remove(at: place)
        } else {
            marked = marked.suffix(1) + [id]
        }
    }

    /// The two rows to be compared, the older one first: those that are marked, or the one that is and the one that has
    /// the cursor.
    var pair: (older: Int64, newer: Int64)? {
        guard let first = marked.first, let second = marked.count > 1 ? marked[1] : row?.id, first != second else {
            return nil
        }
        return (min(first, second), max(first, second))
    }
}

/// What a key asks for in the history.
enum HistoryCommand: Hashable, CaseIterable {
    case open, invoke, mark, compare, filter, scope, close
}

/// One row of the table of keys that mean something else in the history than in the panes. Those that move are the same.
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
