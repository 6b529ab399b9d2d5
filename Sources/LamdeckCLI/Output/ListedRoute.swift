import JSONText
import LambdaModel

/// A URL that leads to a function, as a row of a table and as JSON.
struct ListedRoute: Hashable, Sendable {
    /// What answers at the URL.
    enum Source: Hashable, Sendable {
        /// The function's port, as its function URL.
        case functionURL(port: Int)
        /// A route of an API.
        case route(APIRoute, APISettings)
    }

    /// The function's name.
    let function: String
    /// What answers at the URL.
    let source: Source

    /// The URLs of functions, then the routes of APIs that lead to them, both in the order of the file.
    static func all(of functions: [FunctionSettings], _ apis: [APISettings]) -> [ListedRoute] {
        functions.map { ListedRoute(function: $0.name, source: .functionURL(port: $0.resolvedPort)) }
            + routes(of: apis, to: functions.map(\.name))
    }

    private static func routes(of apis: [APISettings], to functions: [String]) -> [ListedRoute] {
        apis.flatMap { api in
            api.routes.filter { functions.contains($0.function) }.map { route in
                ListedRoute(function: route.function, source: .route(route, api))
            }
        }
    }

    // MARK: Parts

    /// The address, with the pattern of the path.
    var url: String {
        switch source {
        case .functionURL(let port): return FunctionSettings.url(port: port)
        case .route(_, let api) where api.kind == .websocket: return "ws://127.0.0.1:\(api.resolvedPort)/"
        case .route(let route, let api):
            let base = "http://127.0.0.1:\(api.resolvedPort)"
            guard let path = Self.path(route, api) else { return base + "/" }
            return base + (path.hasPrefix("/") ? "" : "/") + path
        }
    }

    /// The path's pattern; nil for `$default`, and for the routes of a WebSocket API.
    private static func path(_ route: APIRoute, _ api: APISettings) -> String? {
        api.kind == .websocket || route.key == .fallback ? nil : route.key.path
    }

    /// The method, `ANY` for all of them, or the key of a route that has no path.
    private var method: String {
        guard case .route(let route, let api) = source else { return "ANY" }
        return Self.path(route, api) == nil ? route.key.path : route.key.method ?? "ANY"
    }

    private var type: String {
        switch source {
        case .functionURL: EventFormat.functionURL.rawValue
        case .route(_, let api): api.kind.rawValue
        }
    }

    private var authorizer: String? {
        if case .route(let route, _) = source { route.authorizer } else { nil }
    }

    private var api: String? {
        if case .route(_, let api) = source { api.name } else { nil }
    }

    // MARK: Table

    /// The rows with a header. Columns without a value are left out.
    static func table(_ rows: [ListedRoute]) -> String {
        let (hasAPIs, hasAuthorizers) = (rows.contains { $0.api != nil }, rows.contains { $0.authorizer != nil })
        var table = TextTable(
            ["ROUTE", "URL", "FUNCTION", "TYPE"] + (hasAPIs ? ["API"] : []) + (hasAuthorizers ? ["AUTHORIZER"] : []))
        for row in rows {
            table.add(
                [row.method, row.url, row.function, row.type] + (hasAPIs ? [row.api ?? ""] : [])
                    + (hasAuthorizers ? [row.authorizer ?? ""] : []))
        }
        return table.text
    }

    /// The most routes that `up` prints.
    private static let mostLines = 20

    /// The routes of APIs to functions that have become ready, without a header; nil if there are none.
    static func lines(_ apis: [APISettings], of functions: [String]) -> String? {
        let rows = routes(of: apis, to: functions)
        guard !rows.isEmpty else { return nil }
        var table = TextTable()
        for row in rows.prefix(mostLines) { table.add([row.method, row.url, row.function]) }
        let more = rows.count - mostLines
        return table.text + (more > 0 ? "\n… \(more) more: lamdeck routes lists all" : "")
    }

    // MARK: JSON

    /// One object on one line: the contract of `routes --json`.
    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", function)
            writer.member("url", url)
            writer.member("type", type)
            switch source {
            case .functionURL: writer.member("format", type)
            case .route(let route, let api):
                writer.member("format", api.format(of: route).rawValue)
                writer.member("api", api.name)
                writer.member("routeKey", route.key.text)
                if let path = Self.path(route, api) {
                    writer.member("method", method)
                    writer.member("path", path)
                }
                if api.kind != .alb { writer.member("stage", api.stage) }
                if let authorizer { writer.member("authorizer", authorizer) }
            }
        }
        return writer.text
    }
}

extension FunctionSettings {
    /// The URL of the function with this loopback port.
    static func url(port: Int) -> String { "http://127.0.0.1:\(port)/" }
}
