import LambdaModel
import Support

/// A WebSocket API, as far as the deck knows it: by its routes, and by its connections.
struct WebSocketAPI: Hashable, Sendable {
    /// The name.
    let name: String
    /// The loopback port; nil if functions.json does not have the API any more.
    let port: Int?
    /// The function of `$default`, otherwise of the first route; nil if functions.json does not have the API any more.
    let function: String?

    /// The URL to which clients connect: `ws://127.0.0.1:8001/`.
    var url: String? { port.map { LoopbackURL.root(port: $0, scheme: "ws") } }

    /// A command that sends `hello` to a connection; nil without a port.
    func curl(to connection: String) -> String? {
        guard let port else { return nil }
        let url = "\(LoopbackURL.root(port: port))@connections/\(PercentCoding.encoded(connection))"
        return "curl -X POST --data-binary 'hello' \(ShellText.quoted(url))"
    }
}

extension WebSocketAPI {
    /// The WebSocket APIs in the order of the functions. An API that has left functions.json is last, as long as it has
    /// connections.
    static func all(in model: Model) -> [WebSocketAPI] {
        let routes = model.functions.items.flatMap { item in item.info.webSocketRoutes.map { (item.info.name, $0) } }
        var names: [String] = []
        for (_, route) in routes where !names.contains(route.api) { names.append(route.api) }
        let known = names.map { name in
            let own = routes.filter { $0.1.api == name }
            let first = own.first { $0.1.key == RouteKey.fallback.text } ?? own.first
            return WebSocketAPI(name: name, port: first?.1.port, function: first?.0)
        }
        return known
            + model.connections.keys.filter { !names.contains($0) }.sorted().map {
                WebSocketAPI(name: $0, port: nil, function: nil)
            }
    }

    /// How many clients are connected to the WebSocket APIs whose routes lead to a function.
    static func connectionCount(of item: FunctionItem, in model: Model) -> Int {
        Set(item.info.webSocketRoutes.map(\.api)).reduce(0) { $0 + (model.connections[$1]?.count ?? 0) }
    }
}

extension FunctionInfo {
    /// The routes of WebSocket APIs that lead to it.
    fileprivate var webSocketRoutes: [FunctionRoute] { routes.filter { $0.kind == .websocket } }
}

extension WebSocketConnectionRow {
    /// The program and its address in one line: `a browser · 127.0.0.1`; the address alone if the program is unknown.
    var client: String {
        let address = PlainText.line(sourceAddress)
        let name = CallOrigin(address: sourceAddress, userAgent: userAgent, port: 0).shortName
        return name == address || userAgent == nil ? address : "\(name) · \(address)"
    }

    /// How long ago it was opened: `12 min`.
    func age(now: Double) -> String { Self.length(now - since) }

    /// How long ago the last message was: `3 s ago`; nil if there was none.
    func lastMessage(now: Double) -> String? {
        messagesIn > 0 || messagesOut > 0 ? "\(Self.length(now - lastActive)) ago" : nil
    }

    private static func length(_ seconds: Double) -> String {
        // The clocks of two machines differ.
        guard seconds.isFinite, seconds < 1e11 else { return "—" }
        return TimeSpan.long(Int(max(0, seconds)))
    }
}
