import LambdaModel
import Support

/// What a key does in the history.
enum HistoryListCommand: Hashable, CaseIterable {
    case open, invoke, mark, compare, filter, scope, save, close
}

/// One row of the table of keys that have a different meaning in the history. Keys that move are the same as in the
/// panes.
struct HistoryBinding: Sendable {
    let keys: [Key]
    let command: HistoryListCommand
    let label: String
    let description: String
}

extension KeyMap {
    /// Keys of the history; its footer shows them in this order.
    static let history: [HistoryBinding] = [
        .init(keys: [.enter], command: .open, label: "open", description: "open the invocation in the inspector"),
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
        .init(keys: [.control("s")], command: .save, label: "save", description: "save its event as a file"),
        .init(
            keys: [.escape, .character("q"), .character("h"), .control("c")], command: .close, label: "close",
            description: "back to the sections"),
    ]

    static func historyCommand(for key: Key) -> HistoryListCommand? {
        history.first { $0.keys.contains(key) }?.command
    }
}

/// What the history asks of the deck after a key or the mouse.
enum HistoryAction: Hashable {
    /// Carry out these effects; there may be none.
    case effects([Effect])
    /// Close the history.
    case close
    /// Invoke the event of an invocation again.
    case invoke(HistoryRow)
    /// Save the event of an invocation as a file.
    case save(HistoryRow)
    /// Tell the user something.
    case notify(String)
}

extension HistoryList {
    /// Takes a key.
    ///
    /// - Parameters:
    ///   - height: how many rows are visible.
    ///   - selected: the function that the deck has selected.
    ///   - keys: the keys that move.
    mutating func handle(_ key: Key, height: Int, selected: String?, keys: KeyTable) -> HistoryAction {
        if isTyping { return .effects(type(key)) }
        guard let command = KeyMap.historyCommand(for: key) else { return move(key, height: height, keys) }
        switch command {
        case .close: return .close
        case .filter:
            isTyping = true
            return .effects([])
        case .scope:
            function = function == nil ? selected : nil
            return .effects(load())
        case .open: return row.map { .effects([.openStored($0.id)]) } ?? .notify("there is nothing to open")
        case .invoke: return row.map { .invoke($0) } ?? .notify("there is nothing to invoke")
        case .save: return row.map { .save($0) } ?? .notify("there is nothing to save")
        case .mark:
            mark()
            move(by: 1)
            return .effects([])
        case .compare:
            guard let pair else { return .notify("Space marks an invocation; d on another one compares the two") }
            return .effects([.compareStored(pair.older, pair.newer)])
        }
    }

    /// Keys that are the same as in the panes.
    private mutating func move(_ key: Key, height: Int, _ keys: KeyTable) -> HistoryAction {
        let command = keys.binding(for: key, in: .functions)?.command
        if let step = command?.step {
            move(by: step.amount(height: height))
            return .effects([])
        }
        switch command {
        case .redraw: return .effects([.redraw])
        case .suspend: return .effects([.suspend])
        default: return .notify("\(key.name) does nothing in the history; Esc closes it")
        }
    }

    /// Adds to the text of the search.
    private mutating func type(_ key: Key) -> [Effect] {
        switch key {
        case .character(let character): return find(matching + String(character))
        case .backspace where !matching.isEmpty: return find(String(matching.dropLast()))
        case .control("u"): return find("")
        case .enter:
            isTyping = false
        case .escape, .control("c"), .backspace:
            isTyping = false
            if !matching.isEmpty { return find("") }
        case .down, .up:
            move(by: key == .down ? 1 : -1)
        case .control("l"): return [.redraw]
        case .control("z"): return [.suspend]
        case .control, .alt, .function, .tab, .backTab, .delete, .insert, .left, .right, .pageUp, .pageDown, .home,
            .end:
            break
        }
        return []
    }

    /// Takes a paste, which counts only while the user types.
    mutating func paste(_ text: String) -> [Effect] { isTyping ? find(matching + text) : [] }

    /// Changes the text of the search. Pasted text may be long and contain anything.
    private mutating func find(_ text: String) -> [Effect] {
        matching = String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isControl }.prefix(200)))
        return load()
    }

    /// Takes the mouse on a screen of a size.
    mutating func handle(_ event: MouseEvent, _ size: Size) -> [Effect] {
        switch event.action {
        case .scrollUp: move(by: -3)
        case .scrollDown: move(by: 3)
        case .drag, .release: break
        case .press, .doubleClick:
            guard let index = HistoryView.row(at: event, self, size) else { return [] }
            selected = rows[index].id
        }
        return event.action == .doubleClick ? row.map { [.openStored($0.id)] } ?? [] : []
    }
}
