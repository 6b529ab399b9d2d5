import LambdaModel
import Support

/// One thing that the palette offers.
struct PaletteEntry: Hashable, Sendable {
    /// What Enter does.
    enum Act: Hashable, Sendable {
        /// Runs a command as if its key had been pressed.
        case action(KeyAction)
        /// Selects a function.
        case function(String)
        /// Selects a function's event, and invokes it.
        case invoke(function: String, event: String)
        /// Selects a call of the selected function, by the number of its row.
        case call(Int)
        /// Begins a new event of the selected function from a template.
        case template(String)
        /// Opens the address of an API in the browser. The API has a route to the function.
        case open(String, function: String)
        /// Uses a palette.
        case theme(DeckConfiguration.Theme)
    }

    /// The kinds of entries; the character before a search limits it to one of them.
    enum Kind: String, Hashable, Sendable, CaseIterable {
        case command, function, event, call, template

        /// The character that the user types for this kind alone.
        var prefix: Character {
            switch self {
            case .command: ">"
            case .function: "@"
            case .event: "!"
            case .call: "#"
            case .template: "+"
            }
        }
    }

    /// What kind it is.
    let kind: Kind
    /// What it does, in words.
    let title: String
    /// The key that does the same; empty if none does.
    var key = ""
    /// More about it, for the preview.
    var detail: [String] = []
    /// What Enter does.
    let act: Act
    /// The text that is searched; nil for the title.
    var searched: String?
}

extension PaletteEntry {
    /// How many calls are offered.
    private static let mostCalls = 100

    /// Everything that the palette offers for a model, in the order in which it is listed without a search.
    static func all(_ model: Model) -> [PaletteEntry] {
        commands(model) + addresses(model) + themes(model) + functions(model) + events(model) + calls(model)
            + templates(model)
    }

    private static func commands(_ model: Model) -> [PaletteEntry] {
        model.keys.rows.filter { row in
            row.command?.step == nil && row.command != .palette && row.command != .act
                && row.panes.contains(model.focus)
        }
        .map { row in
            let keys = row.keys.count > 1 ? ["keys: " + row.keys.map(\.name).joined(separator: " ")] : []
            switch row.action {
            case .command:
                return PaletteEntry(
                    kind: .command, title: row.description, key: row.keys.first?.name ?? "", detail: keys,
                    act: .action(row.action))
            case .own(let own):
                return PaletteEntry(
                    kind: .command, title: "\(own.name): \(row.description)", key: row.keys.first?.name ?? "",
                    detail: [PlainText.line(own.command)] + keys, act: .action(row.action))
            }
        }
    }

    /// The addresses of the APIs that browsers can open, in the order of the file.
    private static func addresses(_ model: Model) -> [PaletteEntry] {
        var apis: [String: Int] = [:]
        var entries: [(function: String, api: String, port: Int, routes: [String])] = []
        for item in model.functions.items {
            for route in item.info.routes where route.kind != .websocket {
                let place = apis[route.api] ?? entries.count
                if place == entries.count { entries.append((item.info.name, route.api, route.port, [])) }
                apis[route.api] = place
                entries[place].routes.append("\(route.key) → \(item.info.name)")
            }
        }
        return entries.map { entry in
            let url = "http://127.0.0.1:\(entry.port)/"
            return PaletteEntry(
                kind: .command, title: "open \(url) · \(entry.api)", detail: entry.routes,
                act: .open(url, function: entry.function))
        }
    }

    /// The palettes, which the screen shows while they are selected.
    private static func themes(_ model: Model) -> [PaletteEntry] {
        DeckConfiguration.Theme.allCases.map { theme in
            let words =
                switch theme {
                case .automatic: "as the terminal's background is"
                case .dark: "for a dark background"
                case .light: "for a light background"
                }
            return PaletteEntry(
                kind: .command, title: "theme: colours \(words)", key: theme == model.theme ? "✓" : "",
                detail: ["The screen shows it now. Enter keeps it for this project, Esc goes back."],
                act: .theme(theme))
        }
    }

    private static func templates(_ model: Model) -> [PaletteEntry] {
        guard let name = model.selected else { return [] }
        return templates.map { template in
            PaletteEntry(
                kind: .template, title: template.title,
                detail: ["\(template.summary), for \(name)", template.parameters],
                act: .template(template.name))
        }
    }

    /// The texts of all templates, which are the same for each function. To find the parameters takes some time.
    private static let templates = EventTemplate.all.map { template in
        (
            name: template.name, title: "new event from \(template.name)",
            summary: "\(template.source): \(template.summary)",
            parameters: template.parameters.map(\.name).joined(separator: ", ")
        )
    }

    private static func functions(_ model: Model) -> [PaletteEntry] {
        model.functions.items.map { item in
            PaletteEntry(
                kind: .function, title: "go to \(item.info.name)",
                detail: [
                    "\(item.info.runtime) · \(item.info.url)",
                    StateMark.message(item, model).text,
                ],
                act: .function(item.info.name), searched: item.info.name)
        }
    }

    private static func events(_ model: Model) -> [PaletteEntry] {
        model.functions.items.flatMap { item in
            item.events.names.map { name in
                let last = item.calls.outcomes[name]
                return PaletteEntry(
                    kind: .event, title: "invoke \(item.info.name) / \(EventName.stem(of: name))",
                    key: item.info.name == model.selected && name == item.selectedEvent
                        ? model.keys.keyName(of: .invoke) ?? "" : "",
                    detail: [
                        item.events.path(of: name) ?? "",
                        last?.outcome.map { "last result: \($0)" } ?? "not invoked yet",
                    ],
                    act: .invoke(function: item.info.name, event: name),
                    searched: "\(item.info.name) / \(EventName.stem(of: name))")
            }
        }
    }

    private static func calls(_ model: Model) -> [PaletteEntry] {
        guard let table = model.item?.calls.table else { return [] }
        return (0..<min(table.visibleCount, mostCalls)).map { place in
            let row = table.visible(place)
            let time = ClockTime.text(row.summary.startedAt + Double(model.secondsFromUTC))
            let result = row.summary.errorType ?? row.summary.outcome ?? "not ended"
            let name = row.summary.callName ?? row.from.text
            return PaletteEntry(
                kind: .call, title: "call \(time) \(result) · \(name)",
                detail: [
                    "from \(row.from.text)",
                    CallTime.text(start: row.summary.initMilliseconds, handler: row.summary.milliseconds),
                ],
                act: .call(row.id))
        }
    }
}

/// How well a text contains the characters of a search, in order: the fuzzy match of the palette.
enum FuzzyMatch {
    /// A higher number for a better match; nil for none. Characters at starts of words and next to each other count
    /// more, and so does a short text.
    static func score(_ search: String, in text: String) -> Int? {
        let wanted = Array(search.lowercased().filter { $0 != " " })
        guard !wanted.isEmpty else { return 0 }
        let characters = Array(text.lowercased())
        var best: Int?
        // Several starts: the first occurrence of the first character is not always the best one.
        for start in characters.indices where characters[start] == wanted[0] {
            if let score = score(wanted, characters, from: start) { best = max(best ?? score, score) }
        }
        return best
    }

    private static func score(_ wanted: [Character], _ text: [Character], from start: Int) -> Int? {
        var (score, last, index) = (0, -1, start)
        for character in wanted {
            guard let found = text[index...].firstIndex(of: character) else { return nil }
            let isStart = found == 0 || !(text[found - 1].isLetter || text[found - 1].isNumber)
            score += last >= 0 && found == last + 1 ? 8 : isStart ? 6 : 1
            (last, index) = (found, found + 1)
        }
        return score * 8 - text.count / 8 - start / 4
    }
}
