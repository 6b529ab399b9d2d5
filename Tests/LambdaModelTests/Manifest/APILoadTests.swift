import LambdaModel
import OrderedCollections
import Testing

@Suite("APIs in functions.json") struct APILoadTests {
    private let fixture = APIFixture.fixture

    private func api(_ text: String) throws -> APISettings {
        let manifest = try fixture.manifest(APIFixture.text(text))
        #expect(manifest.apis.count == 1)
        return try #require(manifest.apis.first)
    }

    @Test("The shortest API is an HTTP API with AWS's defaults")
    func shortest() throws {
        let api = try api(#"{ "routes": { "$default": "web" } }"#)
        var expected = APISettings(name: "api", kind: .http, resolvedPort: 8000)
        expected.routes = [APIRoute(key: .fallback, function: "web")]
        #expect(api == expected)
        #expect(api.stage == "$default" && api.payloadVersion == .v2 && api.port == nil)
    }

    @Test("Every key of an HTTP API is read")
    func everyKey() throws {
        let api = try api(
            """
            { "//": "a comment", "type": "http", "port": 8080, "payloadFormatVersion": "1.0", "stage": "dev",
              "stageVariables": { "table": "orders" }, "context": "claims.json", "authorizer": "users",
              "cors": { "allowOrigins": ["HTTP://localhost:3000", "https://*"], "allowMethods": ["GET", "OPTIONS"],
                        "allowHeaders": ["Content-Type", "*"], "allowCredentials": true, "exposeHeaders": ["X-A"],
                        "maxAge": -1 },
              "authorizers": {
                "users": { "type": "jwt", "issuer": "https://issuer.example/a", "audience": "shop", "keys": "jwks.json" },
                "check": { "type": "request", "function": "auth", "payloadFormatVersion": "2.0",
                           "identitySource": ["$request.header.Authorization", "$context.accountId"],
                           "enableSimpleResponses": true, "authorizerResultTtlInSeconds": 60 },
                "old": { "type": "request", "function": "auth", "payloadFormatVersion": "1.0" } },
              "routes": {
                "// old": "x", "GET /orders/{id}": "orders",
                "POST /orders": { "function": "orders", "authorizer": "check", "context": "./claims.json",
                                  "payloadFormatVersion": "2.0", "timeoutInMillis": 5000 },
                "PUT /orders": { "function": "orders", "authorizationScopes": ["write"] },
                "GET /health": { "function": "web", "authorizer": "NONE" } } }
            """)
        #expect(api.port == 8080 && api.resolvedPort == 8080 && api.payloadVersion == .v1 && api.stage == "dev")
        #expect(api.stageVariables == ["table": "orders"] && api.context == "/p/claims.json")
        var cors = CORSSettings()
        cors.allowOrigins = ["http://localhost:3000", "https://*"]
        cors.allowMethods = ["GET", "OPTIONS"]
        cors.allowHeaders = ["content-type", "*"]
        cors.allowCredentials = true
        cors.exposeHeaders = ["X-A"]
        cors.maxAge = -1
        #expect(api.cors == cors)

        #expect(api.authorizers.keys == ["users", "check", "old"])
        let users = try #require(api.authorizers["users"])
        #expect(
            users.kind == .jwt(issuer: "https://issuer.example/a", audience: ["shop"], keys: "/p/jwks.json"))
        #expect(users.identitySource == ["$request.header.Authorization"] && users.resultSeconds == nil)
        let check = try #require(api.authorizers["check"])
        #expect(check.kind == .request(function: "auth", payload: .v2, simpleResponses: true))
        #expect(check.identitySource == ["$request.header.Authorization", "$context.accountId"])
        #expect(check.resultSeconds == 60)
        #expect(api.authorizers["old"]?.kind == .request(function: "auth", payload: .v1, simpleResponses: false))

        #expect(api.routes.map(\.key.text) == ["GET /orders/{id}", "POST /orders", "PUT /orders", "GET /health"])
        #expect(api.routes.map(\.function) == ["orders", "orders", "orders", "web"])
        #expect(api.authorizer == "users" && api.routes.map(\.authorizer) == ["users", "check", "users", nil])
        #expect(api.routes[1].context == "/p/claims.json" && api.routes[1].payloadVersion == .v2)
        #expect(api.routes[1].timeoutMilliseconds == 5000 && api.routes[2].scopes == ["write"])
    }

    @Test("A REST API, a load balancer and a WebSocket API by name")
    func several() throws {
        let manifest = try fixture.manifest(
            APIFixture.text(
                """
                { "// note": 1,
                  "shop": { "type": "rest", "binaryMediaTypes": ["image/*", "*/*"], "authorizer": "token",
                    "authorizers": {
                      "token": { "type": "token", "function": "auth", "identityValidationExpression": "^Bearer .+" },
                      "list": { "type": "request", "function": "auth",
                                "identitySource": "method.request.header.A, method.request.querystring.b" } },
                    "routes": { "GET /a/{id}": { "function": "orders", "authorizer": "list", "timeoutInMillis": 29000 },
                                "ANY /{proxy+}": "web" } },
                  "front": { "type": "alb", "multiValueHeaders": true, "cors": { "allowOrigins": ["*"] },
                    "routes": { "GET /img/*": "web", "*": "orders" } },
                  "chat": { "type": "websocket", "routeSelectionExpression": "$request.body.kind", "authorizer": "door",
                    "authorizers": { "door": { "type": "request", "function": "auth",
                                               "identitySource": ["route.request.querystring.token"] } },
                    "routes": { "$connect": "web", "$default": "web", "send": "orders" } } }
                """))
        #expect(manifest.apis.map(\.name) == ["shop", "front", "chat"])
        #expect(manifest.apis.map(\.kind) == [.rest, .alb, .websocket])
        #expect(manifest.apis.map(\.resolvedPort) == [8000, 8001, 8002])
        #expect(manifest.api(named: "front") == manifest.apis[1] && manifest.api(named: "api") == nil)
        let (shop, front, chat) = (manifest.apis[0], manifest.apis[1], manifest.apis[2])
        #expect(shop.stage == "prod" && shop.binaryMediaTypes == ["image/*", "*/*"])
        #expect(shop.authorizers["token"]?.kind == .token(function: "auth", validation: "^Bearer .+"))
        #expect(shop.authorizers["token"]?.identitySource == ["method.request.header.Authorization"])
        #expect(
            shop.authorizers["list"]?.identitySource == ["method.request.header.A", "method.request.querystring.b"])
        #expect(shop.authorizers["list"]?.kind == .request(function: "auth", payload: .v1, simpleResponses: false))
        #expect(shop.routes.map(\.authorizer) == ["list", "token"])
        #expect(front.multiValueHeaders && front.cors?.allowOrigins == ["*"])
        #expect(front.routes.map(\.key) == [RouteKey(method: "GET", path: "/img/*"), RouteKey(method: nil, path: "*")])
        #expect(chat.routeSelectionExpression == "$request.body.kind")
        #expect(chat.routes.map(\.authorizer) == ["door", nil, nil])
    }

    @Test("A function has a function URL")
    func functionURL() throws {
        let keys = #""runtime": "nodejs22.x", "handler": "app.handler", "code": "hello""#
        let manifest = try fixture.manifest(
            """
            { "defaults": { "url": { "context": "claims.json" } },
              "functions": { "a": {\(keys)},
                "b": {\(keys), "url": { "invokeMode": "RESPONSE_STREAM", "cors": { "allowOrigins": ["*"], "maxAge": 0 } } } } }
            """)
        #expect(manifest.functions[0].url.context == "/p/claims.json" && manifest.functions[0].url.cors == nil)
        #expect(manifest.functions[0].url.invokeMode == .buffered)
        #expect(manifest.functions[1].url.context == nil && manifest.functions[1].url.invokeMode == .responseStream)
        #expect(manifest.functions[1].url.cors?.allowOrigins == ["*"] && manifest.functions[1].url.cors?.maxAge == 0)
        #expect(manifest.functions[0].containerShape == manifest.functions[1].containerShape)
    }

    @Test("Functions and APIs without ports get the next ones that nothing has")
    func ports() throws {
        let keys = #""runtime": "nodejs22.x", "handler": "app.handler", "code": "hello""#
        let manifest = try fixture.manifest(
            """
            { "endpoint": 8000, "functions": { "a": {\(keys)}, "b": {\(keys), "port": 8001}, "c": {\(keys)} },
              "api": { "one": { "routes": { "$default": "a" } }, "two": { "port": 9000, "routes": { "$default": "a" } },
                       "three": { "port": 8003, "routes": { "$default": "a" } }, "four": { "routes": { "$default": "a" } } } }
            """)
        #expect(manifest.apis.map(\.resolvedPort) == [8002, 9000, 8003, 8004])
        #expect(manifest.functions.map(\.resolvedPort) == [9001, 8001, 9002])
    }
}
