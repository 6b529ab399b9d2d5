import Support

/// A route of an API that leads to a function, as a client shows it.
public struct FunctionRoute: Hashable, Sendable {
    /// The name of the API.
    public var api: String
    /// The kind of API.
    public var kind: APISettings.Kind
    /// The form of the events that the function gets.
    public var format: EventFormat
    /// The key of the route: `GET /orders/{id}`, `$default`, `$connect`.
    public var key: String
    /// The API's loopback port.
    public var port: Int

    /// A route.
    public init(api: String, kind: APISettings.Kind, format: EventFormat, key: String, port: Int) {
        (self.api, self.kind, self.format, self.key, self.port) = (api, kind, format, key, port)
    }

    /// The address with the pattern of the path: `http://127.0.0.1:8000/orders/{id}`, `ws://127.0.0.1:8001/`.
    public var url: String {
        guard kind != .websocket else { return "ws://127.0.0.1:\(port)/" }
        let path = key.split(separator: " ", maxSplits: 1).last { $0.hasPrefix("/") } ?? "/"
        return "http://127.0.0.1:\(port)\(path)"
    }
}

extension [APISettings] {
    /// The routes that lead to a function, in the order of the file.
    public func routes(to function: String) -> [FunctionRoute] {
        flatMap { api in
            api.routes.filter { $0.function == function }.map { route in
                FunctionRoute(
                    api: api.name, kind: api.kind, format: api.format(of: route), key: route.key.text,
                    port: api.resolvedPort)
            }
        }
    }
}

extension APISettings.Kind {
    /// The service: `HTTP API`.
    public var serviceName: String {
        switch self {
        case .http: "HTTP API"
        case .rest: "REST API"
        case .alb: "load balancer"
        case .websocket: "WebSocket API"
        }
    }
}

extension APISettings.Kind: WireCodable {}

extension FunctionRoute: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map(["api": api.wire, "kind": kind.wire, "format": format.wire, "key": key.wire, "port": port.wire])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        api = try members["api"]
        kind = try members["kind"]
        format = try members["format"]
        key = try members["key"]
        port = try members["port"]
    }
}
