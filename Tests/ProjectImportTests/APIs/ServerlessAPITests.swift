import LambdaModel
import ProjectImport
import Testing

/// `api` and `url` of a `serverless.yml`.
@Suite("APIs of serverless.yml")
struct ServerlessAPITests {
    /// A file with these events of the function hello, which begin on line 8, and these settings of the provider.
    static func file(_ events: String, provider: String = "", more: String = "") -> String {
        let lines = events.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        return "service: shop\nprovider: { name: aws, runtime: nodejs22.x, \(provider) }\nfunctions:\n"
            + "  check: { handler: a.check }\n  hello:\n    handler: a.hello\n    events:\n\(lines)\n\(more)"
    }

    static let routes: [(String, String)] = [
        ("- httpApi: '*'", #"{"type":"http","routes":{"$default":"hello"}}"#),
        ("- httpApi: GET /orders/{id}", #"{"type":"http","routes":{"GET /orders/{id}":"hello"}}"#),
        ("- httpApi: { method: '*', path: /a }", #"{"type":"http","routes":{"ANY /a":"hello"}}"#),
        ("- httpApi: { path: '*' }", #"{"type":"http","routes":{"$default":"hello"}}"#),
        ("- http: post orders/create/", #"{"type":"rest","stage":"dev","routes":{"POST /orders/create":"hello"}}"#),
        (
            "- http: { method: any, path: '{proxy+}' }",
            #"{"type":"rest","stage":"dev","routes":{"ANY /{proxy+}":"hello"}}"#
        ),
        ("- http: { method: get, path: / }", #"{"type":"rest","stage":"dev","routes":{"GET /":"hello"}}"#),
        (
            "- alb: { listenerArn: x, priority: 1, multiValueHeaders: true, conditions: { path: [/a, /b*], method: get } }",
            #"{"type":"alb","multiValueHeaders":true,"routes":{"GET /a":"hello","GET /b*":"hello"}}"#
        ),
        (
            "- alb: { listenerArn: x, priority: 1, conditions: { path: '*' } }\n"
                + "- alb: { listenerArn: !Ref Other, priority: 1, conditions: { path: /a } }",
            #"{"alb":{"type":"alb","routes":{"ANY /*":"hello"}},"alb-2":{"type":"alb","routes":{"ANY /a":"hello"}}}"#
        ),
        (
            "- alb: { listenerArn: x, priority: 20, conditions: { path: /* } }\n"
                + "- alb: { listenerArn: y, priority: 2, conditions: { path: /y } }\n"
                + "- alb: { listenerArn: x, priority: '5', conditions: { path: [/api/*, /v1/*] } }\n"
                + "- alb: { listenerArn: y, priority: 1, conditions: { path: /z } }",
            #"{"alb":{"type":"alb","routes":{"ANY /api/*":"hello","ANY /v1/*":"hello","ANY /*":"hello"}},"alb-2":{"type":"alb","routes":{"ANY /z":"hello","ANY /y":"hello"}}}"#
        ),
        (
            "- websocket: $connect\n- websocket: { route: send, routeResponseSelectionExpression: $default }",
            #"{"type":"websocket","stage":"dev","routes":{"$connect":"hello","send":{"function":"hello","routeResponse":true}}}"#
        ),
        ("- httpApi: ${self:custom.route}", #"{"type":"http","routes":{"PUT /custom":"hello"}}"#),
        ("- schedule: rate(1 day)", "none"),
    ]

    @Test("Events become routes", arguments: routes)
    func events(events: String, api: String) throws {
        let result = try Imported(
            Self.file(events, more: "custom: { route: { method: put, path: /custom } }\n"), with: ["a.js": ""])
        #expect(result.problems == [])
        #expect(result.api == api, "\(result.notes)")
        #expect(result.notes("left out") == [])
    }

    /// A service with all kinds of APIs.
    static let everything = """
        service: shop
        provider:
          name: aws
          runtime: nodejs22.x
          stage: prod
          websocketsApiRouteSelectionExpression: $request.body.kind
          apiGateway: { binaryMediaTypes: ['image/*'], minimumCompressionSize: 1024 }
          httpApi:
            payload: '1.0'
            cors: { allowedOrigins: ['https://a.example'], allowCredentials: true, maxAge: 60 }
            authorizers:
              users: { type: jwt, identitySource: $request.header.Authorization, issuerUrl: https://i.example, audience: web }
              check:
                type: request
                functionName: get-user
                identitySource: [$request.header.A, $request.header.B]
                resultTtlInSeconds: 300
                enableSimpleResponses: true
        functions:
          get-user: { handler: a.check, url: { invokeMode: RESPONSE_STREAM, cors: true } }
          web:
            handler: a.web
            url: true
            events:
              - httpApi: '*'
              - httpApi: { method: GET, path: /mine, authorizer: { name: users, scopes: [read, write] } }
              - httpApi: { method: POST, path: /mine, authorizer: check }
              - http: { method: get, path: a, cors: true, authorizer: get-user }
              - http:
                  method: post
                  path: a
                  cors: { origins: [https://a.example], headers: [X-A], maxAge: 10 }
                  authorizer: { name: get-user, type: request, identitySource: 'method.request.header.A, context.b' }
              - http:
                  { method: put, path: a, authorizer: { name: strict, arn: !GetAtt GetDashuserLambdaFunction.Arn,
                    resultTtlInSeconds: 0, identityValidationExpression: '^x' }, private: true }
              - websocket: { route: $connect, authorizer: { name: get-user, identitySource: [route.request.header.A] } }
              - alb: { listenerArn: x, priority: 1, conditions: { path: /a, host: a.example, header: { name: X, values: [y] } } }
        """

    @Test("HTTP, REST and WebSocket APIs, load balancers and URLs of one service")
    func wholeService() throws {
        let text = Self.everything
        let result = try Imported(text, with: ["a.js": ""])
        #expect(result.problems == [])
        #expect(
            result.api
                == (try compact(
                    #"""
                    {
                      "http": {
                        "type": "http", "payloadFormatVersion": "1.0",
                        "cors": { "allowOrigins": ["https://a.example"],
                          "allowMethods": ["OPTIONS", "GET", "POST", "PUT", "PATCH", "HEAD", "DELETE"],
                          "allowHeaders": ["Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key",
                            "X-Amz-Security-Token", "X-Amz-User-Agent", "X-Amzn-Trace-Id"],
                          "allowCredentials": true, "maxAge": 60 },
                        "authorizers": {
                          "users": { "type": "jwt", "issuer": "https://i.example", "audience": ["web"] },
                          "check": { "type": "request", "function": "get-user",
                            "identitySource": ["$request.header.A", "$request.header.B"],
                            "payloadFormatVersion": "2.0", "enableSimpleResponses": true,
                            "authorizerResultTtlInSeconds": 300 }
                        },
                        "routes": {
                          "$default": "web",
                          "GET /mine": { "function": "web", "authorizer": "users",
                            "authorizationScopes": ["read", "write"] },
                          "POST /mine": { "function": "web", "authorizer": "check" }
                        }
                      },
                      "rest": {
                        "type": "rest",
                        "cors": { "allowOrigins": ["*", "https://a.example"], "allowMethods": ["OPTIONS", "GET", "POST"],
                          "allowHeaders": ["Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key",
                            "X-Amz-Security-Token", "X-Amz-User-Agent", "X-Amzn-Trace-Id", "X-A"], "maxAge": 10 },
                        "binaryMediaTypes": ["image/*"],
                        "authorizers": {
                          "get-user": { "type": "token", "function": "get-user",
                            "identitySource": "method.request.header.Authorization" },
                          "get-user-2": { "type": "request", "function": "get-user",
                            "identitySource": ["method.request.header.A", "context.b"] },
                          "strict": { "type": "token", "function": "get-user",
                            "identitySource": "method.request.header.Authorization",
                            "identityValidationExpression": "^x", "authorizerResultTtlInSeconds": 0 }
                        },
                        "routes": {
                          "GET /a": { "function": "web", "authorizer": "get-user" },
                          "POST /a": { "function": "web", "authorizer": "get-user-2" },
                          "PUT /a": { "function": "web", "authorizer": "strict" }
                        }
                      },
                      "websocket": {
                        "type": "websocket", "routeSelectionExpression": "$request.body.kind",
                        "authorizers": { "get-user": { "type": "request", "function": "get-user",
                          "identitySource": ["route.request.header.A"] } },
                        "routes": { "$connect": { "function": "web", "authorizer": "get-user" } }
                      },
                      "alb": { "type": "alb", "routes": { "ANY /a": "web" } }
                    }
                    """#)),
            "\(result.notes)")
        #expect(
            result.url("get-user")
                == (try compact(
                    #"""
                    { "cors": { "allowOrigins": ["*"], "allowMethods": ["*"], "allowHeaders": ["Content-Type",
                        "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amzn-Trace-Id"] },
                      "invokeMode": "RESPONSE_STREAM" }
                    """#)))
        #expect(result.url("web") == "none")
        #expect(
            result.hasNote(try line(of: "minimumCompression", in: text), "provider.apiGateway.minimumCompressionSize"))
        #expect(result.hasNote(try line(of: "private: true", in: text) - 1, "web: events.http") == false)
        #expect(result.hasNote(try line(of: "private: true", in: text), "events.http.private", "no API keys"))
        #expect(result.hasNote(try line(of: "- alb", in: text), "conditions.host", "looks at method and path only"))
        #expect(result.hasNote(try line(of: "- alb", in: text), "conditions.header"))
        #expect(result.notes("assumed") == [])
        #expect(result.notes("left out").count == 4, "\(result.notes)")
        #expect(result.draft.files.contains { $0.path == "events/web/websocket-connect.json" })
    }

    @Test(
        "What cannot be a route, or is not imitated, is a note with its line",
        arguments: [
            ("- http: { method: get, path: x, integration: lambda }", "its integration is \"lambda\""),
            ("- http: { method: get, path: x, async: true }", "without waiting"),
            ("- http: { method: get, path: x, authorizer: aws_iam }", "AWS_IAM is left out"),
            ("- http: { method: get, path: x, authorizer: { type: AWS_IAM } }", "AWS_IAM is left out"),
            ("- http: { method: get, path: x, authorizer: gone }", "\"gone\" is not a function of this file"),
            (
                "- http: { method: get, path: x, authorizer: arn:aws:cognito-idp:us-east-1:123456789012:userpool/p }",
                "no user pools"
            ),
            (
                "- http: { method: get, path: x, authorizer: arn:aws:lambda:us-east-1:123456789012:function:other }",
                "\"other\" is not a function of this file"
            ),
            ("- http: { method: get, path: x, request: { schemas: {} } }", "does not validate"),
            ("- httpApi: { method: get, path: /x, authorizer: { name: gone } }", "no authorizer \"gone\""),
            ("- httpApi: { method: get, path: /x, authorizer: { type: aws_iam } }", "AWS_IAM is left out"),
            ("- httpApi: { method: get, path: '/{x' }", "the route GET /{x is left out"),
            ("- httpApi: { method: get, path: '${ssm:/path}' }", "the route is left out"),
            ("- httpApi: get /a\n- httpApi: GET /a", "none"),
            ("- alb: { listenerArn: x, priority: 1, conditions: { path: /a, ip: [10.0.0.0/8] } }", "conditions.ip"),
            ("- alb: { listenerArn: x, priority: 1, conditions: { path: /a }, authorizer: sso }", "signs nobody in"),
            ("- websocket: { route: $connect, authorizer: { arn: !ImportValue a } }", "is not a function of this file"),
            ("- websocket: $other", "the route $other is left out"),
        ])
    func unusable(event: String, words: String) throws {
        let result = try Imported(Self.file(event), with: ["a.js": ""])
        #expect(result.problems == [])
        if words == "none" {
            #expect(result.api == #"{"type":"http","routes":{"GET /a":"hello"}}"#)
        } else {
            #expect(result.hasNote(8, words), "\(result.notes)")
        }
    }
}
