/// Everything that a key can do.
public enum Command: String, Hashable, Sendable, CaseIterable {
    case down, up, pageDown, pageUp, halfDown, halfUp, first, last, left, right
    case nextPane, nextView, previousPane, pane1, pane2, pane3, pane4, act, back
    case invoke, again, edit, pin, history, restart, start, stop, startAll, stopAll
    case follow, previousInvocation, nextInvocation, foldAll, wrap, times, emulator, zoom, redraw, suspend, help,
        problems, quit
}

/// One of the four panes.
public enum Pane: Int, Hashable, Sendable, CaseIterable {
    case functions = 1
    case events, logs, response

    /// Its name on the frame.
    public var title: String {
        switch self {
        case .functions: "Functions"
        case .events: "Events"
        case .logs: "Logs"
        case .response: "Response"
        }
    }
}

/// One row of the table from which keys, footer, help and the reference page are made.
public struct KeyBinding: Sendable {
    /// The keys; the footer and the help show the first ones.
    public var keys: [Key]
    /// What they do.
    public var command: Command
    /// The word in the footer; empty if the footer does not name it.
    public var label: String
    /// What it does, for the help and the reference page.
    public var description: String
    /// The panes in which it works.
    public var panes: [Pane]
    /// The known program that uses the same key.
    public var source: String

    init(
        _ keys: [Key], _ command: Command, _ label: String = "", _ description: String,
        panes: [Pane] = Pane.allCases, from source: String = ""
    ) {
        self.keys = keys
        self.command = command
        self.label = label
        self.description = description
        self.panes = panes
        self.source = source
    }
}

/// The one table of keys. A new key is a new row.
public enum KeyMap {
    /// All rows, in the order of the help page; the footer shows those with a label, in this order.
    public static let bindings: [KeyBinding] = [
        .init([.character("i")], .invoke, "invoke", "invoke the selected event; {} if none is saved"),
        .init([.character(".")], .again, "again", "invoke the last event again"),
        .init([.character("r")], .restart, "restart", "restart the selected function", from: "lazydocker"),
        .init([.character("S")], .start, "start", "start the selected function", from: "lazydocker"),
        .init([.character("s")], .stop, "stop", "stop the selected function", from: "lazydocker"),
        .init([.character("e")], .edit, "edit", "edit the selected event in $VISUAL or $EDITOR", from: "lazygit"),
        .init(
            [.character("P")], .pin, "pin", "pin or unpin the event: each save invokes a pinned event",
            panes: [.events]),
        .init([.character("h")], .history, "history", "open the history of invocations"),
        .init([.character("F")], .follow, "follow", "follow the log, or stop following it", from: "less"),
        .init([.character("?"), .function(1)], .help, "help", "show these keys"),
        .init([.character("!")], .problems, "", "show the problems in functions.json"),
        .init([.character("q"), .control("c")], .quit, "quit", "quit; asks if functions are running"),
        .init([.character("U")], .startAll, "start all", "start all functions", from: "lazydocker"),
        .init([.character("D")], .stopAll, "stop all", "stop all functions; asks first", from: "lazydocker"),
        .init(
            [.character("w")], .wrap, "wrap", "wrap long lines, or cut them", panes: [.logs, .response], from: "less"),
        .init([.character("t")], .times, "times", "show the time of each line", panes: [.logs], from: "k9s"),
        .init(
            [.character("R")], .emulator, "all lines", "show all lines unformatted, also START, END and REPORT",
            panes: [.logs]),
        .init(
            [.character("z")], .foldAll, "fold all", "fold or unfold all calls", panes: [.logs], from: "vi"),
        .init([.character("[")], .previousInvocation, "", "go to the previous call in the log", from: "vi"),
        .init([.character("]")], .nextInvocation, "", "go to the next call in the log", from: "vi"),
        .init([.character("+"), .character("_")], .zoom, "zoom", "give the pane the whole screen", from: "lazygit"),
        .init([.tab], .nextView, "view", "next view: body, log, timing, diff", panes: [.response]),
        .init(
            [.tab], .nextPane, "pane", "go to the next pane", panes: [.functions, .events, .logs], from: "lazydocker"),
        .init([.backTab], .previousPane, "", "go to the previous pane", from: "lazydocker"),
        .init([.character("1")], .pane1, "", "go to the functions"),
        .init([.character("2")], .pane2, "", "go to the events"),
        .init([.character("3")], .pane3, "", "go to the logs"),
        .init([.character("4")], .pane4, "", "go to the response"),
        .init(
            [.enter], .act, "",
            "function: its events; event: invoke; line: open its file, or fold"),
        .init([.escape], .back, "", "close the help or the zoom, or stop waiting for a call"),
        .init([.character("j"), .down], .down, "", "down", from: "vi, less"),
        .init([.character("k"), .up], .up, "", "up", from: "vi, less"),
        .init([.pageDown, .character(" "), .control("f")], .pageDown, "", "a page down", from: "less"),
        .init([.pageUp, .control("b")], .pageUp, "", "a page up", from: "less"),
        .init([.control("d")], .halfDown, "", "half a page down", from: "vi, less"),
        .init([.control("u")], .halfUp, "", "half a page up", from: "vi, less"),
        .init([.character("g"), .home], .first, "", "to the start", from: "vi, less"),
        .init([.character("G"), .end], .last, "", "to the end", from: "vi, less"),
        .init([.left], .left, "", "scroll left", panes: [.logs, .response], from: "less"),
        .init([.right], .right, "", "scroll right", panes: [.logs, .response], from: "less"),
        .init([.control("l")], .redraw, "", "redraw the screen", from: "less"),
        .init([.control("z")], .suspend, "", "suspend lamdeck; `fg` resumes it", from: "a shell"),
    ]

    private static let byKey: [Key: [KeyBinding]] = {
        var table: [Key: [KeyBinding]] = [:]
        for binding in bindings {
            for key in binding.keys { table[key, default: []].append(binding) }
        }
        return table
    }()

    /// The command of a key in a pane; nil for a key without one. If no row fits the pane, a row of another pane is
    /// returned: its command explains itself.
    public static func binding(for key: Key, in pane: Pane) -> KeyBinding? {
        let rows = byKey[key] ?? []
        return rows.first { $0.panes.contains(pane) } ?? rows.first
    }

    /// The footer's rows for a pane, the most important first.
    static func footer(for pane: Pane) -> [KeyBinding] {
        bindings.filter { !$0.label.isEmpty && $0.panes.contains(pane) }
    }
}

extension Key {
    /// The key's name in the help.
    public var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "^" + character.uppercased()
        case .alt(let character): "M-" + String(character)
        case .function(let number): "F\(number)"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        }
    }
}

extension KeyMap {
    /// The content of `docs/keys.md`, made from the table.
    public static var referencePage: String {
        var lines = ["# Keys", "", "| key | does | panes | known from |", "| --- | --- | --- | --- |"]
        for binding in bindings {
            let keys = binding.keys.map { "`\($0.name)`" }.joined(separator: " ")
            let panes =
                binding.panes.count == Pane.allCases.count ? "all" : binding.panes.map(\.title).joined(separator: ", ")
            lines.append("| \(keys) | \(binding.description) | \(panes) | \(binding.source) |")
        }
        lines += ["", "In the history:", "", "| key | does |", "| --- | --- |"]
        for binding in history {
            let keys = binding.keys.map { "`\($0.name)`" }.joined(separator: " ")
            lines.append("| \(keys) | \(binding.description) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
