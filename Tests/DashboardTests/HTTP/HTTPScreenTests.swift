import LambdaModel
import Support
import Testing

@testable import Dashboard

/// Calls by HTTP, as the user sees them.
@Suite("Screens of HTTP calls") struct HTTPScreenTests {
    private static let sizes = [
        Size(width: 200, height: 60), Size(width: 120, height: 36), Size(width: 80, height: 24),
        Size(width: 40, height: 10),
    ]

    private static let json =
        #"{"statusCode":200,"headers":{"Content-Type":"application/json","X-Request-Cost":"3"},"#
        + #""cookies":["session=0f3a; Path=/; HttpOnly","theme=dark"],"#
        + #""body":"{\"id\":7,\"items\":[{\"sku\":\"A-053\",\"qty\":2}],\"total\":49.9}"}"#

    /// A table with calls of several kinds.
    private func deck() -> Model {
        var model = Model.httpDeck()
        let calls: [InvocationResult] = [
            .http("GET", "/", #"{"statusCode":200,"body":"<html>"}"#, agent: "Mozilla/5.0 (X11)", id: "a", at: 1),
            .http("POST", "/orders", #"{"statusCode":201,"body":"{}"}"#, agent: "node", id: "b", at: 2),
            .http(
                "GET", "/customers/8731/orders/2026/11?status=open&sort=-date&page=2&size=50", Self.json, id: "c", at: 3
            ),
            .http("GET", "/orders/404", #"{"statusCode":404,"body":"no"}"#, id: "d", at: 4),
            .http("DELETE", "/orders/7", #"{"statusCode":503,"body":"no"}"#, id: "e", at: 5),
            .http("GET", "/orders/7", #"{"statusCode":200,"headers":{"x-a":{}}}"#, format: .rest, id: "f", at: 6),
            .http(
                "GET", "/orders/x", #"{"errorType":"ValueError"}"#, id: "g", at: 7, verdict: .functionError,
                error: InvocationError(type: "ValueError", message: "boom")),
        ]
        for call in calls { model.serve(call) }
        model.finish(call: "h", of: "orders", event: "cart.json", .ok, milliseconds: 12, memory: 41)
        return model
    }

    @Test("The table has method, path, caller and status of a call")
    func table() throws {
        var model = deck()
        model.type("3")
        try Picture.expect(model, "http-calls", sizes: Self.sizes)
    }

    @Test("A response is its status, its fields and its body as a tree")
    func response() throws {
        try Picture.expect(.inspecting(.http("GET", "/orders/7?full=1", Self.json)), "http-response", sizes: Self.sizes)
    }

    @Test("A page is shown as text")
    func html() throws {
        let body =
            #"{"statusCode":404,"headers":{"content-type":"text/html; charset=utf-8"},"#
            + #""body":"<!doctype html>\n<title>Lost</title>\n<h1>No such order</h1>\n"}"#
        try Picture.expect(.inspecting(.http("GET", "/orders/99", body)), "http-response-html", sizes: Self.sizes)
    }

    @Test("A response of a wrong shape says what is wrong, and what the client got")
    func wrongShape() throws {
        let body =
            #"{"statusCode":200,"headers":{"content-type":"application/json","x-trace":{"id":1}},"body":"{\"id\":7}"}"#
        try Picture.expect(.inspecting(.http("GET", "/orders/7", body)), "http-wrong-shape", sizes: Self.sizes)
    }

    @Test("An empty deck names the URL and the routes")
    func empty() throws {
        try Picture.expect(.httpDeck(), "http-empty", sizes: Self.sizes)
        try Picture.expect(.httpDeck(.stopped), "http-empty-stopped", sizes: Self.sizes)
    }

    @Test("The history has method and path")
    func history() throws {
        var model = Model.httpDeck()
        model.type("h")
        let rows = deck().item?.calls.table.summaries.enumerated().map { HistoryRow(id: Int64($0.0), summary: $0.1) }
        model.found((rows ?? []).reversed(), problem: nil)
        try Picture.expect(model, "http-history", sizes: Self.sizes)
    }

    @Test("The log has the request at the result of a call, in its header, and in a folded call")
    func log() throws {
        var model = Model.httpDeck()
        let ids = ["1399074e-8f3b-4c56-9a5e-0242ac110002", "2399074e-8f3b-4c56-9a5e-0242ac110002"]
        model.call(ids[0], (1...30).map { "step \($0)" }, of: "orders", at: 252)
        model.serve(.http("GET", "/orders/7?page=2", Self.json, id: ids[0], at: 252))
        model.call(ids[1], ["INFO not found"], of: "orders", at: 254)
        model.serve(.http("GET", "/orders/404", #"{"statusCode":404,"body":"no"}"#, id: ids[1], at: 254))
        model.type("5")
        try Picture.expect(model, "http-log", sizes: Self.sizes)
        model.type("Z")
        try Picture.expect(model, "http-log-folded", sizes: Self.sizes)
    }

    @Test("The settings have the URL, its mode and CORS, and a section of routes for each API")
    func info() throws {
        var settings = FunctionSettings(
            name: "orders", runtime: nil, image: "python:3.13", handler: "app.handler", code: .folder("/p/orders"),
            resolvedPort: 9002)
        settings.url.invokeMode = .responseStream
        var cors = CORSSettings()
        (cors.allowOrigins, cors.allowMethods, cors.maxAge) = (["http://localhost:3000"], ["GET", "POST"], 600)
        settings.url.cors = cors
        var api = APISettings(name: "api", kind: .http, resolvedPort: 8000)
        api.routes = [
            APIRoute(key: RouteKey(method: "GET", path: "/orders/{id}"), function: "orders"),
            APIRoute(key: .fallback, function: "stock"), APIRoute(key: .fallback, function: "orders"),
        ]
        var admin = APISettings(name: "admin", kind: .rest, resolvedPort: 8001)
        admin.routes = [APIRoute(key: RouteKey(method: nil, path: "/{proxy+}"), function: "orders")]
        let other = APISettings(name: "other", kind: .alb, resolvedPort: 8002)
        let details = FunctionDetails(settings, nil, FunctionRunning(state: "ready"), apis: [api, admin, other])
        #expect(!details.sections.contains { $0.title.contains("other") })
        var screen = InfoScreen(function: "orders")
        screen.receive(details, of: "orders")
        let place = try #require(screen.rows.firstIndex { $0.name == "URL" })
        for _ in 0..<place { _ = screen.handle(.down, Model.httpDeck()) }
        try Picture.expectScreen("http-info", sizes: Self.sizes) { rect, grid in
            screen.draw(Model.httpDeck(), rect, in: &grid)
        }
    }
}
