import JSONText
import LambdaModel
import LambdaRuntime
import OrderedCollections
import Testing

@Suite("APIs in front of functions") struct APITests {
    static func api(
        _ kind: APISettings.Kind, _ routes: KeyValuePairs<String, String>,
        _ change: (inout APISettings) -> Void = { _ in }
    ) -> APISettings {
        var api = APISettings(name: "api", kind: kind, resolvedPort: 0)
        api.routes = routes.map { key, function in
            let words = key.split(separator: " ").map(String.init)
            let method = words.count == 2 && words[0] != "ANY" ? words[0] : nil
            return APIRoute(key: RouteKey(method: method, path: words.last ?? ""), function: function)
        }
        change(&api)
        return api
    }

    static func with(
        _ api: APISettings, limits: ServerLimits = .with { _ in },
        _ answer: @escaping ServiceDouble.Answer = { .ok($0, Array(#"{"statusCode":200}"#.utf8)) },
        _ body: @Sendable (TestServer, Int) async throws -> Void
    ) async throws {
        let service = ServiceDouble(["hello", "orders", "auth"], apis: [api], answer: answer)
        try await TestServer.with(service, limits) { server in
            try await body(server, try #require(server.apis["api"]))
        }
    }

    @Test("A request goes to the function of its route, with the route's parameters")
    func routes() async throws {
        try await Self.with(Self.api(.http, ["GET /orders/{id}": "orders", "$default": "hello"])) { server, port in
            #expect(try await WireReply.of(port: port, "GET", "/orders/a%2Fb?x=1").status == 200)
            #expect(try await WireReply.of(port: port, "POST", "/orders/7").status == 200)
            let calls = server.service.calls
            #expect(calls.map(\.function) == ["orders", "hello"])
            let event = try JSONDocument(calls[0].payload).root
            #expect(event["routeKey"]?.string == "GET /orders/{id}")
            #expect(event["pathParameters"]?["id"]?.string == "a/b")
            #expect(calls[0].http == HTTPCall(format: .http2, method: "GET", target: "/orders/a%2Fb?x=1", api: "api"))
            let other = try JSONDocument(calls[1].payload).root
            #expect(other["routeKey"]?.string == "$default")
        }
    }

    @Test(
        "Without a route, each type of API answers as on AWS",
        arguments: [
            (.http, 404, #"{"message":"Not Found"}"#), (.rest, 403, #"{"message":"Missing Authentication Token"}"#),
            (.alb, 404, ""),
        ] as [(APISettings.Kind, Int, String)])
    func noRoute(kind: APISettings.Kind, status: Int, body: String) async throws {
        try await Self.with(Self.api(kind, ["GET /a": "orders"])) { server, port in
            let reply = try await WireReply.of(port: port, "GET", "/b")
            #expect(reply.status == status)
            if !body.isEmpty { #expect(reply.text == body) }
            #expect(reply.headers["x-lamdeck-problem"] == "no route has the path /b")
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test(
        "A path that begins with the stage is told apart",
        arguments: [
            (.http, "/dev/orders/7?a=/b", "no route has the path /dev/orders/7; URLs here have no stage: /orders/7"),
            (.rest, "/dev/orders/7", "no route has the path /dev/orders/7; URLs here have no stage: /orders/7"),
            (.rest, "/dev", "no route has the path /dev; URLs here have no stage: /"),
            (.http, "/developers", "no route has the path /developers"),
            (.alb, "/dev/orders/7", "no route has the path /dev/orders/7"),
        ] as [(APISettings.Kind, String, String)])
    func stageInPath(kind: APISettings.Kind, target: String, problem: String) async throws {
        let api = Self.api(kind, ["GET /orders/7": "orders"]) { $0.stage = "dev" }
        try await Self.with(api) { _, port in
            let reply = try await WireReply.of(port: port, "GET", target)
            #expect(reply.headers["x-lamdeck-problem"] == problem)
            #expect(try await WireReply.of(port: port, "GET", "/orders/7").status == 200)
        }
    }

    @Test("A route with another method says which it takes")
    func wrongMethod() async throws {
        try await Self.with(Self.api(.http, ["GET /a": "orders", "PUT /a": "orders"])) { _, port in
            let reply = try await WireReply.of(port: port, "DELETE", "/a")
            #expect(reply.status == 404)
            #expect(
                reply.headers["x-lamdeck-problem"] == "the routes of this path take GET, PUT, and not DELETE")
        }
    }

    @Test("A malformed response is 502", arguments: [APISettings.Kind.rest, .alb])
    func malformed(kind: APISettings.Kind) async throws {
        let answer: ServiceDouble.Answer = { .ok($0, Array("[]".utf8)) }
        try await Self.with(Self.api(kind, ["ANY /*": "orders", "ANY /{proxy+}": "orders"]), answer) { _, port in
            let reply = try await WireReply.of(port: port, "GET", "/x")
            #expect(reply.status == 502)
            #expect(reply.headers["x-lamdeck-problem"] != nil)
        }
    }

    @Test("Headers that a load balancer does not read are told in the response and in the function's log")
    func ignoredHeaders() async throws {
        let answer: ServiceDouble.Answer = {
            .ok($0, Array(#"{"statusCode":200,"headers":{"content-type":"text/html"},"body":"<p>"}"#.utf8))
        }
        let api = Self.api(.alb, ["ANY /*": "orders"]) { $0.multiValueHeaders = true }
        try await Self.with(api, answer) { server, port in
            let reply = try await WireReply.of(port: port, "GET", "/x")
            #expect(reply.status == 200 && reply.text == "<p>")
            #expect(reply.headers["content-type"] == "application/octet-stream")
            let problem = try #require(reply.headers["x-lamdeck-problem"])
            #expect(problem.hasPrefix("`.headers` is ignored: "))
            // The line is written after the answer.
            while server.service.logged.isEmpty { await Task.yield() }
            #expect(server.service.logged == ["orders: GET /x: \(problem)"])
        }
    }

    @Test("A request waits as long as its route says, and then gets 504 while the function goes on")
    func timeout() async throws {
        let gate = Latch()
        var api = Self.api(.http, ["GET /slow": "orders"])
        api.routes[0].timeoutMilliseconds = 50
        let answer: ServiceDouble.Answer = { call in
            await gate.wait()
            return .ok(call)
        }
        try await Self.with(api, answer) { server, port in
            let reply = try await WireReply.of(port: port, "GET", "/slow")
            #expect(reply.status == 504)
            #expect(reply.headers["x-lamdeck-problem"] == "orders has not answered within 0.1 s")
            #expect(server.service.ended == 0)
            let lines = await server.service.has(lines: 1)
            #expect(lines == ["orders: GET /slow: orders has not answered within 0.1 s"])
            gate.open()
            await server.service.has(ended: 1)
        }
    }

    @Test("A body of more than 10 MB is 413, and an event of more than 6 MB too")
    func limits() async throws {
        try await Self.with(Self.api(.http, ["POST /": "orders"])) { server, port in
            for bytes in [11 << 20, 9 << 20] {
                let reply = try await LambdaClient.with(port: port) { client in
                    try await client.request("POST", "/", ["Content-Length": "\(bytes)", "Content-Type": "text/plain"])
                    if bytes < 10 << 20 { try await client.send(Array(repeating: UInt8(ascii: "x"), count: bytes)) }
                    return try await client.reply()
                }
                #expect(reply.status == 413)
            }
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test("A body without a length that is larger than the limit is 413 with the limit")
    func chunkedLimit() async throws {
        try await Self.with(Self.api(.alb, ["POST /": "orders"])) { server, port in
            let reply = try await LambdaClient.with(port: port) { client in
                try await client.request("POST", "/", ["Transfer-Encoding": "chunked"])
                let size = 1 << 20 + 1
                try await client.send("\(String(size, radix: 16))\r\n" + String(repeating: "x", count: size) + "\r\n")
                return try await client.reply()
            }
            #expect(reply.status == 413)
            #expect(
                reply.headers["x-lamdeck-problem"] == "the body has more than 1048576 bytes, which is the limit")
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test("A line about a request has its target in short")
    func longTarget() async throws {
        var api = Self.api(.http, ["GET /denied": "orders", "GET /malformed": "orders"])
        api.authorizers = ["check": AuthorizerSettings(.request(function: "auth", payload: .v2, simpleResponses: true))]
        api.routes[0].authorizer = "check"
        let answer: ServiceDouble.Answer = { call in
            .ok(call, Array((call.function == "auth" ? #"{"isAuthorized": false}"# : #"{"statusCode": 1}"#).utf8))
        }
        try await Self.with(api, answer) { server, port in
            let query = "?" + String(repeating: "x", count: 10_000)
            let denied = try await WireReply.of(port: port, "GET", "/denied" + query)
            let malformed = try await WireReply.of(port: port, "GET", "/malformed" + query)
            #expect(denied.status == 403 && malformed.status == 502)
            let lines = await server.service.has(lines: 2)
            let starts = ["orders: GET /denied?xx", "orders: the response to GET /malformed?xx"]
            for (line, start) in zip(lines, starts) {
                #expect(line.hasPrefix(start) && line.contains("x…") && line.count < 3_000, "\(line)")
            }
        }
    }
}
