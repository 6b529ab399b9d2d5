/// The method and path of a request, from an API's route.
enum EventRoute {
    /// Values for ``EventShape/restAPI`` and ``EventShape/httpAPI``: `ANY` becomes GET, `$default` becomes `/`.
    static func values(method: String, path: String) -> [String: String] {
        let method = method.uppercased()
        let isAny = ["ANY", "*", "X-AMAZON-APIGATEWAY-ANY-METHOD", ""].contains(method)
        let isDefault = ["$default", "*", ""].contains(path)
        let shown = isDefault ? "/" : (path.hasPrefix("/") ? path : "/" + path)
        return [
            "method": isAny ? "GET" : method, "path": shown,
            "route": isDefault ? "$default" : "\(isAny ? "ANY" : method) \(shown)",
        ]
    }
}
