import OrderedCollections

/// The routes of an API, prepared for a quick search.
///
/// Paths are compared as they were sent, percent-encoded: `%2F` does not separate parts, and `.` and `..` are parts like
/// others.
public struct RouteTable: Sendable {
    private enum Routes: Sendable {
        case tree(RouteTree)
        case rules([Rule], fallback: APIRoute?)
    }

    /// A rule of a load balancer.
    private struct Rule: Sendable {
        let route: APIRoute
        let pattern: RouteGlob
    }

    /// Nil for a WebSocket API, whose messages choose their routes.
    private let routes: Routes?

    /// The table of an API.
    public init(_ api: APISettings) {
        switch api.kind {
        case .http, .rest: routes = .tree(RouteTree(api.routes, isREST: api.kind == .rest))
        case .alb:
            let rules = api.routes.filter { $0.key != .fallback }
            routes = .rules(
                rules.map { Rule(route: $0, pattern: RouteGlob($0.key.path)) },
                fallback: api.routes.first { $0.key == .fallback })
        case .websocket:
            routes = nil
        }
    }

    /// The route of an HTTP request; a WebSocket API has none.
    ///
    /// - Parameters:
    ///   - method: in upper case.
    ///   - path: the path as it was sent, percent-encoded, without the query and without a stage.
    public func find(method: String, path: Substring) -> RouteMatch {
        switch routes {
        case .tree(let tree): tree.find(method: method, path: path)
        case .rules(let rules, let fallback): Self.find(method, path, rules, fallback)
        case nil: .noRoute
        }
    }

    /// The first rule in the order of the file, then `$default`.
    private static func find(
        _ method: String, _ path: Substring, _ rules: [Rule], _ fallback: APIRoute?
    ) -> RouteMatch {
        let bytes = Array(path.utf8)
        var others: Set<String> = []
        for rule in rules where rule.pattern.matches(bytes) {
            guard let own = rule.route.key.method, own != method else { return .found(rule.route, parameters: [:]) }
            others.insert(own)
        }
        if let fallback { return .found(fallback, parameters: [:]) }
        return others.isEmpty ? .noRoute : .wrongMethod(allowed: others.sorted())
    }
}
