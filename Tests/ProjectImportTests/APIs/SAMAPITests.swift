import LambdaModel
import ProjectImport
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
            Properties: { PackageType: Image }
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

    /// A template with two HTTP APIs.
    static let everything: String = {
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
        return
            template(
                events, resources,
                globals: "HttpApi: { CorsConfiguration: { AllowOrigins: ['http://localhost:3000'] } }")
            + "Parameters: { Stage: { Type: String, Default: dev } }\n"
    }()

    @Test("Globals, settings and authorizers of an HTTP API")
    func httpAPI() throws {
        let result = try Imported(Self.everything, with: Self.files)
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

    @Test("5,000 routes of one function")
    func manyRoutes() throws {
        let events = (0..<5000).map { "E\($0): { Type: HttpApi, Properties: { Path: /p\($0), Method: get } }," }
        let draft = try ProjectImporter.read(Array(Self.template(events.joined(separator: "\n")).utf8))
        #expect(draft.apis.map(\.settings.routes.count) == [5000])
        #expect(draft.apis.first?.settings.routes.last?.key.text == "GET /p4999")
    }
}
