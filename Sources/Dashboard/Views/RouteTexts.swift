import LambdaModel
import Support

/// The routes of APIs that lead to a function, for the status line and for empty sections.
enum RouteTexts {
    /// `GET /orders/{id} → :8000`; of several routes as many as fit, and how many more there are. Empty if there is no
    /// room for one.
    static func line(_ routes: [FunctionRoute], cells: Int) -> String {
        let texts = routes.map { "\($0.key) → :\($0.port)" }
        return texts.indices.reversed().lazy.map { last in
            let more = texts.count - last - 1
            return texts[...last].joined(separator: " · ") + (more > 0 ? " · +\(more)" : "")
        }
        .first { $0.cellWidth <= cells } ?? ""
    }

    /// A line for each route, with its address in a column: `GET /orders/{id}   http://127.0.0.1:8000/orders/{id}`.
    static func table(_ routes: [FunctionRoute], cells: Int) -> [String] {
        let keys = routes.reduce(0) { max($0, $1.key.cellWidth) }
        let addresses = routes.reduce(0) { max($0, $1.url.cellWidth) }
        return routes.map { route in
            keys + 3 + addresses <= cells ? route.key.padded(keys + 3) + route.url : "\(route.key) → :\(route.port)"
        }
    }
}
