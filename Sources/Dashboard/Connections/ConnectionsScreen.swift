import LambdaModel
import Support

/// The open connections of WebSocket APIs as a list, oldest first; covers the panes.
public struct ConnectionsScreen: Hashable, Sendable {
    /// The API whose connections are shown; nil for all.
    private(set) var api: String?
    /// The id of the selected connection; nil if there was none yet.
    private(set) var selected: String?
    /// The place of the selected connection; the next one gets the cursor if it is closed.
    private var place = 0

    /// The connections of all APIs.
    init() {}

    // MARK: The rows

    /// The API that is shown alone; nil for all.
    func shown(_ apis: [WebSocketAPI]) -> WebSocketAPI? {
        apis.count == 1 ? apis[0] : api.flatMap { name in apis.first { $0.name == name } }
    }

    /// The connections, oldest first.
    func rows(_ model: Model) -> [WebSocketConnectionRow] {
        let rows =
            shown(WebSocketAPI.all(in: model)).map { model.connections[$0.name] ?? [] }
            ?? model.connections.values.flatMap { $0 }
        return rows.sorted { ($0.since, $0.id) < ($1.since, $1.id) }
    }

    /// The place of the cursor: on the selected connection, or at its last place; nil without connections.
    func index(in rows: [WebSocketConnectionRow]) -> Int? {
        guard !rows.isEmpty else { return nil }
        return rows.firstIndex { $0.id == selected } ?? max(0, min(place, rows.count - 1))
    }

    /// Keeps the cursor on its connection while others open and close.
    mutating func follow(_ model: Model) {
        let rows = rows(model)
        guard let index = index(in: rows) else { return }
        select(index, rows)
    }

    private mutating func select(_ index: Int, _ rows: [WebSocketConnectionRow]) {
        (place, selected) = (index, rows[index].id)
    }

    // MARK: Keys

    /// The keys, in the order of the footer.
    static let bindings: [ScreenBinding] = [
        .init(keys: [.enter], label: "calls", description: "go to the calls of the API's function"),
        .init(keys: [.character("y")], label: "copy id", description: "copy the connection's id"),
        .init(
            keys: [.character("Y")], label: "copy curl",
            description: "copy a command that sends a message to the connection"),
        .init(keys: [.character("[")], label: "", description: "the connections of the previous API, or of all"),
        .init(keys: [.character("]")], label: "API", description: "the connections of the next API, or of all"),
        .init(keys: [.down, .character("j")], label: "", description: "the next connection"),
        .init(keys: [.up, .character("k")], label: "", description: "the previous connection"),
        .init(keys: [.pageDown, .character(" ")], label: "", description: "ten connections down"),
        .init(keys: [.pageUp], label: "", description: "ten connections up"),
        .init(keys: [.home, .character("g")], label: "", description: "the oldest connection"),
        .init(keys: [.end, .character("G")], label: "", description: "the newest connection"),
        .init(
            keys: [.escape, .character("W"), .character("q"), .control("c")], label: "close",
            description: "back to the sections"),
    ]

    /// The keys of the footer: without a connection, there is nothing to copy.
    func bindings(_ model: Model) -> [ScreenBinding] {
        guard rows(model).isEmpty else { return Self.bindings }
        return Self.bindings.filter { $0.keys != [.character("y")] && $0.keys != [.character("Y")] }
    }

    /// Takes a key.
    mutating func handle(_ key: Key, _ model: Model) -> ScreenAction {
        let rows = rows(model)
        switch key {
        case .escape, .character("W"), .character("q"), .control("c"): return .close
        case .enter: return open(rows, model)
        case .character("y"):
            guard let index = index(in: rows) else { return .notify("there is no connection to copy") }
            return .effects([.copy(rows[index].id)])
        case .character("Y"): return copyCurl(rows, model)
        case .character("["): return show(-1, model)
        case .character("]"): return show(1, model)
        case .down, .character("j"): return move(by: 1, rows)
        case .up, .character("k"): return move(by: -1, rows)
        case .pageDown, .character(" "): return move(by: 10, rows)
        case .pageUp: return move(by: -10, rows)
        case .home, .character("g"): return move(by: -rows.count, rows)
        case .end, .character("G"): return move(by: rows.count, rows)
        case .control("l"): return .effects([.redraw])
        case .control("z"): return .effects([.suspend])
        case .character, .control, .alt, .function, .tab, .backTab, .backspace, .delete, .insert, .left, .right:
            return .notify("\(key.name) does nothing in the list of connections; Esc closes it")
        }
    }

    private mutating func move(by amount: Int, _ rows: [WebSocketConnectionRow]) -> ScreenAction {
        guard let index = index(in: rows) else { return .keep }
        select(max(0, min(rows.count - 1, index + amount)), rows)
        return .keep
    }

    /// Shows the next or the previous API. All of them follow the last one.
    private mutating func show(_ amount: Int, _ model: Model) -> ScreenAction {
        let apis = WebSocketAPI.all(in: model)
        guard apis.count > 1 else { return .notify("there is no other WebSocket API") }
        let names = [nil] + apis.map { Optional($0.name) }
        let current = names.firstIndex(of: shown(apis)?.name) ?? 0
        api = names[(current + amount + names.count) % names.count]
        follow(model)
        return .keep
    }

    /// Goes to the function of the selected connection's API; without connections, to that of the shown API.
    private func open(_ rows: [WebSocketConnectionRow], _ model: Model) -> ScreenAction {
        let apis = WebSocketAPI.all(in: model)
        let name = index(in: rows).map { rows[$0].api } ?? shown(apis)?.name ?? apis.first?.name
        guard let name else { return .notify("functions.json has no WebSocket API") }
        guard let function = apis.first(where: { $0.name == name })?.function else { return Self.gone(name) }
        return .openCalls(function: function)
    }

    private func copyCurl(_ rows: [WebSocketConnectionRow], _ model: Model) -> ScreenAction {
        guard let index = index(in: rows) else { return .notify("there is no connection to copy") }
        let row = rows[index]
        guard let text = WebSocketAPI.all(in: model).first(where: { $0.name == row.api })?.curl(to: row.id) else {
            return Self.gone(row.api)
        }
        return .effects([.copy(text)])
    }

    private static func gone(_ api: String) -> ScreenAction {
        .notify("functions.json does not have the API \(PlainText.line(api)) any more")
    }

    // MARK: The mouse

    /// Takes the mouse. A press selects a connection, and a double click opens the calls of its API's function.
    mutating func handle(_ event: MouseEvent, _ model: Model, _ rect: Rect) -> ScreenAction {
        let rows = rows(model)
        switch event.action {
        case .scrollUp: return move(by: -1, rows)
        case .scrollDown: return move(by: 1, rows)
        case .drag, .release: return .keep
        case .press, .doubleClick:
            let list = ConnectionAreas(rect).list
            guard let index = index(in: rows), list.contains(x: event.x, y: event.y) else { return .keep }
            let hit = ListOffset.of(index, count: rows.count, height: list.height) + event.y - list.y
            guard rows.indices.contains(hit) else { return .keep }
            select(hit, rows)
            return event.action == .doubleClick ? open(rows, model) : .keep
        }
    }
}
