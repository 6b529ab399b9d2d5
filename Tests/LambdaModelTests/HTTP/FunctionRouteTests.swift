import LambdaModel
import Testing

/// The routes that lead to a function.
@Suite("Routes of functions") struct FunctionRouteTests {
    private var apis: [APISettings] {
        var http = APISettings(name: "api", kind: .http, resolvedPort: 8000)
        var old = APIRoute(key: RouteKey(method: "GET", path: "/old"), function: "orders")
        old.payloadVersion = .v1
        http.routes = [
            APIRoute(key: RouteKey(method: "GET", path: "/orders/{id}"), function: "orders"),
            APIRoute(key: .fallback, function: "stock"), old,
        ]
        var alb = APISettings(name: "lb", kind: .alb, resolvedPort: 8001)
        alb.routes = [APIRoute(key: RouteKey(method: nil, path: "/*"), function: "orders")]
        return [http, alb]
    }

    @Test("The routes of all APIs, with the form of their events")
    func routes() {
        #expect(
            apis.routes(to: "orders") == [
                FunctionRoute(api: "api", kind: .http, format: .http2, key: "GET /orders/{id}", port: 8000),
                FunctionRoute(api: "api", kind: .http, format: .http1, key: "GET /old", port: 8000),
                FunctionRoute(api: "lb", kind: .alb, format: .alb, key: "ANY /*", port: 8001),
            ])
        #expect(apis.routes(to: "stock").map(\.key) == ["$default"])
        #expect(apis.routes(to: "nobody").isEmpty)
    }

    @Test("A route is read as it was sent")
    func wire() throws {
        for route in apis.routes(to: "orders") { #expect(try FunctionRoute(wire: route.wire) == route) }
    }
}
