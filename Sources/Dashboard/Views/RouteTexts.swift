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

    /// A line for each route, with its address in a column: `GET /orders/{id}   http://127.0.0.1:8000/orders/{id}`. With
    /// less room, the method and the address, or the key and the port.
    static func table(_ routes: [FunctionRoute], cells: Int) -> [String] {
        let keys = routes.reduce(0) { max($0, $1.key.cellWidth) }
        let addresses = routes.reduce(0) { max($0, $1.url.cellWidth) }
        if keys + 3 + addresses <= cells { return routes.map { $0.key.padded(keys + 3) + $0.url } }
        return routes.map { route in
            let text = "\(route.pattern?.method ?? route.key) \(route.url)"
            return text.cellWidth <= cells ? text : "\(route.key) → :\(route.port)"
        }
    }
}
