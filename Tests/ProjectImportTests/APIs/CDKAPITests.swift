import LambdaModel
import Testing

/// `api` and `url` of templates as `cdk synth` writes them.
@Suite("APIs of CDK and CloudFormation")
struct CDKAPITests {
    static let files = ["cdk.out/asset.1f/index.js": ""]

    /// A template with the functions Orders1A2B3C4D and Auth5E6F7A8B, and these resources from line 8 on.
    static func template(_ resources: String) -> String {
        func function(_ id: String) -> String {
            """
            "\(id)": { "Type": "AWS::Lambda::Function", "Properties": { "Code": { "S3Bucket": "b", "S3Key": "1f.zip" },
              "Handler": "index.handler", "Runtime": "nodejs22.x", "Role": { "Fn::GetAtt": ["Role", "Arn"] } },
              "Metadata": { "aws:asset:path": "asset.1f", "aws:asset:property": "Code" } },
            """
        }
        return "{ \"Resources\": {\n\(function("Orders1A2B3C4D"))\n\(function("Auth5E6F7A8B"))\n\(resources)\n"
            + "\"CDKMetadata\": { \"Type\": \"AWS::CDK::Metadata\" } } }"
    }

    /// The URI of an integration or authorizer.
    static func uri(_ id: String) -> String {
        #"{ "Fn::Join": ["", ["arn:", { "Ref": "AWS::Partition" }, ":apigateway:", { "Ref": "AWS::Region" }, "#
            + #"":lambda:path/2015-03-31/functions/", { "Fn::GetAtt": ["\#(id)", "Arn"] }, "/invocations"]] }"#
    }

    static func imported(_ resources: String) throws -> Imported {
        try Imported(template(resources), as: "/p/cdk.out/Stack.template.json", with: files)
    }

    static let rest = """
        "Api9F1E2D3C": { "Type": "AWS::ApiGateway::RestApi", "Properties": { "Name": "Orders service",
          "BinaryMediaTypes": ["image/png"], "EndpointConfiguration": { "Types": ["REGIONAL"] } } },
        "ApiAccount": { "Type": "AWS::ApiGateway::Account", "Properties": {}, "DependsOn": ["Api9F1E2D3C"] },
        "ApiDeployment4F5A": { "Type": "AWS::ApiGateway::Deployment", "Properties": {
          "RestApiId": { "Ref": "Api9F1E2D3C" }, "Description": "Automatically created by the RestApi construct" } },
        "ApiDeploymentStageprod3EB9": { "Type": "AWS::ApiGateway::Stage", "Properties": {
          "RestApiId": { "Ref": "Api9F1E2D3C" }, "DeploymentId": { "Ref": "ApiDeployment4F5A" }, "StageName": "v1",
          "Variables": { "TABLE": "orders" } } },
        "ApiOPTIONS1": { "Type": "AWS::ApiGateway::Method", "Properties": { "ApiKeyRequired": false,
          "AuthorizationType": "NONE", "HttpMethod": "OPTIONS", "RestApiId": { "Ref": "Api9F1E2D3C" },
          "ResourceId": { "Fn::GetAtt": ["Api9F1E2D3C", "RootResourceId"] },
          "Integration": { "Type": "MOCK", "RequestTemplates": { "application/json": "{ statusCode: 200 }" },
            "IntegrationResponses": [{ "StatusCode": "204", "ResponseParameters": {
              "method.response.header.Access-Control-Allow-Headers": "'Content-Type,Authorization'",
              "method.response.header.Access-Control-Allow-Origin": "'https://a.example'",
              "method.response.header.Vary": "'Origin'",
              "method.response.header.Access-Control-Expose-Headers": "'Date'",
              "method.response.header.Access-Control-Allow-Credentials": "'true'",
              "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,GET,PUT'" } }] } } },
        "ApiANY2": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "ANY",
          "AuthorizationType": "NONE", "RestApiId": { "Ref": "Api9F1E2D3C" },
          "ResourceId": { "Fn::GetAtt": ["Api9F1E2D3C", "RootResourceId"] },
          "Integration": { "Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": URI(Orders1A2B3C4D) } } },
        "Apiorders3": { "Type": "AWS::ApiGateway::Resource", "Properties": { "PathPart": "orders",
          "ParentId": { "Fn::GetAtt": ["Api9F1E2D3C", "RootResourceId"] }, "RestApiId": { "Ref": "Api9F1E2D3C" } } },
        "Apiordersid4": { "Type": "AWS::ApiGateway::Resource", "Properties": { "PathPart": "{id}",
          "ParentId": { "Ref": "Apiorders3" }, "RestApiId": { "Ref": "Api9F1E2D3C" } } },
        "ApiordersidGETApiPermissionStackApi5": { "Type": "AWS::Lambda::Permission", "Properties": {
          "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
          "FunctionName": { "Fn::GetAtt": ["Orders1A2B3C4D", "Arn"] } } },
        "ApiordersidGET6": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "GET",
          "AuthorizationType": "CUSTOM", "AuthorizerId": { "Ref": "Tokens7" },
          "ResourceId": { "Ref": "Apiordersid4" }, "RestApiId": { "Ref": "Api9F1E2D3C" },
          "RequestValidatorId": { "Ref": "Validator" },
          "Integration": { "Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "TimeoutInMillis": 9000, "Uri": URI(OrdersAlias8) } } },
        "ApiordersPUT": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "PUT",
          "AuthorizationType": "CUSTOM", "AuthorizerId": { "Ref": "Requests9" }, "ApiKeyRequired": true,
          "ResourceId": { "Ref": "Apiorders3" }, "RestApiId": { "Ref": "Api9F1E2D3C" },
          "Integration": { "Type": "AWS_PROXY", "Uri": URI(Orders1A2B3C4D) } } },
        "ApiordersPOST": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "POST",
          "AuthorizationType": "COGNITO_USER_POOLS", "AuthorizerId": { "Ref": "Pool10" }, "AuthorizationScopes": ["a"],
          "ResourceId": { "Ref": "Apiorders3" }, "RestApiId": { "Ref": "Api9F1E2D3C" },
          "Integration": { "Type": "AWS_PROXY", "Uri": URI(Orders1A2B3C4D) } } },
        "ApiordersDELETE": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "DELETE",
          "AuthorizationType": "AWS_IAM", "ResourceId": { "Ref": "Apiorders3" }, "RestApiId": { "Ref": "Api9F1E2D3C" },
          "Integration": { "Type": "AWS", "Uri": URI(Orders1A2B3C4D) } } },
        "OrdersAlias8": { "Type": "AWS::Lambda::Alias", "Properties": { "Name": "live",
          "FunctionName": { "Ref": "Orders1A2B3C4D" }, "FunctionVersion": { "Fn::GetAtt": ["V", "Version"] } } },
        "Tokens7": { "Type": "AWS::ApiGateway::Authorizer", "Properties": { "Name": "StackTokens", "Type": "TOKEN",
          "RestApiId": { "Ref": "Api9F1E2D3C" }, "AuthorizerResultTtlInSeconds": 0, "AuthorizerUri": URI(Auth5E6F7A8B),
          "IdentitySource": "method.request.header.Authorization", "IdentityValidationExpression": "^Bearer" } },
        "Requests9": { "Type": "AWS::ApiGateway::Authorizer", "Properties": { "Name": "StackRequests",
          "Type": "REQUEST", "RestApiId": { "Ref": "Api9F1E2D3C" }, "AuthorizerUri": URI(Auth5E6F7A8B),
          "IdentitySource": "method.request.header.A,method.request.querystring.b" } },
        "Pool10": { "Type": "AWS::ApiGateway::Authorizer", "Properties": { "Name": "Pool",
          "Type": "COGNITO_USER_POOLS", "RestApiId": { "Ref": "Api9F1E2D3C" }, "ProviderARNs": ["arn:x"] } },
        """

    /// Replaces `URI(ID)` by an expression.
    static func filled(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "URI("), let end = rest[start.upperBound...].firstIndex(of: ")") {
            result += rest[..<start.lowerBound] + uri(String(rest[start.upperBound..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    @Test("A RestApi: the tree of resources, methods, authorizers, the stage and preflight methods")
    func restAPI() throws {
        let result = try Self.imported(Self.filled(Self.rest))
        #expect(result.problems == [])
        #expect(
            result.api
                == (try compact(
                    #"""
                    {
                      "type": "rest", "stage": "v1", "stageVariables": { "TABLE": "orders" },
                      "cors": { "allowOrigins": ["https://a.example"], "allowMethods": ["OPTIONS", "GET", "PUT"],
                        "allowHeaders": ["Content-Type", "Authorization"], "allowCredentials": true },
                      "binaryMediaTypes": ["image/png"],
                      "authorizers": {
                        "StackTokens": { "type": "token", "function": "Auth5E6F7A8B",
                          "identitySource": "method.request.header.Authorization",
                          "identityValidationExpression": "^Bearer", "authorizerResultTtlInSeconds": 0 },
                        "StackRequests": { "type": "request", "function": "Auth5E6F7A8B",
                          "identitySource": ["method.request.header.A", "method.request.querystring.b"] }
                      },
                      "routes": {
                        "ANY /": "Orders1A2B3C4D",
                        "GET /orders/{id}": { "function": "Orders1A2B3C4D", "authorizer": "StackTokens",
                          "timeoutInMillis": 9000 },
                        "PUT /orders": { "function": "Orders1A2B3C4D", "authorizer": "StackRequests" },
                        "POST /orders": "Orders1A2B3C4D"
                      }
                    }
                    """#)),
            "\(result.notes)")
        #expect(result.notes("ApiordersidGET6: RequestValidatorId", "does not validate").count == 1, "\(result.notes)")
        #expect(result.notes("ApiordersPUT: ApiKeyRequired", "no API keys").count == 1)
        #expect(result.notes("Pool10", "no user pools", "\"jwt\"").count == 1)
        #expect(result.notes("ApiordersDELETE", "the type \"AWS\"", "proxy integrations only").count == 1)
        // Resources that only deploy something get no note.
        for word in ["ApiAccount", "ApiDeployment", "Permission", "assumed"] { #expect(result.notes(word) == []) }
    }

    static let http = """
        "HttpApiF5A9A8A7": { "Type": "AWS::ApiGatewayV2::Api", "Properties": { "Name": "web", "ProtocolType": "HTTP",
          "CorsConfiguration": { "AllowOrigins": ["*"], "AllowMethods": ["GET", "POST"], "MaxAge": 864000 } } },
        "HttpApiDefaultStage3EEB07D6": { "Type": "AWS::ApiGatewayV2::Stage", "Properties": {
          "ApiId": { "Ref": "HttpApiF5A9A8A7" }, "AutoDeploy": true, "StageName": "$default" } },
        "Integration1": { "Type": "AWS::ApiGatewayV2::Integration", "Properties": {
          "ApiId": { "Ref": "HttpApiF5A9A8A7" }, "IntegrationType": "AWS_PROXY", "PayloadFormatVersion": "2.0",
          "IntegrationUri": { "Fn::GetAtt": ["Orders1A2B3C4D", "Arn"] } } },
        "Integration2": { "Type": "AWS::ApiGatewayV2::Integration", "Properties": {
          "ApiId": { "Ref": "HttpApiF5A9A8A7" }, "IntegrationType": "HTTP_PROXY", "IntegrationUri": "https://x" } },
        "Integration3": { "Type": "AWS::ApiGatewayV2::Integration", "Properties": { "TimeoutInMillis": 1000,
          "ApiId": { "Ref": "HttpApiF5A9A8A7" }, "IntegrationType": "AWS_PROXY", "IntegrationUri": URI(Auth5E6F7A8B) } },
        "Default": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "ApiId": { "Ref": "HttpApiF5A9A8A7" },
          "AuthorizationType": "NONE", "RouteKey": "$default",
          "Target": { "Fn::Join": ["", ["integrations/", { "Ref": "Integration1" }]] } } },
        "Mine": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "ApiId": { "Ref": "HttpApiF5A9A8A7" },
          "AuthorizationType": "JWT", "AuthorizerId": { "Ref": "Users4" }, "AuthorizationScopes": ["read"],
          "RouteKey": "GET /mine/{id}", "Target": { "Fn::Join": ["/", ["integrations", { "Ref": "Integration1" }]] } } },
        "Old": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "ApiId": { "Ref": "HttpApiF5A9A8A7" },
          "AuthorizationType": "CUSTOM", "AuthorizerId": { "Ref": "Check5" }, "RouteKey": "ANY /old/{proxy+}",
          "Target": { "Fn::Sub": "integrations/${Integration3}" } } },
        "Signed": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "ApiId": { "Ref": "HttpApiF5A9A8A7" },
          "AuthorizationType": "AWS_IAM", "RouteKey": "GET /signed",
          "Target": { "Fn::Join": ["", ["integrations/", { "Ref": "Integration1" }]] } } },
        "Away": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "ApiId": { "Ref": "HttpApiF5A9A8A7" },
          "RouteKey": "GET /away", "Target": { "Fn::Join": ["", ["integrations/", { "Ref": "Integration2" }]] } } },
        "Users4": { "Type": "AWS::ApiGatewayV2::Authorizer", "Properties": { "ApiId": { "Ref": "HttpApiF5A9A8A7" },
          "Name": "users", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.Authorization"],
          "JwtConfiguration": { "Audience": ["web"], "Issuer": "https://issuer.example" } } },
        "Check5": { "Type": "AWS::ApiGatewayV2::Authorizer", "Properties": { "ApiId": { "Ref": "HttpApiF5A9A8A7" },
          "Name": "check", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0",
          "AuthorizerResultTtlInSeconds": 300, "EnableSimpleResponses": true,
          "IdentitySource": ["$request.header.Authorization"], "AuthorizerUri": URI(Auth5E6F7A8B) } },
        "Link6": { "Type": "AWS::Lambda::Url", "Properties": { "AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM",
          "TargetFunctionArn": { "Fn::GetAtt": ["Orders1A2B3C4D", "Arn"] } } },
        """

    @Test(
        "An HttpApi: routes, integrations, authorizers, the stage and CORS; a mistake in one part costs only that part")
    func httpAPI() throws {
        let result = try Self.imported(Self.filled(Self.http))
        #expect(result.problems == [])
        #expect(
            result.api
                == (try compact(
                    #"""
                    {
                      "type": "http", "cors": { "allowOrigins": ["*"], "allowMethods": ["GET", "POST"] },
                      "authorizers": {
                        "users": { "type": "jwt", "issuer": "https://issuer.example", "audience": ["web"] },
                        "check": { "type": "request", "function": "Auth5E6F7A8B",
                          "identitySource": ["$request.header.Authorization"], "payloadFormatVersion": "2.0",
                          "enableSimpleResponses": true, "authorizerResultTtlInSeconds": 300 }
                      },
                      "routes": {
                        "$default": "Orders1A2B3C4D",
                        "GET /mine/{id}": { "function": "Orders1A2B3C4D", "authorizer": "users",
                          "authorizationScopes": ["read"] },
                        "ANY /old/{proxy+}": { "function": "Auth5E6F7A8B", "authorizer": "check",
                          "payloadFormatVersion": "1.0", "timeoutInMillis": 1000 },
                        "GET /signed": "Orders1A2B3C4D"
                      }
                    }
                    """#)),
            "\(result.notes)")
        #expect(result.url("Orders1A2B3C4D") == #"{"invokeMode":"RESPONSE_STREAM"}"#)
        #expect(result.notes("HttpApiF5A9A8A7", "\"cors.maxAge\" is left out").count == 1, "\(result.notes)")
        #expect(result.notes("Signed", "AWS_IAM is left out").count == 1)
        #expect(result.notes("Away", "the type \"HTTP_PROXY\"").count == 1)
        #expect(result.notes("assumed") == [])
    }

    @Test(
        "What cannot be read is a note, and the rest is imported",
        arguments: [
            (#""Apiorders3": "#, #""Gone": "#, "its parent resource is not in this file"),
            (
                #""ParentId": { "Fn::GetAtt": ["Api9F1E2D3C", "RootResourceId"] }"#,
                #""ParentId": { "Ref": "Apiordersid4" }"#, "its resource depends on itself"
            ),
            (#""Tokens7": "#, #""Gone": "#, "its authorizer \"Tokens7\" is not in this file"),
            (#""Auth5E6F7A8B": "#, #""Gone": "#, "the authorizer \"StackTokens\" is left out"),
            (#""Orders1A2B3C4D": "#, #""Gone": "#, "calls no function of this file"),
            (#""Api9F1E2D3C": "#, #""Gone": "#, "\"Api9F1E2D3C\", is not in this file"),
            (#""StageName": "v1""#, #""StageName": { "Fn::ImportValue": "x" }"#, "StageName: left out"),
            (#""PathPart": "{id}""#, #""PathPart": "{id""#, "GET /orders/{id is left out"),
        ])
    func damaged(part: String, replacement: String, words: String) throws {
        let text = Self.template(Self.filled(Self.rest)).replacing(part, with: replacement)
        let result = try Imported(text, as: "/p/cdk.out/Stack.template.json", with: Self.files)
        #expect(result.problems == [])
        #expect(result.notes(words).count >= 1, "\(result.notes.joined(separator: "\n"))")
    }
}
