import LambdaModel
import OrderedCollections
import Testing

@testable import LamdeckCLI

struct RequestDestinationTests {
    /// An HTTP API, a REST API, a load balancer and a WebSocket API, with routes to two of three functions.
    private static let manifest: Manifest = {
        var http = Sample.api(
            .http, port: 8000,
            [("GET", "/orders/{id}", "orders"), ("POST", "/users", "users"), (nil, "$default", "users")])
        http.routes[0].payloadVersion = .v1
        let rest = Sample.api(.rest, named: "admin", port: 8001, [(nil, "/orders/{proxy+}", "orders")])
        var alb = Sample.api(.alb, named: "site", port: 8002, [(nil, "/shop/*", "orders")])
        alb.multiValueHeaders = true
        let chat = Sample.api(.websocket, named: "chat", port: 8003, [(nil, "$connect", "orders")])
        return Sample.manifest(
            [
                Sample.settings("orders", port: 9001), Sample.settings("users", port: 9002),
                Sample.settings("lonely", port: 9003),
            ],
            apis: [http, rest, alb, chat])
    }()

    private static func destination(
        _ request: String, _ format: EventFormat? = nil, of name: String = "orders", in manifest: Manifest = manifest
    ) throws -> RequestDestination {
        let line = try RequestLine(request)
        return try RequestDestination(
            of: try #require(manifest.function(named: name)), line, method: line.method ?? "GET", format: format,
            in: manifest)
    }

    @Test func `the first API with a route to the function has its form and its parameters`() throws {
        let found = try Self.destination("/orders/7?x=1")
        #expect(found.format == .http1 && found.port == 8000 && found.route?.api.name == "api")
        #expect(found.route?.parameters == ["id": "7"] && found.remark == nil)
        let rest = try Self.destination("POST /orders/7/lines")
        #expect(rest.format == .rest && rest.port == 8001 && rest.route?.parameters == ["proxy": "7/lines"])
        #expect(try Self.destination("/shop/a").format == .albMultiValue)
        #expect(try Self.destination("PUT /any", of: "users").route?.route.key == .fallback)
    }

    @Test func `without a route it is the function URL, and lamdeck says so if there are routes`() throws {
        let other = try Self.destination("POST /users")
        #expect(other.format == .functionURL && other.port == 9001 && other.route == nil)
        #expect(
            other.remark == "no route leads POST /users to orders (api leads it to users); the event is that of its "
                + "function URL")
        let lonely = try Self.destination("/orders/7", of: "lonely")
        #expect(lonely.format == .functionURL && lonely.port == 9003 && lonely.remark != nil)
        let alone = try Self.destination("/", in: Sample.manifest([Sample.settings("orders", port: 9001)]))
        #expect(alone.format == .functionURL && alone.remark == nil)
    }

    @Test func `a form is that of a route of its kind of API, or of any API of that kind`() throws {
        let two = try Self.destination("/orders/7", .http2)
        #expect(two.format == .http2 && two.route?.api.name == "api")
        #expect(try Self.destination("/orders/7", .rest).route?.api.name == "admin")
        #expect(try Self.destination("/shop/a", .alb).route?.api.name == "site")
        let none = try Self.destination("/none", .rest)
        #expect(none.format == .rest && none.route == nil && none.port == 9001 && none.remark == nil)
        let url = try Self.destination("/orders/7", .functionURL)
        #expect(url.format == .functionURL && url.route == nil && url.remark == nil)
    }

    @Test func `an address names the API, or the function's own port`() throws {
        #expect(try Self.destination("http://127.0.0.1:8001/orders/7").format == .rest)
        let own = try Self.destination("http://localhost:9001/orders/7")
        #expect(own.format == .functionURL && own.port == 9001 && own.remark == nil)
        #expect(try Self.destination("http://localhost:9001/orders/7", .rest).format == .rest)
    }

    @Test(
        arguments: [
            (
                "http://127.0.0.1:8000/users", nil,
                "no route leads GET /users to orders (api leads it to users)"
            ),
            ("http://127.0.0.1:8001/none", nil, "no route leads GET /none to orders"),
            ("http://127.0.0.1:8001/orders/7", .http2, "no route leads GET /orders/7 to orders"),
            (
                "http://127.0.0.1:8003/", nil,
                "no API of functions.json has the port 8003, and orders has 9001; lamdeck routes lists all URLs"
            ),
            (
                "http://127.0.0.1/", nil,
                "no API of functions.json has the port 80, and orders has 9001; lamdeck routes lists all URLs"
            ),
        ] as [(String, EventFormat?, String)])
    func `an address that leads nowhere is refused`(request: String, format: EventFormat?, message: String) {
        let failure = #expect(throws: CommandFailure.self) { try Self.destination(request, format) }
        #expect(failure?.status == .usage && failure?.message == message)
    }
}
