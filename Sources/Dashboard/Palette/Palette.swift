import LambdaModel
import Support

/// The palette: a line that finds commands, functions, events, calls, templates and themes, and a list of what it found.
public struct Palette: Hashable, Sendable {
    /// What the user types.
    var line = EditableLine()
    /// The place of the cursor in the list.
    var selection = 0
    /// The theme that the screen shows because it is selected; nil for the theme in use.
    private(set) var previewed: DeckConfiguration.Theme?

    /// The most entries that are listed.
    private static let mostEntries = 200

    /// The keys, for the reference page. All others edit the line.
    static let bindings: [ScreenBinding] = [
        .init(keys: [.enter], label: "run", description: "do what the selected entry says"),
        .init(keys: [.down, .tab], label: "", description: "the next entry"),
        .init(keys: [.up, .backTab], label: "", description: "the previous entry"),
        .init(keys: [.pageDown], label: "", description: "ten entries down"),
        .init(keys: [.pageUp], label: "", description: "ten entries up"),
        .init(keys: [.character(">")], label: "commands", description: "before the text: only commands"),
        .init(keys: [.character("@")], label: "functions", description: "before the text: only functions"),
        .init(
            keys: [.character("!")], label: "events", description: "before the text: only events, which Enter invokes"),
        .init(
            keys: [.character("#")], label: "calls", description: "before the text: only calls of the selected function"
        ),
        .init(keys: [.character("+")], label: "templates", description: "before the text: only templates for events"),
        .init(keys: [.escape, .control("c"), .control("p")], label: "close", description: "back to the sections"),
    ]

    /// The entries that match, the best first, and how many there are of all kinds.
    func found(_ model: Model) -> (entries: [PaletteEntry], all: Int) {
        let entries = PaletteEntry.all(model)
        var search = line.text[...]
        var kind: PaletteEntry.Kind?
        if let first = search.first, let only = PaletteEntry.Kind.allCases.first(where: { $0.prefix == first }) {
            kind = only
            search = search.dropFirst()
        }
        let text = String(search)
        let matching = entries.enumerated().compactMap { place, entry -> (Int, Int, PaletteEntry)? in
            guard kind == nil || entry.kind == kind,
                let score = FuzzyMatch.score(text, in: entry.searched ?? entry.title)
            else {
                return nil
            }
            return (score, place, entry)
        }
        let sorted = matching.sorted { ($1.0, $0.1) < ($0.0, $1.1) }
        return (sorted.prefix(Self.mostEntries).map(\.2), entries.count)
    }

    /// Takes a key; the entry if Enter chose one.
    mutating func handle(_ key: Key, _ model: Model) -> PaletteAction {
        switch key {
        case .escape, .control("c"), .control("p"): return .close
        case .enter:
            let entries = found(model).entries
            guard entries.indices.contains(selection) else { return .keep }
            return .run(entries[selection].act)
        case .up, .backTab: move(by: -1, model)
        case .down, .tab: move(by: 1, model)
        case .pageUp: move(by: -10, model)
        case .pageDown: move(by: 10, model)
        default: if line.handle(key) { selection = 0 }
        }
        return .keep
    }

    /// Takes the mouse.
    mutating func handle(_ event: MouseEvent, _ model: Model) -> PaletteAction {
        let places = PaletteView.Places(model.size)
        switch event.action {
        case .scrollUp: move(by: -1, model)
        case .scrollDown: move(by: 1, model)
        case .drag, .release: break
        case .press, .doubleClick:
            guard places.box.contains(x: event.x, y: event.y) else { return .close }
            let entries = found(model).entries
            guard places.list.contains(x: event.x, y: event.y) else { return .keep }
            let index = places.offset(selection, entries.count) + event.y - places.list.y
            return entries.indices.contains(index) ? .run(entries[index].act) : .keep
        }
        return .keep
    }

    /// Shows the selected theme, and the theme in use if no theme is selected.
    mutating func preview(_ model: Model) -> [Effect] {
        let entries = found(model).entries
        let shown = previewed ?? model.theme
        previewed = nil
        if entries.indices.contains(selection), case .theme(let theme) = entries[selection].act { previewed = theme }
        let wanted = previewed ?? model.theme
        return wanted == shown ? [] : [.theme(wanted)]
    }

    /// Takes pasted text.
    mutating func paste(_ text: String) {
        line.insert(String(text.prefix(200)))
        selection = 0
    }

    private mutating func move(by amount: Int, _ model: Model) {
        let count = found(model).entries.count
        selection = max(0, min(count - 1, selection + amount))
    }
}

/// What the palette asks of the deck.
enum PaletteAction: Hashable, Sendable {
    /// Nothing but its own change.
    case keep
    /// The sections are visible again.
    case close
    /// Do this, and close.
    case run(PaletteEntry.Act)
}

extension PaletteEntry.Act {
    /// Does what the entry offers.
    func perform(on model: inout Model) -> [Effect] {
        model.overlay = nil
        switch self {
        case .action(let action): return action.perform(on: &model)
        case .function(let name):
            model.focus = .functions
            return model.functions.select(name)
        case .invoke(let function, let event):
            model.functions.change(function) { item in
                if let index = item.events.names.firstIndex(of: event) { item.select(event: index) }
            }
            return model.functions.select(function)
                + model.calls.invoke(function, event, at: model.now, in: &model.functions)
        case .call(let row):
            model.focus = .inspector
            return model.select(call: row)
        case .template(let name): return EventDesk.create(from: name, on: &model)
        case .open(let url, let function):
            return model.functions[function].map { BrowserCommand.open(url, of: $0, on: &model) } ?? []
        case .theme(let theme):
            model.chosenTheme = theme
            return [.theme(theme)]
        }
    }
}

extension PaletteAction {
    /// Does what the palette asks for.
    func perform(_ palette: Palette, on model: inout Model) -> [Effect] {
        switch self {
        case .keep:
            var palette = palette
            let effects = palette.preview(model)
            model.overlay = .palette(palette)
            return effects
        case .close:
            model.overlay = nil
            return palette.previewed.map { $0 == model.theme ? [] : [.theme(model.theme)] } ?? []
        case .run(let act): return act.perform(on: &model)
        }
    }
}

/// Draws the palette in the upper part of the screen.
enum PaletteView {
    private static let mostWidth = 76
    private static let mostHeight = 22

    /// The position of everything on a screen of a size.
    struct Places {
        /// The frame.
        let box: Rect
        /// What is in it.
        let inside: Rect
        /// The list of entries.
        let list: Rect
        /// Rows of the preview below the list, with its rule.
        let previewRows: Int

        init(_ size: Size) {
            let (width, height) = (min(mostWidth, size.width - 2), min(mostHeight, size.height - 2))
            box = Rect(
                x: (size.width - width) / 2, y: max(1, (size.height - height) / 4), width: width, height: height)
            inside = Rect(x: box.x + 2, y: box.y + 1, width: box.width - 4, height: box.height - 2)
            previewRows = inside.height >= 12 ? 4 : 0
            list = Rect(
                x: inside.x, y: inside.y + 2, width: inside.width, height: max(0, inside.height - 3 - previewRows))
        }

        /// The first entry in the list.
        func offset(_ selection: Int, _ count: Int) -> Int {
            ListOffset.of(min(selection, max(0, count - 1)), count: count, height: list.height)
        }
    }

    static func draw(_ palette: Palette, _ model: Model, in grid: inout Grid) {
        let places = Places(model.size)
        let (box, inside, list, previewRows) = (places.box, places.inside, places.list, places.previewRows)
        OverlayView.frame(box, in: &grid)
        let (entries, all) = palette.found(model)
        let selection = min(palette.selection, max(0, entries.count - 1))
        let count = "\(Count.text(entries.count)) of \(Count.text(all))"
        grid.put("› ", x: inside.x, y: inside.y, style: Style(.prompt, attributes: .bold))
        grid.put(count, x: inside.x + inside.width - count.cellWidth, y: inside.y, style: Style(.dim))
        rule(box, y: inside.y + 1, in: &grid)
        drawList(entries, selection, places, in: &grid)
        if previewRows > 0, entries.indices.contains(selection) {
            rule(box, y: list.y + list.height, in: &grid)
            for (row, text) in entries[selection].detail.prefix(previewRows - 1).enumerated() {
                grid.put(
                    text.fitted(inside.width), x: inside.x, y: list.y + list.height + 1 + row, style: Style(.dim))
            }
        }
        let keys = "Enter run  Esc close   > commands  @ functions  ! events  # calls  + new"
        grid.put(keys.fitted(inside.width), x: inside.x, y: inside.y + inside.height - 1, style: Style(.dim))
        palette.line.draw(
            x: inside.x + 2, y: inside.y, width: max(1, inside.width - 4 - count.cellWidth), style: Style(.text),
            in: &grid)
    }

    private static func rule(_ box: Rect, y: Int, in grid: inout Grid) {
        let style = Style(.borderFocused)
        grid.fill(Rect(x: box.x + 1, y: y, width: box.width - 2, height: 1), "─", style: style)
        grid.put("├", x: box.x, y: y, style: style)
        grid.put("┤", x: box.x + box.width - 1, y: y, style: style)
    }

    private static func drawList(_ entries: [PaletteEntry], _ selection: Int, _ places: Places, in grid: inout Grid) {
        let rect = places.list
        guard !entries.isEmpty else {
            grid.put("nothing matches", x: rect.x, y: rect.y, style: Style(.dim), width: rect.width)
            return
        }
        let offset = places.offset(selection, entries.count)
        for row in 0..<rect.height where offset + row < entries.count {
            let (entry, y) = (entries[offset + row], rect.y + row)
            let kind = rect.width >= 40 ? 10 : 0
            if kind > 0 { grid.put(entry.kind.rawValue, x: rect.x, y: y, style: Style(.dim)) }
            let key = entry.key.cellWidth
            let room = max(0, rect.width - kind - key - 1)
            grid.put(entry.title.fitted(room), x: rect.x + kind, y: y, style: Style(.text))
            grid.put(entry.key, x: rect.x + rect.width - key, y: y, style: Style(.footerKey))
            if offset + row == selection {
                grid.highlight(Rect(x: rect.x - 1, y: y, width: rect.width + 2, height: 1), .selection)
            }
        }
    }
}
