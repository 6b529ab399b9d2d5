import LambdaModel

@testable import Dashboard

extension FunctionInfo {
    /// `hello` and `orders` with the routes of two WebSocket APIs, and a function without routes.
    static let webSocketSamples: [FunctionInfo] = {
        var infos = [sample("hello", "nodejs22", 9001), sample("orders", "python3.13", 9002), sample("edge")]
        infos[0].routes = ["$connect", "$disconnect", "$default"].map { .webSocket("chat", $0, 8001) }
        infos[1].routes =
            ["send"].map { .webSocket("chat", $0, 8001) }
            + ["$connect", "watch"].map { .webSocket("ticker", $0, 8002) }
        return infos
    }()
}

extension FunctionRoute {
    static func webSocket(_ api: String, _ key: String, _ port: Int) -> FunctionRoute {
        FunctionRoute(api: api, kind: .websocket, format: .websocket, key: key, port: port)
    }
}

extension WebSocketConnectionRow {
    static let chromium =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"

    /// A connection that was opened so many seconds before the deck.
    static func sample(
        _ id: String, api: String = "chat", seconds: Double = 60, agent: String? = chromium, principal: String? = nil,
        messages: (Int, Int) = (0, 0), last: Double = 3
    ) -> WebSocketConnectionRow {
        var row = WebSocketConnectionRow(
            id: id, api: api, since: Model.start - seconds, sourceAddress: "127.0.0.1", userAgent: agent,
            principal: principal)
        (row.messagesIn, row.messagesOut) = messages
        if messages != (0, 0) { row.lastActive = Model.start - last }
        return row
    }
}

extension Model {
    /// A deck with two WebSocket APIs, of which `chat` has these connections.
    static func webSocketDeck(_ rows: [WebSocketConnectionRow] = chat) -> Model {
        var model = Model.deck(functions: FunctionInfo.webSocketSamples)
        model.notify(.connections(api: "chat", rows))
        return model
    }

    static let chat: [WebSocketConnectionRow] = [
        .sample("L0SM9cOFvHcCIhw=", seconds: 100_000, principal: "ada", messages: (12_345, 8)),
        .sample("M1TN0dPGwIdDJix=", seconds: 754, agent: "python-websockets/13.1", messages: (1, 0), last: 300),
        .sample("N2UO+/QHxJeEKjy=", seconds: 12, agent: nil, principal: "空 user with a long name"),
    ]

    /// The list of connections, if it covers the panes.
    var connectionsScreen: ConnectionsScreen? {
        if case .screen(.connections(let screen)) = overlay { screen } else { nil }
    }
}
