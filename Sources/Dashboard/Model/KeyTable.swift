import LambdaModel

/// What a key of the sections does.
enum KeyAction: Hashable, Sendable {
    /// A command of the deck.
    case command(Command)
    /// A command of the user or of the project.
    case own(OwnCommand)

    /// Does it, and returns the effects to carry out.
    func perform(on model: inout Model) -> [Effect] {
        switch self {
        case .command(let command): command.perform(on: &model)
        case .own(let own): [own.effect(in: model)]
        }
    }
}

extension OwnCommand {
    /// The effect that runs the command with what is selected.
    func effect(in model: Model) -> Effect {
        let item = model.item
        let event = item?.selectedEvent
        let port = item?.info.port
        let values: [OwnCommandVariable: String] = [
            .function: item?.info.name ?? "", .port: port.map(String.init) ?? "",
            .event: item.flatMap { item in event.flatMap { item.events.path(of: $0) } } ?? "",
            .eventName: event.map { EventName.stem(of: $0) } ?? "",
            .url: port.map { LoopbackURL.origin(port: $0) } ?? "",
            .requestID: item?.calls.table.selectedRow?.summary.requestID ?? "",
        ]
        // The runner of the command adds the variables that the deck does not know.
        let environment = OwnCommandVariable.allCases.filter(\.isOfTheDeck).map { ($0.rawValue, values[$0] ?? "") }
        return .command(
            self, function: item?.info.name, environment: Dictionary(uniqueKeysWithValues: environment))
    }
}

/// One row of the table of keys in use.
struct KeyRow: Sendable {
    /// The keys; the footer shows the first one. Empty if the user has removed them.
    let keys: [Key]
    /// What they do.
    let action: KeyAction
    /// The word in the footer; empty if the footer does not name it.
    let label: String
    /// What it does, for the help and the palette.
    let description: String
    /// The sections in which it works.
    let panes: [Pane]
    /// Those of them whose footer names it.
    let footers: [Pane]
    /// Whether the footer shows it at its right end, whichever section has the focus.
    let isGlobal: Bool

    /// The deck's command; nil if it is the user's.
    let command: Command?

    /// A row of the deck's table, with its usual keys or those that the user chose.
    fileprivate init(_ binding: KeyBinding, keys: [Key]) {
        self.keys = keys
        (action, command) = (.command(binding.command), binding.command)
        (label, description) = (binding.label, binding.description)
        (panes, footers, isGlobal) = (binding.panes, binding.footers, binding.isGlobal)
    }

    /// A row of a command of the user or of the project.
    fileprivate init(_ own: OwnCommand) {
        keys = own.keys.compactMap { Key(name: $0) }
        (action, command) = (.own(own), nil)
        (label, description) = (own.name, own.description ?? "run \(PlainText.line(own.command))")
        (panes, footers, isGlobal) = (Pane.allCases, Pane.allCases, false)
    }
}

/// The keys in use: the deck's own table, as the user has changed it, and the commands of the user and the project.
struct KeyTable: Sendable {
    /// All rows, in the order of the help.
    let rows: [KeyRow]
    private let byKey: [Key: [Int]]

    /// The table without changes.
    static let standard = KeyTable(DeckConfiguration())

    /// The table as the user has changed it, with the commands of the project.
    init(_ configuration: DeckConfiguration, project: [OwnCommand] = []) {
        rows =
            KeyMap.bindings.map { binding in
                let names = configuration.keys[binding.command.rawValue]
                return KeyRow(binding, keys: names?.compactMap { Key(name: $0) } ?? binding.keys)
            } + (configuration.commands + project).map { KeyRow($0) }
        var table: [Key: [Int]] = [:]
        for (place, row) in rows.enumerated() {
            for key in row.keys { table[key, default: []].append(place) }
        }
        byKey = table
    }

    /// What a key does in a section; nil for a key without a command. If no row fits the section, a row of another
    /// section is returned, whose command explains itself; but not for a key that the user took from a command of this
    /// section: it would surprise with another command.
    func binding(for key: Key, in pane: Pane) -> KeyRow? {
        let found = (byKey[key] ?? []).map { rows[$0] }
        if let row = found.first(where: { $0.panes.contains(pane) }) { return row }
        let wasUsual = KeyMap.bindings.contains { $0.panes.contains(pane) && $0.keys.contains(key) }
        return wasUsual ? nil : found.first
    }

    /// The footer's rows for a section, the most important first.
    func footer(for pane: Pane) -> [KeyRow] {
        let starts = KeyMap.footerStarts[pane] ?? []
        let fitting = rows.filter { !$0.label.isEmpty && !$0.keys.isEmpty && !$0.isGlobal && $0.footers.contains(pane) }
        let ranks = fitting.map { row in starts.firstIndex { $0 == row.command } ?? starts.count }
        return fitting.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { fitting[$0] }
    }

    /// The footer's rows for all sections.
    var global: [KeyRow] { rows.filter { $0.isGlobal && !$0.keys.isEmpty } }

    /// The rows that have a key, for the help.
    var withKeys: [KeyRow] { rows.filter { !$0.keys.isEmpty } }

    /// A command's first key, for a sentence: `i` in "i invokes the event". A command without a key is in the palette.
    subscript(command: Command) -> String {
        keyName(of: command) ?? (command == .palette ? "" : "the palette")
    }

    /// The name of a command's first key; nil if it has none.
    func keyName(of command: Command) -> String? {
        rows.first { $0.command == command }?.keys.first?.name
    }

    /// A command's key and word, for a title: `e edit`. Empty if it has no key.
    func hint(_ command: Command) -> String {
        let row = rows.first { $0.command == command && !$0.label.isEmpty }
        guard let row, let key = row.keys.first else { return "" }
        return "\(key.name) \(row.label)"
    }
}

extension KeyMap {
    /// What `config.json` can name.
    public static let vocabulary = DeckVocabulary(
        commands: bindings.map { binding in
            DeckVocabulary.Command(
                name: binding.command.rawValue, keys: binding.keys.map(\.name),
                sections: binding.panes.map(\.title), description: binding.description)
        },
        sections: Pane.allCases.map(\.title), keyNames: Key.wordNames,
        reserved: ["/": "begins a search", "&": "begins a search"],
        keyName: { Key(name: $0)?.name })
}
