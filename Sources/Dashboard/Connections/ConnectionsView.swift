import LambdaModel
import Support

/// The parts of the list of connections.
struct ConnectionAreas {
    /// The names of the columns; nil on a low screen.
    let header: Rect?
    /// The rows.
    let list: Rect
    /// The selected connection in full, with its title; nil on a low screen.
    let detail: Rect?

    /// - Parameter rect: the view, of which the first row is the title.
    init(_ rect: Rect) {
        let above = rect.height >= 6 ? 2 : 1
        let below = rect.height >= 14 ? 6 : 0
        func part(_ y: Int, _ height: Int) -> Rect { Rect(x: rect.x, y: rect.y + y, width: rect.width, height: height) }
        header = above > 1 ? part(1, 1) : nil
        list = part(above, max(0, rect.height - above - below))
        detail = below > 0 ? part(rect.height - below, below) : nil
    }
}

extension ConnectionsScreen {
    /// Draws the list into the body of the screen.
    func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        grid.fill(rect, style: Style())
        guard rect.width > 0, rect.height > 0 else { return }
        let apis = WebSocketAPI.all(in: model)
        let rows = rows(model)
        let index = index(in: rows)
        let place = index.map { "\(Count.text($0 + 1))/\(Count.text(rows.count))" }
        ScreenHeading.draw(
            "CONNECTIONS", subject(apis, rows.count), right: place.map { [($0, .dim)] } ?? [], isFocused: true, rect,
            in: &grid)
        guard let index else { return drawEmpty(apis, model, rect, in: &grid) }
        let areas = ConnectionAreas(rect)
        let columns = ConnectionColumns(rows, model, hasAPI: shown(apis) == nil, width: rect.width)
        if let header = areas.header { columns.header(x: header.x, y: header.y, in: &grid) }
        let list = areas.list
        let offset = ListOffset.of(index, count: rows.count, height: list.height)
        for (row, connection) in rows.dropFirst(offset).prefix(list.height).enumerated() {
            columns.draw(connection, x: list.x, y: list.y + row, in: &grid)
            guard offset + row == index else { continue }
            grid.highlight(Rect(x: list.x, y: list.y + row, width: list.width, height: 1), .selection)
        }
        ScrollbarView.draw(top: offset, height: list.height, total: rows.count, rect: list, in: &grid)
        if let detail = areas.detail { drawDetail(rows[index], model, detail, in: &grid) }
    }

    /// `chat · 2 connections · ws://127.0.0.1:8001/`, or how many APIs there are.
    private func subject(_ apis: [WebSocketAPI], _ count: Int) -> String {
        guard !apis.isEmpty else { return "" }
        let api = shown(apis)
        let name = api.map { PlainText.line($0.name) } ?? Count.text(apis.count, "API")
        return ([name, Count.text(count, "connection")] + [api?.url].compactMap { $0 }).joined(separator: " · ")
    }

    // MARK: The selected connection

    private func drawDetail(_ row: WebSocketConnectionRow, _ model: Model, _ rect: Rect, in grid: inout Grid) {
        ScreenHeading.draw(
            "CONNECTION", PlainText.line("\(row.id) · \(row.api)"), right: [("y copy id  Y copy curl", .dim)], rect,
            in: &grid)
        let names = 12
        let width = max(1, rect.width - 2 - names)
        let lines = facts(row, model).flatMap { fact in
            WrappedText.lines(fact.text, width: width).enumerated().map { ($0 == 0 ? fact.name : "", $1) }
        }
        for (line, (name, text)) in lines.prefix(rect.height - 1).enumerated() {
            let y = rect.y + 1 + line
            grid.put(name, x: rect.x + 1, y: y, style: Style(.dim), width: max(0, rect.width - 2))
            grid.put(text, x: rect.x + 1 + names, y: y, style: Style(), width: max(0, rect.width - 2 - names))
        }
    }

    private func facts(_ row: WebSocketConnectionRow, _ model: Model) -> [(name: String, text: String)] {
        let ahead = Double(model.secondsFromUTC)
        let time = ClockTime.text(row.since + ahead, now: model.now + ahead)
        let last = row.lastMessage(now: model.now).map { "; the last one \($0)" } ?? ""
        let facts: [(String, String?)] = [
            ("connected", "\(time) from \(row.sourceAddress), \(row.age(now: model.now)) ago"),
            ("messages", "\(Count.text(row.messagesIn)) in, \(Count.text(row.messagesOut)) out" + last),
            ("principal", row.principal), ("user agent", row.userAgent),
        ]
        return facts.compactMap { name, text in text.map { (name, PlainText.line($0)) } }
    }

    // MARK: Without connections

    private func drawEmpty(_ apis: [WebSocketAPI], _ model: Model, _ rect: Rect, in grid: inout Grid) {
        let width = max(1, rect.width - 2)
        let lines = emptyLines(apis, model).flatMap { WrappedText.lines($0, width: width) }
        for (row, line) in lines.prefix(max(0, rect.height - 2)).enumerated() {
            grid.put(line, x: rect.x + 1, y: rect.y + 2 + row, style: Style(.dim), width: max(0, rect.width - 2))
        }
    }

    private func emptyLines(_ apis: [WebSocketAPI], _ model: Model) -> [String] {
        guard !apis.isEmpty else {
            let function = model.selected ?? "hello"
            return [
                "functions.json has no WebSocket API. Write one next to \"functions\":", "",
                "\"api\": { \"chat\": { \"type\": \"websocket\", \"port\": 8001, "
                    + "\"routes\": { \"$default\": \"\(function)\" } } }",
                "", "Clients then connect to ws://127.0.0.1:8001/. More is in docs/http.md.",
            ]
        }
        let shown = shown(apis).map { [$0] } ?? apis
        let name = shown.count == 1 ? " to \(shown[0].name)" : ""
        let urls = shown.compactMap { api in api.url.map { shown.count == 1 ? $0 : "\($0)  \(api.name)" } }
        let hint = model.isRemote ? ["", "They are on the project's machine; ssh -L makes a port reachable."] : []
        return ["No client is connected\(name). Clients connect to", ""] + urls
            + ["", "Each message is then a call of the function that its route names."] + hint
    }
}
