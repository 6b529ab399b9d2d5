import JSONText
import LambdaModel

/// A URL that leads to a function, as a row of a table and as JSON.
struct ListedRoute: Hashable, Sendable {
    /// What answers at the URL.
    enum Source: Hashable, Sendable {
        /// The function's port, as its function URL.
        case functionURL(port: Int)
        /// A route of an API, with the API's stage and the name of the route's authorizer.
        case route(FunctionRoute, stage: String, authorizer: String?)
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

    /// The routes of APIs that lead to functions, in the order of the file.
    private static func routes(of apis: [APISettings], to functions: [String]) -> [ListedRoute] {
        apis.flatMap { api in
            api.routes.filter { functions.contains($0.function) }.map { route in
                let source = Source.route(api.shown(route), stage: api.stage, authorizer: route.authorizer)
                return ListedRoute(function: route.function, source: source)
            }
        }
    }

    // MARK: Parts

    private var route: FunctionRoute? { if case .route(let route, _, _) = source { route } else { nil } }
    private var authorizer: String? { if case .route(_, _, let authorizer) = source { authorizer } else { nil } }
    private var type: String { route?.kind.rawValue ?? EventFormat.functionURL.rawValue }

    /// The address, with the pattern of the path.
    var url: String {
        switch source {
        case .functionURL(let port): LoopbackURL.root(port: port)
        case .route(let route, _, _): route.url
        }
    }

    // MARK: Table

    /// The rows with a header. Columns without a value are left out.
    static func table(_ rows: [ListedRoute]) -> String {
        let (hasAPIs, hasAuthorizers) = (rows.contains { $0.route != nil }, rows.contains { $0.authorizer != nil })
        var table = TextTable(
            ["ROUTE", "URL", "FUNCTION", "TYPE"] + (hasAPIs ? ["API"] : []) + (hasAuthorizers ? ["AUTHORIZER"] : []))
        for row in rows {
            table.add(
                [row.route?.name ?? "ANY", row.url, row.function, row.type] + (hasAPIs ? [row.route?.api ?? ""] : [])
                    + (hasAuthorizers ? [row.authorizer ?? ""] : []))
        }
        return table.text
    }

    /// The most routes that `up` prints.
    private static let mostLines = 20

    /// The routes of APIs to functions that have become ready, as `up` prints them; nil if there are none.
    static func table(of apis: [APISettings], to functions: [String]) -> String? {
        let rows = routes(of: apis, to: functions)
        return rows.isEmpty ? nil : table(Array(rows.prefix(mostLines))) + rest(rows.count)
    }

    /// Routes that are new while `up` runs, without a header; nil if there are none.
    static func lines(_ routes: [(function: String, route: FunctionRoute)]) -> String? {
        guard !routes.isEmpty else { return nil }
        var table = TextTable()
        for (function, route) in routes.prefix(mostLines) { table.add([route.name, route.url, function]) }
        return table.text + rest(routes.count)
    }

    /// How many of so many routes are not printed.
    private static func rest(_ count: Int) -> String {
        count > mostLines ? "\n… \(count - mostLines) more: lamdeck routes lists all" : ""
    }

    // MARK: JSON

    /// One object on one line: the contract of `routes --json`.
    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", function)
            writer.member("url", url)
            writer.member("type", type)
            guard case .route(let route, let stage, let authorizer) = source else {
                return writer.member("format", type)
            }
            writer.member("format", route.format.rawValue)
            writer.member("api", route.api)
            writer.member("routeKey", route.key)
            if let (method, path) = route.pattern {
                writer.member("method", method)
                writer.member("path", path)
            }
            if route.kind != .alb { writer.member("stage", stage) }
            if let authorizer { writer.member("authorizer", authorizer) }
        }
        return writer.text
    }
}

extension FunctionRoute {
    /// The method, `ANY` for all of them, or the key of a route that has no path.
    fileprivate var name: String { pattern?.method ?? key }
}
