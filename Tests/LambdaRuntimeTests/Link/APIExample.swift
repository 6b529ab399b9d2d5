import LambdaModel

extension APISettings {
    /// An API with a route to the function of ``FunctionSettings/example``.
    static var example: APISettings {
        var api = APISettings(name: "shop", kind: .http, resolvedPort: 8000)
        api.routes = [
            APIRoute(key: RouteKey(method: "GET", path: "/orders/{id}"), function: FunctionSettings.example.name)
        ]
        return api
    }
}
