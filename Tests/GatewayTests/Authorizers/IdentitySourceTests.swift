import JSONText
import LambdaModel
import Testing

@testable import Gateway

@Suite("Identity sources") struct IdentitySourceTests {
    @Test(
        "A value is read from its place",
        arguments: [
            ("$request.header.authorization", EventFormat.http2, "Bearer abc"),
            ("$request.header.X-Two", .http2, "1,2"), ("method.request.header.X-Two", .rest, "2"),
            ("$request.querystring.token", .http2, "a b,c"), ("method.request.querystring.token", .rest, "c"),
            ("route.request.querystring.x", .websocket, "1"),
            ("route.request.header.Authorization", .websocket, "Bearer abc"),
            ("$request.querystring.TOKEN", .http2, nil), ("$request.header.X-Empty", .http2, nil),
            ("$request.querystring.plus", .http1, "a b"), ("$request.querystring.empty", .http1, nil),
            ("$request.querystring.ü&", .http1, "%zz"), ("$stageVariables.StageVar1", .http2, "stageValue1"),
            ("stageVariables.StageVar2", .rest, nil), ("$context.routeKey", .http2, "GET /orders/{id}"),
            ("context.resourcePath", .rest, "/orders/{id}"), ("context.httpMethod", .rest, "GET"),
            ("context.identity.sourceIp", .rest, "127.0.0.1"), ("context.identity.userAgent", .rest, "curl/8"),
            ("$context.stage", .http2, "$default"), ("$context.apiId", .http2, "tkga8vegph"),
            ("$context.domainName", .http2, "api.localhost"), ("$context.domainPrefix", .http2, "api"),
            ("$context.path", .http2, "/a/b"), ("context.path", .rest, "/test/a%2Fb"),
            ("$context.accountId", .http2, "123456789012"),
            ("$context.requestTimeEpoch", .http2, "1583348638390"), ("context.eventType", .websocket, "CONNECT"),
            ("context.eventType", .rest, nil), ("$context.unknown", .http2, nil),
            (" $context.stage ", .http2, "$default"),
        ] as [(String, EventFormat, String?)])
    func values(expression: String, format: EventFormat, value: String?) throws {
        let request = AuthorizerSamples.request(
            "GET", "/a%2Fb?token=a%20b&x=1&token=c&plus=a+b&empty=&%C3%BC%26=%zz",
            [
                ("Host", "api.localhost:8000"), ("Authorization", "Bearer abc"), ("x-two", "1"), ("X-TWO", "2"),
                ("X-Empty", ""), ("User-Agent", "curl/8"),
            ])
        let source = try IdentitySource(expression)
        #expect(source.value(in: request, at: AuthorizerSamples.place(format)) == value)
    }

    @Test(
        "The domain is the event's, also for an address",
        arguments: [("[::1]:8000", "::1"), ("127.0.0.1:8000", "127.0.0.1")])
    func address(host: String, name: String) throws {
        let request = AuthorizerSamples.request("GET", "/", [("Host", host)])
        for variable in ["domainName", "domainPrefix"] {
            let source = try IdentitySource("$context." + variable)
            #expect(source.value(in: request, at: AuthorizerSamples.place(.http2)) == name)
        }
    }

    @Test("The path has the stage, as requestContext.path of the event", arguments: [EventFormat.http1, .http2, .rest])
    func path(format: EventFormat) throws {
        let request = AuthorizerSamples.request("GET", "/root/child%20a?x=1")
        var place = AuthorizerSamples.place(format)
        place.stage = "dev"
        let event = try JSONDocument(try #require(RequestEvent.json(of: request, at: place))).root
        let context = event["requestContext"]
        let path = try #require((format == .http2 ? context?["http"] : context)?["path"]?.string)
        #expect(path == (format == .rest ? "/dev/root/child%20a" : "/dev/root/child a"))
        #expect(try IdentitySource("$context.path").value(in: request, at: place) == path)
    }

    @Test("A list of a REST API has commas")
    func list() throws {
        let sources = try IdentitySource.list(["method.request.header.A, context.stage", "stageVariables.b"])
        #expect(sources.map(\.text) == ["method.request.header.A", "context.stage", "stageVariables.b"])
    }

    @Test(
        "Other expressions are refused",
        arguments: ["", "Authorization", "$request.header.", "$request.body.a", "method.request.path.id", "$header.A"])
    func refused(expression: String) {
        #expect(throws: AuthorizerSettingsProblem.self) { try IdentitySource(expression) }
    }

    @Test("Without all values, the service answers 401 and names the missing one")
    func missing() throws {
        let both = ["$request.header.Authorization", "$request.querystring.key"]
        let http = try AuthorizerSamples.denial(
            AuthorizerSamples.request(.http, sources: both).step(
                for: AuthorizerSamples.request(), at: AuthorizerSamples.place(.http2)))
        #expect(http.response.status == 401)
        #expect(http.response.text == #"{"message":"Unauthorized"}"#)
        #expect(
            http.reason == #"the request has no $request.querystring.key, an identity source of the authorizer "auth""#)
        let rest = try AuthorizerSamples.denial(
            AuthorizerSamples.token().step(
                for: AuthorizerSamples.request("GET", "/", [("Host", "a")]), at: AuthorizerSamples.place(.rest)))
        #expect(rest.response.status == 401)
        #expect(rest.response.fields.first("x-amzn-errortype") == "UnauthorizedException")
        #expect(rest.reason.contains("method.request.header.Authorization"))
    }

    @Test("A token that the expression does not match is a 401, in exact case")
    func validation() throws {
        let (request, place) = (AuthorizerSamples.request(), AuthorizerSamples.place(.rest))
        _ = try AuthorizerSamples.call(
            AuthorizerSamples.token(validation: "^Bearer [a-z]+$").step(for: request, at: place))
        for expression in ["^bearer [a-z]+$", "^Bearer [0-9]+$"] {
            let denial = try AuthorizerSamples.denial(
                AuthorizerSamples.token(validation: expression).step(for: request, at: place))
            #expect(denial.response.status == 401)
        }
        #expect(throws: AuthorizerSettingsProblem.self) { try AuthorizerSamples.token(validation: "(") }
    }
}
