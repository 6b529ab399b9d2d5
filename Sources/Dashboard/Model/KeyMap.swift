/// Everything that a key can do.
public enum Command: String, Hashable, Sendable, CaseIterable {
    case down, up, pageDown, pageUp, halfDown, halfUp, first, last, left, right
    case nextPane, nextView, previousPane, pane1, pane2, pane3, pane4, pane5, act, back
    case invoke, invokeCall, again, edit, newEvent, accept, saveCall, saveFile, duplicate, rename, delete, undo, pin,
        compare, copy, copyPath, copyLine, copyAll, copyCurl, copyInvoke, copyRun, openURL, pager, allLogs, metrics,
        connections, info, palette, history, build, shell, restart, start, stop, startAll, stopAll
    case nextFound, previousFound
    case fold, foldAll, fewerLevels, moreLevels, nextSibling, previousSibling, parent
    case debug, copyLaunch, writeLaunch
    case follow, previousInvocation, nextInvocation, wrap, times, emulator, rawResponse, zoom, wider, narrower, taller,
        shorter, redraw, suspend, help, problems, createManifest, quit
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
    /// The sections in which it works.
    public var panes: [Pane]
    /// Those of them whose footer names it.
    var footers: [Pane]
    /// The known program that uses the same key.
    public var source: String
    /// Whether the footer shows it at its right end, whichever section has the focus.
    public var isGlobal: Bool

    init(
        _ keys: [Key], _ command: Command, _ label: String = "", _ description: String,
        panes: [Pane] = Pane.allCases, shownIn footers: [Pane]? = nil, from source: String = "",
        isGlobal: Bool = false
    ) {
        self.keys = keys
        self.command = command
        self.label = label
        self.description = description
        self.panes = panes
        self.footers = footers ?? panes
        self.source = source
        self.isGlobal = isGlobal
    }
}

/// The one table of keys. A new key is a new row.
public enum KeyMap {
    /// The commands that a section's footer shows first, the most used one first; the others follow in the order of
    /// ``bindings``.
    static let footerStarts: [Pane: [Command]] = [
        .functions: [.act, .invoke, .start, .stop, .openURL], .calls: [.act, .invokeCall, .saveCall, .copyPath],
    ]

    /// All rows, in the order of the help page; the footer shows those with a label.
    public static let bindings: [KeyBinding] = [
        .init(
            [.enter], .act, "open", "function: its events; event: invoke; call: inspect; line: open its file, or fold",
            shownIn: [.functions, .calls, .inspector]),
        .init(
            [.character("i")], .invoke, "invoke", "invoke the selected event; {} if none is saved",
            panes: [.functions, .events, .inspector, .logs]),
        .init([.character("i")], .invokeCall, "invoke again", "invoke the event of the selected call", panes: [.calls]),
        .init([.character(".")], .again, "again", "invoke the last event again", shownIn: [.events]),
        .init([.tab], .nextView, "view", "next view: event, response, log, timing, diff", panes: [.inspector]),
        .init(
            [.character("S")], .start, "start", "start the selected function", shownIn: [.functions], from: "lazydocker"
        ),
        .init(
            [.character("s")], .stop, "stop", "stop the selected function", shownIn: [.functions], from: "lazydocker"),
        .init(
            [.character("r")], .restart, "restart", "restart the selected function", shownIn: [.functions, .logs],
            from: "lazydocker"),
        .init(
            [.character("B")], .build, "build", "build the code of the selected function with its build command",
            shownIn: [.functions]),
        .init(
            [.character("d")], .debug, "debug", "restart the selected function under its debugger, or without it",
            shownIn: [.functions]),
        .init([], .copyLaunch, "", "copy the debugger's entry for VS Code's launch.json"),
        .init([], .writeLaunch, "", "add the debugger's entry to .vscode/launch.json"),
        .init(
            [.character("e")], .edit, "edit", "edit the selected event in $VISUAL or $EDITOR", shownIn: [.events],
            from: "lazygit"),
        .init(
            [.character("a")], .newEvent, "new", "a new event from a template, or from pasted text",
            shownIn: [.events], from: "lazygit"),
        .init(
            [.character("A")], .accept, "accept", "accept the response as the expectation of its event",
            panes: [.events, .calls, .inspector], shownIn: [.calls]),
        .init(
            [.control("s")], .saveCall, "save event",
            "save the event of the selected call, or of the call under the log's cursor",
            panes: [.calls, .inspector, .logs], shownIn: [.calls, .inspector], from: "k9s"),
        .init([.alt("s")], .saveFile, "", "save what the section shows as a file: response, log, event"),
        .init([.character("C")], .duplicate, "", "duplicate the event", panes: [.events]),
        .init([.character("M")], .rename, "rename", "rename the event", panes: [.events]),
        .init(
            [.character("X"), .delete], .delete, "delete", "delete the event; undo brings it back", panes: [.events]),
        .init([.character("u")], .undo, "", "undo the last change of saved events"),
        .init(
            [.character("y")], .copy, "copy", "copy the value or line under the cursor; function: its address",
            shownIn: [.inspector, .logs], from: "jless"),
        .init(
            [.character("Y")], .copyPath, "curl", "copy the path of the value; event: its file; call: as curl",
            shownIn: [.calls], from: "jless"),
        .init(
            [.alt("l")], .copyLine, "", "copy the line under the cursor, with its key", panes: [.inspector]),
        .init([.alt("a")], .copyAll, "", "copy all that the section shows"),
        .init(
            [.alt("y")], .copyCurl, "",
            "copy the selected call, or that under the log's cursor, as curl; events: the event"),
        .init([.alt("i")], .copyInvoke, "", "copy the selected call as lamdeck invoke"),
        .init([.alt("d")], .copyRun, "", "copy the selected call as docker run and curl, without lamdeck"),
        .init(
            [.character("o")], .openURL, "browser",
            "open the function's URL in the browser; call: that of its GET request", shownIn: [.functions]),
        .init([.character("O")], .pager, "", "show the section's content in $PAGER"),
        .init(
            [.character("P")], .pin, "pin", "pin or unpin the event: each save invokes a pinned event",
            panes: [.events]),
        .init([.character("c")], .compare, "compare", "mark a call, then compare another one with it", panes: [.calls]),
        .init(
            [.character("n")], .nextFound, "next failed", "go to the next failed call; in a diff, the next difference",
            panes: [.calls, .inspector], shownIn: [.calls], from: "less"),
        .init(
            [.character("N")], .previousFound, "", "go to the previous failed call, or the previous difference",
            panes: [.calls, .inspector], from: "less"),
        .init(
            [.character("z")], .fold, "", "fold or unfold the value, or fold what it is in", panes: [.inspector],
            from: "vi"),
        .init([.character("Z")], .foldAll, "", "fold or unfold everything", panes: [.inspector], from: "vi"),
        .init([.character("(")], .fewerLevels, "", "fold the deepest level", panes: [.inspector]),
        .init([.character(")")], .moreLevels, "", "unfold one more level", panes: [.inspector]),
        .init(
            [.character("J")], .nextSibling, "", "go to the next value of the same level", panes: [.inspector],
            from: "jless"),
        .init(
            [.character("K")], .previousSibling, "", "go to the previous value of the same level", panes: [.inspector],
            from: "jless"),
        .init(
            [.character("H")], .parent, "", "go to the value that this one is in", panes: [.inspector], from: "jless"),
        .init(
            [.character("F")], .follow, "follow", "follow the log, or stop following it", shownIn: [.logs],
            from: "less"),
        .init([.character("t")], .times, "times", "show the time of each line", panes: [.logs], from: "k9s"),
        .init(
            [.character("R")], .emulator, "raw", "show all lines unformatted, also START, END and REPORT",
            panes: [.logs]),
        .init(
            [.character("R")], .rawResponse, "", "HTTP call: the response as the function returned it, or as HTTP",
            panes: [.inspector]),
        .init(
            [.character("w")], .wrap, "wrap", "wrap long lines, or cut them", panes: [.inspector, .logs], from: "less"),
        .init([.character("L")], .allLogs, "all logs", "the logs of all functions", shownIn: [.functions, .logs]),
        .init(
            [.character("m")], .metrics, "metrics", "durations and memory of the function's calls",
            shownIn: [.functions]),
        .init(
            [.character("I")], .info, "info", "the function's settings and their sources", shownIn: [.functions]),
        .init(
            [.character("E")], .shell, "", "open a shell in the container of the selected function",
            from: "lazydocker"),
        .init([.character("W")], .connections, "", "the open connections of WebSocket APIs"),
        .init([.character("h")], .history, "history", "open the history of invocations"),
        .init(
            [.character("+"), .character("_")], .zoom, "zoom", "give the section the whole screen", from: "lazygit"),
        .init(
            [.character(":"), .control("p")], .palette, "palette", "find a command, function, event or call",
            from: "k9s", isGlobal: true),
        .init([.character("?"), .function(1)], .help, "keys", "show these keys", isGlobal: true),
        .init([.character("q"), .control("c")], .quit, "quit", "quit; asks if functions are running", isGlobal: true),
        .init([.character("!")], .problems, "", "show the problems in functions.json"),
        .init([], .createManifest, "", "make a functions.json from the handlers in this folder"),
        .init(
            [.character("U")], .startAll, "start all", "start all functions", shownIn: [.functions], from: "lazydocker"),
        .init(
            [.character("D")], .stopAll, "stop all", "stop all functions; asks first", shownIn: [.functions],
            from: "lazydocker"),
        .init([.character("[")], .previousInvocation, "", "go to the previous call in the log", from: "vi"),
        .init([.character("]")], .nextInvocation, "", "go to the next call in the log", from: "vi"),
        .init(
            [.tab], .nextPane, "", "go to the next section", panes: [.functions, .events, .calls, .logs],
            from: "lazydocker"),
        .init([.backTab], .previousPane, "", "go to the previous section", from: "lazydocker"),
        .init([.character("1")], .pane1, "", "go to the functions"),
        .init([.character("2")], .pane2, "", "go to the events"),
        .init([.character("3")], .pane3, "", "go to the calls"),
        .init([.character("4")], .pane4, "", "go to the selected call"),
        .init([.character("5")], .pane5, "", "go to the log"),
        .init([.escape], .back, "", "close the help or the zoom, or cancel the running call"),
        .init([.character("j"), .down], .down, "", "down", from: "vi, less"),
        .init([.character("k"), .up], .up, "", "up", from: "vi, less"),
        .init([.pageDown, .character(" "), .control("f")], .pageDown, "", "a page down", from: "less"),
        .init([.pageUp, .control("b")], .pageUp, "", "a page up", from: "less"),
        .init([.control("d")], .halfDown, "", "half a page down", from: "vi, less"),
        .init([.control("u")], .halfUp, "", "half a page up", from: "vi, less"),
        .init([.character("g"), .home], .first, "", "to the start", from: "vi, less"),
        .init([.character("G"), .end], .last, "", "to the end", from: "vi, less"),
        .init([.left], .left, "", "scroll left", panes: [.inspector, .logs], from: "less"),
        .init([.right], .right, "", "scroll right", panes: [.inspector, .logs], from: "less"),
        .init([.character(">")], .wider, "", "make the left half wider"),
        .init([.character("<")], .narrower, "", "make the left half narrower"),
        .init([.character("}")], .taller, "", "make the section taller"),
        .init([.character("{")], .shorter, "", "make the section shorter"),
        .init([.control("l")], .redraw, "", "redraw the screen", from: "less"),
        .init([.control("z")], .suspend, "", "suspend lamdeck; `fg` resumes it", from: "a shell"),
    ]
}

extension KeyMap {
    /// The content of `docs/keys.md`, made from the table.
    public static var referencePage: String {
        var lines = [
            "# Keys", "", "| key | command | does | sections | known from |", "| --- | --- | --- | --- | --- |",
        ]
        for binding in bindings {
            let keys = binding.keys.map { "`\($0.name)`" }.joined(separator: " ")
            let panes =
                binding.panes.count == Pane.allCases.count ? "all" : binding.panes.map(\.title).joined(separator: ", ")
            lines.append(
                "| \(keys) | `\(binding.command.rawValue)` | \(binding.description) | \(panes) | \(binding.source) |")
        }
        lines += table("In the history", history.map { ($0.keys, $0.description) })
        for view in views { lines += table(view.place, view.bindings.map { ($0.keys, $0.description) }) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The tables of keys that have another meaning in one place, in the order of the reference page.
    static let views: [(place: String, bindings: [ScreenBinding])] = [
        ("In the log", LogControls.bindings), ("In the logs of all functions", AllLogsScreen.bindings),
        ("In the metrics", MetricsScreen.bindings), ("In the settings", InfoScreen.bindings),
        ("In the problems", ProblemsScreen.bindings), ("In the connections", ConnectionsScreen.bindings),
        ("In the palette", Palette.bindings),
    ]

    /// The lines of such a table.
    private static func table(_ place: String, _ rows: [(keys: [Key], description: String)]) -> [String] {
        ["", place + ":", "", "| key | does |", "| --- | --- |"]
            + rows.map { row in
                "| \(row.keys.map { "`\($0.name)`" }.joined(separator: " ")) | \(row.description) |"
            }
    }
}
