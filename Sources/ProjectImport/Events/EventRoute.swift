import LambdaModel

/// The method and path of an API's route, as an imported file has them.
struct EventRoute: Sendable, Hashable {
    /// In upper case; nil for any.
    var method: String?
    /// `$default`, or a path that begins with a slash.
    var path: String

    /// Reads any spelling of "any method" and of the default route.
    init(method: String, path: String) {
        let method = method.uppercased()
        self.method = ["ANY", "*", "X-AMAZON-APIGATEWAY-ANY-METHOD", ""].contains(method) ? nil : method
        let isDefault = ["$default", "/$default", "*", ""].contains(path)
        self.path = isDefault ? "$default" : (path.hasPrefix("/") ? path : "/" + path)
    }

    /// A route of a WebSocket API.
    init(key: String) { path = key }

    private var isDefault: Bool { path == "$default" }

    /// The path without a slash at its end, which API Gateway's resources do not have.
    private var trimmedPath: String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// Values for ``EventShape/restAPI`` and ``EventShape/httpAPI``: any method becomes GET, `$default` becomes `/`.
    var values: [String: String] {
        let shown = isDefault ? "/" : path
        return [
            "method": method ?? "GET", "path": shown,
            "route": isDefault ? "$default" : "\(method ?? "ANY") \(shown)",
        ]
    }

    /// The route's key in an API of that kind. The default route of a REST API, which has none, is one for all paths.
    func key(in kind: APISettings.Kind) -> RouteKey {
        switch kind {
        case .http where isDefault && method == nil: .fallback
        case .http, .rest: RouteKey(method: method, path: isDefault ? "/{proxy+}" : trimmedPath)
        case .alb: isDefault ? .fallback : RouteKey(method: method, path: path)
        case .websocket: RouteKey(method: nil, path: path)
        }
    }
}

extension RouteKey {
    /// The key of a load balancer's rule.
    ///
    /// - Parameter method: nil for any.
    init(rule path: String, method: String?) {
        let isPattern = path.hasPrefix("/") || path.hasPrefix("*")
        self.init(method: method?.uppercased(), path: path == "*" ? "/*" : isPattern ? path : "/" + path)
    }
}

/// An event source of a function that is a route of an API. Its API is read after all functions.
struct WebEvent: Sendable {
    /// The function that gets the requests.
    var function: String
    /// The type in the imported file: `HttpApi`, `alb`.
    var type: String
    var settings: SourceNode?
    /// The route; for a WebSocket API its key is the path.
    var route: EventRoute
    /// Why the method or path is not known.
    var problem: String?
    var place: DraftPlace
}
