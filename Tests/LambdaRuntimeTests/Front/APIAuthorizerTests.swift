import JSONText
import LambdaModel
import LambdaRuntime
import OrderedCollections
import Testing

@Suite("Authorizers of APIs") struct APIAuthorizerTests {
    @Test("An authorizer's function is asked first; its context reaches the function, and its answer is kept")
    func authorizer() async throws {
        var api = APITests.api(.http, ["GET /a": "orders"])
        var check = AuthorizerSettings(.request(function: "auth", payload: .v2, simpleResponses: true))
        check.identitySource = ["$request.header.Authorization"]
        check.resultSeconds = 60
        api.authorizers = ["check": check]
        api.routes[0].authorizer = "check"
        let answer: ServiceDouble.Answer = { call in
            guard call.function == "auth" else { return .ok(call, Array(#"{"statusCode":200}"#.utf8)) }
            let token = (try? JSONDocument(call.payload).root)?["identitySource"]?.elements.compactMap(\.string).first
            return .ok(call, Array(#"{"isAuthorized": \#(token == "good"), "context": {"user": "7"}}"#.utf8))
        }
        try await APITests.with(api, answer) { server, port in
            let none = try await WireReply.of(port: port, "GET", "/a")
            #expect(none.status == 401)
            #expect(server.service.calls.isEmpty)

            for _ in 0..<2 {
                let good = try await WireReply.of(port: port, "GET", "/a", ["Authorization": "good"])
                #expect(good.status == 200)
            }
            let calls = server.service.calls
            #expect(calls.map(\.function) == ["auth", "orders", "orders"])
            #expect(
                calls[0].authorizes == IncomingCall.Authorized(requestID: calls[1].requestID ?? "", function: "orders"))
            #expect(calls[0].traceID == calls[1].traceID)
            let event = try JSONDocument(calls[1].payload).root
            #expect(event["requestContext"]?["authorizer"]?["lambda"]?["user"]?.string == "7")

            let bad = try await WireReply.of(port: port, "GET", "/a", ["Authorization": "bad"])
            #expect(bad.status == 403)
            #expect(bad.headers["x-lamdeck-problem"]?.contains("isAuthorized is false") == true)
            #expect(server.service.calls.count == 4)
            #expect(
                server.service.logged.contains {
                    $0.hasPrefix("orders: GET /a: denied with 403:") && $0.contains("isAuthorized is false")
                })
        }
    }

    @Test("An authorizer that raises, or that does not answer, is 500", arguments: [Verdict.functionError, .timeout])
    func authorizerFails(verdict: Verdict) async throws {
        var api = APITests.api(.http, ["GET /a": "orders"])
        api.authorizers = ["check": AuthorizerSettings(.request(function: "auth", payload: .v2, simpleResponses: true))]
        api.routes[0].authorizer = "check"
        let error = InvocationError(type: "KeyError", message: "'id'")
        let answer: ServiceDouble.Answer = { .result($0, .answered(status: 200, body: []), verdict, error) }
        try await APITests.with(api, answer) { server, port in
            let reply = try await WireReply.of(port: port, "GET", "/a")
            #expect(reply.status == 500)
            #expect(reply.headers["x-lamdeck-problem"]?.contains("KeyError: 'id'") == true)
            #expect(server.service.calls.map(\.function) == ["auth"])
        }
    }

    @Test("An HTTP API waits for an authorizer as long as its limit says, and answers 500; others wait")
    func slowAuthorizer() async throws {
        let gate = Latch()
        let answer: ServiceDouble.Answer = { call in
            guard call.function == "auth" else { return .ok(call, Array(#"{"statusCode":200}"#.utf8)) }
            await gate.wait()
            return .ok(call, Array(#"{"isAuthorized": true}"#.utf8))
        }
        let limits = ServerLimits.with { $0.authorizer = .milliseconds(50) }
        try await APITests.with(Self.checked(.http), limits: limits, answer) { server, port in
            let reply = try await WireReply.of(port: port, "GET", "/a", ["Authorization": "x"])
            #expect(reply.status == 500)
            #expect(reply.headers["x-lamdeck-problem"] == "the authorizer \"check\" has not answered within 0.1 s")
            #expect(server.service.calls.map(\.function) == ["auth"])
            gate.open()
            await server.service.has(ended: 1)
        }
    }

    @Test(
        "Without an identity, a REST API asks the function only if its answers are not used again",
        arguments: [(0, 200), (60, 401)])
    func identity(seconds: Int, status: Int) async throws {
        var api = Self.checked(.rest)
        api.authorizers["check"]?.resultSeconds = seconds
        try await APITests.with(api, Self.allowing) { server, port in
            let reply = try await WireReply.of(port: port, "GET", "/a")
            #expect(reply.status == status)
            #expect(server.service.calls.map(\.function) == (status == 200 ? ["auth", "orders"] : []))
        }
    }

    @Test("The authorizer of a WebSocket API and $connect have one connection, one request and one trace")
    func handshake() async throws {
        var api = Self.checked(.websocket)
        api.routes = [APIRoute(key: RouteKey(method: nil, path: "$connect"), function: "orders")]
        api.routes[0].authorizer = "check"
        try await APITests.with(api, Self.allowing) { server, port in
            // Other requests are refused before the authorizer is asked.
            let plain = try await WireReply.of(port: port, "GET", "/", ["Authorization": "x"])
            #expect(plain.status == 403)
            #expect(server.service.calls.isEmpty)

            let handshake = [
                "Authorization": "x", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            ]
            try await LambdaClient.with(port: port) { client in
                try await client.request("GET", "/", handshake)
                await server.service.has(ended: 2)
            }
            let calls = server.service.calls
            #expect(calls.map(\.function).prefix(2) == ["auth", "orders"])
            let contexts = try calls.prefix(2).map { try JSONDocument($0.payload).root["requestContext"] }
            for name in ["connectionId", "requestId", "extendedRequestId"] {
                let ids = contexts.map { $0?[name]?.string }
                #expect(ids[0] != nil && ids[0] == ids[1], "\(name)")
            }
            #expect(
                calls[0].authorizes == IncomingCall.Authorized(requestID: calls[1].requestID ?? "", function: "orders"))
            #expect(calls[0].traceID == calls[1].traceID)
        }
    }

    /// An authorizer that allows everything, and a function.
    private static let allowing: ServiceDouble.Answer = { call in
        let policy = #"{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}"#
        let response =
            call.function == "auth"
            ? #"{"principalId": "me", "policyDocument": {"Statement": [\#(policy)]}}"# : #"{"statusCode":200}"#
        return .ok(call, Array(response.utf8))
    }

    private static func checked(_ kind: APISettings.Kind) -> APISettings {
        var api = APITests.api(kind, ["GET /a": "orders"])
        var check = AuthorizerSettings(.request(function: "auth", payload: .v2, simpleResponses: kind == .http))
        switch kind {
        case .http: check.identitySource = ["$request.header.Authorization"]
        case .rest, .alb: check.identitySource = ["method.request.header.Authorization"]
        case .websocket: check.identitySource = ["route.request.header.Authorization"]
        }
        api.authorizers = ["check": check]
        api.routes[0].authorizer = "check"
        return api
    }
}
