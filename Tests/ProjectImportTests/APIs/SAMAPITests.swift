import LambdaModel
import Testing

/// `api` and `url` of SAM templates.
@Suite("APIs of SAM templates")
struct SAMAPITests {
    /// The end of a template with the functions Hello, Auth and Boxed; the latter is not imported.
    static let functions = """
          Hello:
            Type: AWS::Serverless::Function
            Properties: { Handler: app.handler, Runtime: nodejs22.x, CodeUri: f }
          Auth:
            Type: AWS::Serverless::Function
            Properties: { Handler: app.handler, Runtime: nodejs22.x, CodeUri: f }
          Boxed:
            Type: AWS::Serverless::Function
            Properties: { PackageType: Image, ImageUri: x:1 }
        """
    static let files = ["f/app.js": ""]

    /// A template with these events of the function Hello, which begin on line 9, and these resources.
    static func template(_ events: String, _ resources: String = "", globals: String = "") -> String {
        func indented(_ text: String, _ count: Int) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
        }
        var text = "Transform: AWS::Serverless-2016-10-31\nGlobals: { \(globals) }\nResources:\n"
        text += "  Hello:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        text += "      { Handler: app.handler, Runtime: nodejs22.x, CodeUri: f, Events: {\n\n"
        text += indented(events, 8) + "      } }\n"
        text += indented(resources, 2)
        return text + functions.split(separator: "\n").dropFirst(3).joined(separator: "\n") + "\n"
    }

    static let routes: [(String, String)] = [
        (
            "A: { Type: HttpApi }",
            #"{"type":"http","routes":{"$default":"Hello"}}"#
        ),
        (
            "A: { Type: HttpApi, Properties: { Path: '/orders/{id}', Method: get } }",
            #"{"type":"http","routes":{"GET /orders/{id}":"Hello"}}"#
        ),
        (
            "A: { Type: HttpApi, Properties: { Path: '/{proxy+}', Method: ANY, PayloadFormatVersion: '1.0' } }",
            #"{"type":"http","payloadFormatVersion":"1.0","routes":{"ANY /{proxy+}":"Hello"}}"#
        ),
        (
            "A: { Type: HttpApi, Properties: { Path: /a, Method: GET, TimeoutInMillis: 5000, "
                + "PayloadFormatVersion: 1.0 } },\nB: { Type: HttpApi, Properties: { Path: /b/, Method: post } }",
            #"{"type":"http","routes":{"GET /a":{"function":"Hello","payloadFormatVersion":"1.0","timeoutInMillis":5000},"#
                + #""POST /b":"Hello"}}"#
        ),
        (
            "A: { Type: Api, Properties: { Path: orders, Method: x-amazon-apigateway-any-method } }",
            #"{"type":"rest","stage":"Prod","routes":{"ANY /orders":"Hello"}}"#
        ),
        (
            "A: { Type: Api, Properties: { Path: /a, Method: GET, RestApiId: !Ref ServerlessRestApi } },\n"
                + "B: { Type: HttpApi, Properties: { Path: /a, Method: GET } }",
            #"{"rest":{"type":"rest","stage":"Prod","routes":{"GET /a":"Hello"}},"#
                + #""http":{"type":"http","routes":{"GET /a":"Hello"}}}"#
        ),
        (
            "A: { Type: Api, Properties: { Path: /a, Method: GET, RestApiId: !ImportValue other } }",
            #"{"type":"rest","routes":{"GET /a":"Hello"}}"#
        ),
        ("A: { Type: Schedule, Properties: { Schedule: rate(1 day) } }", "none"),
    ]

    @Test("Events of the types Api and HttpApi become routes", arguments: routes)
    func events(events: String, api: String) throws {
        let result = try Imported(Self.template(events), with: Self.files)
        #expect(result.problems == [])
        #expect(result.api == api, "\(result.notes)")
    }

    @Test("What a route cannot be is a note with its line, and the file is valid")
    func unusable() throws {
        let events = """
            A: { Type: HttpApi, Properties: { Path: '/a/{x', Method: get } },
            B: { Type: HttpApi, Properties: { Path: /b, Method: fetch } },
            C: { Type: HttpApi, Properties: { Path: /c, Method: get } },
            D: { Type: HttpApi, Properties: { Path: !ImportValue path, Method: get } },
            E: { Type: HttpApi, Properties: { Path: /e, Method: get, TimeoutInMillis: 90000 } },
            F: { Type: HttpApi, Properties: { Path: /f, Method: get, ApiId: !Ref Off } },
            G: { Type: HttpApi, Properties: { Path: /g, Method: get, Auth: { Authorizer: Unknown } } },
            H: { Type: HttpApi, Properties: { Path: /h, Method: get, RouteSettings: { ThrottlingBurstLimit: 1 } } },
            """
        let resources = """
            Off: { Type: AWS::Serverless::HttpApi, Condition: Never }
            Other:
              Type: AWS::Serverless::Function
              Properties:
                { Handler: app.handler, Runtime: nodejs22.x, CodeUri: f, Events: {
                  C: { Type: HttpApi, Properties: { Path: /c, Method: get } } } }
            Gone:
              Type: AWS::Serverless::Function
              Properties:
                { PackageType: Image, Events: { I: { Type: HttpApi, Properties: { Path: /i, Method: get } } } }
            """
        let text = Self.template(events, resources) + "Conditions: { Never: !Equals [a, b] }\n"
        let result = try Imported(text, with: Self.files)
        #expect(result.problems == [])
        #expect(
            result.api
                == #"{"type":"http","routes":{"GET /c":"Hello","GET /e":"Hello","GET /g":"Hello","GET /h":"Hello"}}"#)
        #expect(result.hasNote(9, "Hello: Events.A", "the route GET /a/{x is left out"), "\(result.notes)")
        #expect(result.hasNote(10, "Hello: Events.B", "unknown method \"FETCH\""))
        #expect(result.hasNote(12, "Events.D", "the route is left out", "Fn::ImportValue"))
        #expect(result.hasNote(13, "Events.E", "\"timeoutInMillis\" of the route GET /e is left out"))
        #expect(result.hasNote(14, "Events.F", "the API \"Off\" is left out"))
        #expect(result.hasNote(15, "Events.G.Auth.Authorizer", "no authorizer \"Unknown\""))
        #expect(result.hasNote(16, "Events.H.RouteSettings", "does not throttle"))
        #expect(
            result.hasNote(
                try line(of: "  C: { Type: HttpApi, Properties: { Path: /c, Method: get } } } }", in: text),
                "Other: Events.C", "the route GET /c is left out: \"Hello\" has it already"), "\(result.notes)")
    }

    static let urls: [(String, String, String)] = [
        ("{ AuthType: NONE }", "none", ""),
        ("{ AuthType: AWS_IAM }", "none", "checks no signatures"),
        ("{ AuthType: NONE, InvokeMode: RESPONSE_STREAM }", #"{"invokeMode":"RESPONSE_STREAM"}"#, ""),
        ("{ AuthType: NONE, InvokeMode: STREAM }", "none", "\"STREAM\" is left out"),
        (
            "{ Cors: { AllowOrigins: ['https://a.example'], AllowMethods: [GET, OPTIONS], AllowHeaders: [X-A], "
                + "AllowCredentials: true, ExposeHeaders: [Date], MaxAge: 300 } }",
            #"{"cors":{"allowOrigins":["https://a.example"],"allowMethods":["GET"],"allowHeaders":["X-A"],"#
                + #""allowCredentials":true,"exposeHeaders":["Date"],"maxAge":300}}"#, ""
        ),
        (
            "{ Cors: { AllowOrigins: ['*'], AllowCredentials: true } }", #"{"cors":{"allowOrigins":["*"]}}"#,
            "refuse it for the origin *"
        ),
    ]

    @Test("FunctionUrlConfig becomes url, also that of Globals, and AWS::Lambda::Url too", arguments: urls)
    func functionURL(settings: String, url: String, words: String) throws {
        let own = TemplateTests.template("FunctionUrlConfig: \(settings)")
        let global = Self.template("", globals: "Function: { FunctionUrlConfig: \(settings) }")
        let link = "{ TargetFunctionArn: !GetAtt Hello.Arn, \(settings.dropFirst(2))"
        let resource = Self.template("", "Link:\n  Type: AWS::Lambda::Url\n  Properties: \(link)")
        for (text, name) in [(own, "F"), (global, "Hello"), (resource, "Hello")] {
            let result = try Imported(text, with: Self.files)
            #expect(result.problems == [])
            #expect(result.url(name) == url, "\(text)\n\(result.notes)")
            if !words.isEmpty { #expect(result.notes(words).count == 1, "\(result.notes)") }
        }
    }

    @Test("Globals, settings and authorizers of an HTTP API")
    func httpAPI() throws {
        let events = """
            A: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /a, Method: get } },
            B: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /b, Method: get, Auth: { Authorizer: NONE } } },
            C: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /c, Method: get,
              Auth: { Authorizer: Check } } },
            D: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /d, Method: get,
              Auth: { AuthorizationScopes: [write] } } },
            E: { Type: HttpApi, Properties: { Path: /e, Method: get } },
            """
        let resources = """
            Api:
              Type: AWS::Serverless::HttpApi
              Properties:
                Name: orders
                StageName: !Ref Stage
                StageVariables: { TABLE: orders }
                Auth:
                  DefaultAuthorizer: Users
                  Authorizers:
                    Users:
                      AuthorizationScopes: [read]
                      IdentitySource: $request.header.Authorization
                      JwtConfiguration: { issuer: https://issuer.example/, audience: [web, app] }
                    Check:
                      FunctionArn: !GetAtt Auth.Arn
                      AuthorizerPayloadFormatVersion: 2.0
                      EnableSimpleResponses: true
                      Identity: { Headers: [X-Token], QueryStrings: [token], ReauthorizeEvery: 60 }
                CorsConfiguration: { AllowMethods: [GET] }
            """
        let text =
            Self.template(
                events, resources,
                globals: "HttpApi: { CorsConfiguration: { AllowOrigins: ['http://localhost:3000'] } }")
            + "Parameters: { Stage: { Type: String, Default: dev } }\n"
        let result = try Imported(text, with: Self.files)
        #expect(result.problems == [])
        #expect(
            result.api
                == (try compact(
                    #"""
                    {
                      "orders": {
                        "type": "http", "stage": "dev", "stageVariables": { "TABLE": "orders" },
                        "cors": { "allowOrigins": ["http://localhost:3000"], "allowMethods": ["GET"] },
                        "authorizers": {
                          "Users": { "type": "jwt", "issuer": "https://issuer.example/", "audience": ["web", "app"] },
                          "Check": { "type": "request", "function": "Auth",
                            "identitySource": ["$request.header.X-Token", "$request.querystring.token"],
                            "payloadFormatVersion": "2.0", "enableSimpleResponses": true,
                            "authorizerResultTtlInSeconds": 60 }
                        },
                        "authorizer": "Users",
                        "routes": {
                          "GET /a": { "function": "Hello", "authorizationScopes": ["read"] },
                          "GET /b": { "function": "Hello", "authorizer": "NONE" },
                          "GET /c": { "function": "Hello", "authorizer": "Check" },
                          "GET /d": { "function": "Hello", "authorizationScopes": ["write"] }
                        }
                      },
                      "http": {
                        "type": "http", "cors": { "allowOrigins": ["http://localhost:3000"] },
                        "routes": { "GET /e": "Hello" }
                      }
                    }
                    """#)),
            "\(result.notes)")
        #expect(result.manifest?.apis.map(\.name) == ["orders", "http"])
        #expect(result.notes("left out").count == 1, "only the container image: \(result.notes)")
    }

    @Test("Settings and authorizers of a REST API, with what lamdeck does not imitate")
    func restAPI() throws {
        let events = """
            A: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /a, Method: get } },
            B: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /b, Method: get, Auth: { Authorizer: Request } } },
            C: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /c, Method: get, Auth: { Authorizer: Pool } } },
            D: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /d, Method: get,
              Auth: { Authorizer: AWS_IAM, ApiKeyRequired: true }, RequestModel: { Model: User } } },
            E: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /e, Method: get, Auth: { Authorizer: Image } } },
            """
        let resources = """
            Api:
              Type: AWS::Serverless::Api
              Properties:
                StageName: v1
                Variables: { TABLE: orders }
                BinaryMediaTypes: [image~1png, "*/*"]
                Cors: { AllowOrigin: "'https://a.example,https://b.example'", AllowHeaders: "'X-A,X-B'", MaxAge: "'600'" }
                TracingEnabled: true
                CacheClusterEnabled: true
                Domain: { DomainName: api.example.com }
                Auth:
                  DefaultAuthorizer: Token
                  UsagePlan: { CreateUsagePlan: PER_API }
                  Authorizers:
                    Token:
                      FunctionArn: !GetAtt Auth.Arn
                      Identity: { Header: X-Token, ValidationExpression: "^Bearer .+", ReauthorizeEvery: 30 }
                    Request:
                      FunctionPayloadType: REQUEST
                      FunctionArn: !Sub "${Auth.Arn}"
                      Identity: { Headers: [A], QueryStrings: [b], StageVariables: [c], Context: [d] }
                    Pool: { UserPoolArn: arn:aws:cognito-idp:us-east-1:123456789012:userpool/x }
                    Image: { FunctionArn: !GetAtt Boxed.Arn }
            """
        let text = Self.template(events, resources)
        let result = try Imported(text, with: Self.files)
        #expect(result.problems == [])
        #expect(
            result.api
                == (try compact(
                    #"""
                    {
                      "type": "rest", "stage": "v1", "stageVariables": { "TABLE": "orders" },
                      "cors": { "allowOrigins": ["https://a.example", "https://b.example"], "allowMethods": ["*"],
                        "allowHeaders": ["X-A", "X-B"], "maxAge": 600 },
                      "binaryMediaTypes": ["image/png", "*/*"],
                      "authorizers": {
                        "Token": { "type": "token", "function": "Auth",
                          "identitySource": "method.request.header.X-Token",
                          "identityValidationExpression": "^Bearer .+", "authorizerResultTtlInSeconds": 30 },
                        "Request": { "type": "request", "function": "Auth",
                          "identitySource": ["method.request.header.A", "method.request.querystring.b",
                            "stageVariables.c", "context.d"] }
                      },
                      "authorizer": "Token",
                      "routes": {
                        "GET /a": "Hello",
                        "GET /b": { "function": "Hello", "authorizer": "Request" },
                        "GET /c": { "function": "Hello", "authorizer": "NONE" },
                        "GET /d": { "function": "Hello", "authorizer": "NONE" },
                        "GET /e": { "function": "Hello", "authorizer": "NONE" }
                      }
                    }
                    """#)),
            "\(result.notes)")
        #expect(result.hasNote(13, "Events.D.Auth.Authorizer", "AWS_IAM is left out"), "\(result.notes)")
        #expect(result.hasNote(13, "Events.D.Auth.ApiKeyRequired", "no API keys"))
        #expect(result.hasNote(13, "Events.D.RequestModel", "does not validate requests"))
        #expect(result.hasNote(try line(of: "CacheCluster", in: text), "Api: CacheClusterEnabled", "cache"))
        #expect(result.hasNote(try line(of: "DomainName", in: text), "Api: Domain", "loopback"))
        #expect(result.hasNote(try line(of: "UsagePlan", in: text), "Api: Auth.UsagePlan", "usage plans"))
        #expect(result.hasNote(try line(of: "Pool: {", in: text), "\"Pool\"", "user pools", "\"jwt\""))
        #expect(
            result.hasNote(try line(of: "Image: {", in: text), "\"Image\"", "the function \"Boxed\" is not imported"))
        #expect(result.notes("TracingEnabled") == [])
    }

    static let definitions = """
        openapi: 3.0.1
        x-amazon-apigateway-cors: { allowOrigins: ["https://a.example"], allowMethods: [GET] }
        security: [{ users: [read] }]
        paths:
          /orders/{id}:
            get:
              x-amazon-apigateway-integration:
                { type: aws_proxy, payloadFormatVersion: "2.0", timeoutInMillis: 4000, uri: URI }
            delete:
              security: []
              x-amazon-apigateway-integration: { $ref: "#/components/x-amazon-apigateway-integrations/hello" }
            put:
              x-amazon-apigateway-integration: { type: http_proxy, uri: "https://example.com" }
            patch: { responses: {} }
          /later:
            post: { responses: {} }
          $default:
            x-amazon-apigateway-any-method:
              security: [{ check: [] }]
              x-amazon-apigateway-integration: { type: aws_proxy, payloadFormatVersion: "2.0", uri: URI }
        components:
          x-amazon-apigateway-integrations:
            hello: { type: AWS_PROXY, payloadFormatVersion: "1.0", uri: URI }
          securitySchemes:
            users:
              type: oauth2
              x-amazon-apigateway-authorizer:
                { type: jwt, identitySource: $request.header.Token, jwtConfiguration: { issuer: "https://i.example", audience: web } }
            check:
              type: apiKey
              x-amazon-apigateway-authorizer:
                { type: request, identitySource: "$request.header.A, $request.header.B", authorizerUri: CHECK,
                  authorizerPayloadFormatVersion: "2.0", enableSimpleResponses: true, authorizerResultTtlInSeconds: 5 }
        """
    static func definition(_ intrinsic: (String) -> String) -> String {
        definitions.replacing("URI", with: intrinsic("Hello")).replacing("CHECK", with: intrinsic("Auth"))
    }

    @Test("The routes of an OpenAPI definition in the template, in a file next to it, and in an included file")
    func openAPI() throws {
        let path = ":lambda:path/2015-03-31/functions/"
        let sub = { (name: String) in
            "{ \"Fn::Sub\": \"arn:aws:apigateway:${AWS::Region}\(path)${\(name).Arn}/invocations\" }"
        }
        let inline = Self.definition(sub).split(separator: "\n").map { "      " + $0 }.joined(separator: "\n")
        let events =
            "A: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /later, Method: post } },\n"
            + "B: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: '/orders/{id}', Method: delete } },"
        let api = { (definition: String) in
            Self.template(
                events, "Api:\n  Type: AWS::Serverless::HttpApi\n  Properties:\n    \(definition)")
        }
        let expected = try compact(
            #"""
            {
              "type": "http", "cors": { "allowOrigins": ["https://a.example"], "allowMethods": ["GET"] },
              "authorizers": {
                "users": { "type": "jwt", "issuer": "https://i.example", "audience": ["web"],
                  "identitySource": ["$request.header.Token"] },
                "check": { "type": "request", "function": "Auth",
                  "identitySource": ["$request.header.A", "$request.header.B"], "payloadFormatVersion": "2.0",
                  "enableSimpleResponses": true, "authorizerResultTtlInSeconds": 5 }
              },
              "routes": {
                "GET /orders/{id}": { "function": "Hello", "authorizer": "users", "authorizationScopes": ["read"],
                  "timeoutInMillis": 4000 },
                "DELETE /orders/{id}": { "function": "Hello", "payloadFormatVersion": "1.0" },
                "$default": { "function": "Hello", "authorizer": "check" },
                "POST /later": "Hello"
              }
            }
            """#)
        let files = Self.files.merging(["api/openapi.yaml": Self.definition(sub)]) { $1 }
        for text in [
            api("DefinitionBody:\n\(inline)"),
            api("DefinitionUri: ./api/openapi.yaml"),
            api(
                "DefinitionBody: { \"Fn::Transform\": { Name: AWS::Include, Parameters: { Location: api/openapi.yaml } } }"
            ),
        ] {
            let result = try Imported(text, with: files)
            #expect(result.problems == [])
            #expect(result.api == expected, "\(text)\n\(result.notes.joined(separator: "\n"))")
            #expect(result.notes("PUT /orders/{id}", "\"http_proxy\"").count == 1, "\(result.notes)")
            #expect(result.notes("PATCH /orders/{id}", "no integration").count == 1, "\(result.notes)")
            #expect(result.notes("assumed") == [])
        }
    }

    @Test(
        "A definition that is not here is a note with the file's name",
        arguments: [
            ("DefinitionUri: gone.yaml", "\"gone.yaml\" are left out: there is no such file"),
            ("DefinitionUri: ../../etc/x.yaml", "\"../../etc/x.yaml\" are left out: there is no such file"),
            ("DefinitionUri: s3://bucket/key", "\"s3://bucket/key\" is not on this machine"),
            ("DefinitionUri: { Bucket: b, Key: k }", "it is in S3"),
            ("DefinitionUri: bad.yaml", "bad.yaml:"),
            ("DefinitionBody: { \"Fn::Transform\": { Name: Macro } }", "the macro Macro"),
            ("DefinitionBody: { paths: [1] }", "it is a list, not an object"),
            ("DefinitionBody: { paths: { /a: { get: 1 } } }", "not an object"),
        ])
    func missingDefinition(property: String, words: String) throws {
        let events = "A: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /a, Method: get } },"
        let text = Self.template(
            events, "Api:\n  Type: AWS::Serverless::Api\n  Properties:\n    StageName: prod\n    \(property)")
        let result = try Imported(text, with: Self.files.merging(["bad.yaml": "{ a: ["]) { $1 })
        #expect(result.problems == [])
        #expect(result.api == #"{"type":"rest","routes":{"GET /a":"Hello"}}"#)
        #expect(result.hasNote(try line(of: property, in: text), words), "\(result.notes)")
    }

    @Test("AWS::Serverless::WebSocketApi")
    func webSocketAPI() throws {
        let text = Self.template(
            "",
            """
            Chat:
              Type: AWS::Serverless::WebSocketApi
              Properties:
                StageName: live
                RouteSelectionExpression: $request.body.kind
                Auth:
                  AuthType: CUSTOM
                  AuthArn: !GetAtt Auth.Arn
                  IdentitySource: [route.request.querystring.token]
                Routes:
                  $connect: { FunctionArn: !GetAtt Hello.Arn }
                  $default: { FunctionArn: !GetAtt Hello.Arn, IntegrationTimeout: 1000, ApiKeyRequired: true }
                  send: { FunctionArn: !GetAtt Nowhere.Arn }
            """)
        let result = try Imported(text, with: Self.files)
        #expect(result.problems == [])
        #expect(
            result.api
                == (try compact(
                    #"""
                    {
                      "type": "websocket", "stage": "live", "routeSelectionExpression": "$request.body.kind",
                      "authorizers": { "connect": { "type": "request", "function": "Auth",
                        "identitySource": ["route.request.querystring.token"] } },
                      "routes": {
                        "$connect": { "function": "Hello", "authorizer": "connect" },
                        "$default": { "function": "Hello", "timeoutInMillis": 1000 }
                      }
                    }
                    """#)),
            "\(result.notes)")
        #expect(result.hasNote(try line(of: "send:", in: text), "the route send is left out"), "\(result.notes)")
        #expect(result.hasNote(try line(of: "IntegrationTimeout", in: text), "ApiKeyRequired"))
    }
}
