import LambdaModel
import Testing

/// Routes that a SAM template does not have in the events of functions.
@Suite("API definitions and WebSocket APIs of SAM templates")
struct SAMDefinitionTests {
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
            SAMAPITests.template(
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
        let files = SAMAPITests.files.merging(["api/openapi.yaml": Self.definition(sub)]) { $1 }
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
        let text = SAMAPITests.template(
            events, "Api:\n  Type: AWS::Serverless::Api\n  Properties:\n    StageName: prod\n    \(property)")
        let result = try Imported(text, with: SAMAPITests.files.merging(["bad.yaml": "{ a: ["]) { $1 })
        #expect(result.problems == [])
        #expect(result.api == #"{"type":"rest","routes":{"GET /a":"Hello"}}"#)
        #expect(result.hasNote(try line(of: property, in: text), words), "\(result.notes)")
    }

    @Test("AWS::Serverless::WebSocketApi")
    func webSocketAPI() throws {
        let text = SAMAPITests.template(
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
        let result = try Imported(text, with: SAMAPITests.files)
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
