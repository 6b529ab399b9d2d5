import LambdaModel
import Support

/// The settings of a function with their sources, its environment and its containers; covers the panes.
public struct InfoScreen: Hashable, Sendable {
    /// The answer of the host about the function.
    enum Content: Hashable, Sendable {
        /// The host was asked.
        case loading
        /// The host does not have the function.
        case unknown
        case loaded(FunctionDetails)
    }

    /// The function; nil if there is none.
    private(set) var function: String?
    /// The answer of the host about it.
    private(set) var content = Content.loading
    /// Whether the values of secrets are shown.
    private(set) var isRevealed = false
    /// The place of the selected value among those of all sections.
    private(set) var index = 0

    /// The settings of a function, which `effects` asks for.
    init(function: String?) { self.function = function }

    /// What the deck has to do when it shows this view, and when functions.json or the function's state changed.
    var effects: [Effect] { function.map { [.loadDetails($0)] } ?? [] }

    /// Takes the answer to `Effect.loadDetails`. An answer about another function is late, and changes nothing.
    mutating func receive(_ details: FunctionDetails?, of name: String) {
        guard name == function else { return }
        content = details.map { .loaded($0) } ?? .unknown
        index = max(0, min(index, rows.count - 1))
    }

    /// The values of all sections.
    var rows: [FunctionDetails.Row] {
        switch content {
        case .loading, .unknown: []
        case .loaded(let details): details.sections.flatMap(\.rows)
        }
    }

    /// The value as it is shown: a secret is hidden unless the user wants to see it.
    func shown(_ row: FunctionDetails.Row) -> String {
        row.isSecret && !isRevealed ? "••••••••" : row.value
    }

    // MARK: Keys

    /// The keys, in the order of the footer.
    static let bindings: [ScreenBinding] = [
        .init(keys: [.enter, .character("e")], label: "edit", description: "open the file that has the value"),
        .init(keys: [.character("v")], label: "secrets", description: "show the values of secrets, or hide them"),
        .init(
            keys: [.character("o")], label: "browser",
            description: "open the selected URL in the browser, or the function's"),
        .init(keys: [.character("y")], label: "copy", description: "copy the selected value"),
        .init(
            keys: [.character("Y")], label: "copy all", description: "copy all values; secrets only if they are shown"),
        .init(keys: [.character("[")], label: "", description: "the settings of the previous function"),
        .init(keys: [.character("]")], label: "function", description: "the settings of the next function"),
        .init(keys: [.character("r")], label: "reload", description: "read the settings again"),
        .init(keys: [.down, .character("j")], label: "", description: "the next value"),
        .init(keys: [.up, .character("k")], label: "", description: "the previous value"),
        .init(keys: [.pageDown, .character(" ")], label: "", description: "ten values down"),
        .init(keys: [.pageUp], label: "", description: "ten values up"),
        .init(keys: [.home, .character("g")], label: "", description: "the first value"),
        .init(keys: [.end, .character("G")], label: "", description: "the last value"),
        .init(
            keys: [.escape, .character("I"), .character("q"), .control("c")], label: "close",
            description: "back to the sections"),
    ]

    /// Takes a key.
    mutating func handle(_ key: Key, _ model: Model) -> ScreenAction {
        switch key {
        case .escape, .character("I"), .character("q"), .control("c"): return .close
        case .enter, .character("e"): return edit(model)
        case .character("v"): return reveal()
        case .character("o"): return open(model)
        case .character("y"): return copy()
        case .character("Y"): return copyAll()
        case .character("["): return show(-1, model)
        case .character("]"): return show(1, model)
        case .character("r"): return .effects(effects)
        case .down, .character("j"): return move(by: 1)
        case .up, .character("k"): return move(by: -1)
        case .pageDown, .character(" "): return move(by: 10)
        case .pageUp: return move(by: -10)
        case .home, .character("g"): return move(by: -rows.count)
        case .end, .character("G"): return move(by: rows.count)
        case .control("l"): return .effects([.redraw])
        case .control("z"): return .effects([.suspend])
        case .character, .control, .alt, .function, .tab, .backTab, .backspace, .delete, .insert, .left, .right:
            return .notify("\(key.name) does nothing in the settings; Esc closes them")
        }
    }

    /// Takes the mouse. A press selects a value, and a double click opens the file that has it.
    mutating func handle(_ event: MouseEvent, _ model: Model, _ rect: Rect) -> ScreenAction {
        switch event.action {
        case .scrollUp: return move(by: -3)
        case .scrollDown: return move(by: 3)
        case .drag, .release: return .keep
        case .press, .doubleClick:
            guard rect.contains(x: event.x, y: event.y),
                let hit = InfoLines(self, rect).value(row: event.y - rect.y)
            else { return .keep }
            index = hit
            return event.action == .doubleClick ? edit(model) : .keep
        }
    }

    private mutating func move(by amount: Int) -> ScreenAction {
        index = max(0, min(rows.count - 1, index + amount))
        return .keep
    }

    private mutating func reveal() -> ScreenAction {
        guard rows.contains(where: \.isSecret) else { return .notify("this function has no secrets") }
        isRevealed.toggle()
        return .keep
    }

    private mutating func show(_ amount: Int, _ model: Model) -> ScreenAction {
        let names = model.functions.names
        guard names.count > 1 else { return .notify("there is no other function") }
        let place = function.flatMap(names.firstIndex) ?? 0
        self = InfoScreen(function: names[(place + amount + names.count) % names.count])
        return .effects(effects)
    }

    private func edit(_ model: Model) -> ScreenAction {
        guard rows.indices.contains(index) else { return .notify("there is no value to edit") }
        switch rows[index].source {
        case .environmentFile(let path): return .effects([.edit(path: path, line: nil)])
        case .project(let line), .defaults(let line), .function(let line):
            guard let path = model.manifest.path else { return .notify("there is no functions.json") }
            return .effects([.edit(path: path, line: line)])
        case .standard: return .notify("this is the default: functions.json does not have the key")
        case .ownEnvironment(let name): return .notify("this comes from the variable \(name) of lamdeck's environment")
        case nil: return .notify("this value is in no file")
        }
    }

    /// Opens the selected URL, unless it is a pattern; otherwise that of the function.
    private func open(_ model: Model) -> ScreenAction {
        guard let function, let item = model.functions[function] else { return .notify("there is no function") }
        let value = rows.indices.contains(index) ? rows[index].value : ""
        let isURL = value.hasPrefix("http://") && !value.contains("{") && !value.hasSuffix("/invocations")
        return .openURL(isURL ? value : item.info.url, function: function)
    }

    private func copy() -> ScreenAction {
        guard rows.indices.contains(index) else { return .notify("there is no value to copy") }
        let row = rows[index]
        // The clipboard must not get a secret that the user does not see.
        guard !row.isSecret || isRevealed else { return .notify("this value is hidden: v shows it, then y copies it") }
        return .effects([.copy(row.value)])
    }

    private func copyAll() -> ScreenAction {
        guard case .loaded(let details) = content else { return .notify("there is no value to copy") }
        let text = details.sections.map { section in
            section.title.uppercased() + "\n"
                + section.rows.map { row in
                    "\(row.name)\t\(shown(row))" + (row.source.map { "\t\($0.label)" } ?? "") + "\n"
                }.joined()
        }
        return .effects([.copy(text.joined(separator: "\n"))])
    }
}
