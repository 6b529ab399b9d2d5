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

    /// The method, or `ANY`, and the path's pattern; nil for `$default` and for the routes of a WebSocket API.
    public var pattern: (method: String, path: String)? {
        guard kind != .websocket, key != RouteKey.fallback.text else { return nil }
        let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : ("ANY", key)
    }

    /// The address with the pattern of the path: `http://127.0.0.1:8000/orders/{id}`, `ws://127.0.0.1:8001/`.
    public var url: String {
        let path = pattern?.path ?? "/"
        // A load balancer's pattern may begin with a wildcard.
        let origin = LoopbackURL.origin(port: port, scheme: kind == .websocket ? "ws" : "http")
        return "\(origin)\(path.hasPrefix("/") ? "" : "/")\(path)"
    }
}

extension [APISettings] {
    /// The routes that lead to a function, in the order of the file.
    public func routes(to function: String) -> [FunctionRoute] { routes(to: [function]).map(\.route) }

    /// The routes that lead to functions, in the order of the file.
    public func routes(to functions: [String]) -> [(function: String, route: FunctionRoute)] {
        flatMap { api in
            api.routes.filter { functions.contains($0.function) }.map { ($0.function, api.shown($0)) }
        }
    }
}

extension APISettings {
    /// One of its routes, as a client shows it.
    public func shown(_ route: APIRoute) -> FunctionRoute {
        FunctionRoute(api: name, kind: kind, format: format(of: route), key: route.key.text, port: resolvedPort)
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
