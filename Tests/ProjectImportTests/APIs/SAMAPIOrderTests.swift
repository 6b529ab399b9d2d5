import LambdaModel
import Testing

/// What several APIs of a template, and an API and `Globals`, have together.
@Suite("Several APIs of a template, and Globals")
struct SAMAPIOrderTests {
    @Test("APIs of several types keep the order of the template, and those that SAM makes follow")
    func order() throws {
        let events = """
            A: { Type: Api, Properties: { Path: /a, Method: get } },
            B: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /b, Method: get } },
            C: { Type: Api, Properties: { RestApiId: !Ref Admin, Path: /c, Method: get } },
            """
        let resources = """
            Shop: { Type: AWS::Serverless::HttpApi }
            Chat:
              Type: AWS::ApiGatewayV2::Api
              Properties: { ProtocolType: HTTP, Target: !GetAtt Hello.Arn }
            Admin: { Type: AWS::Serverless::Api, Properties: { StageName: v1 } }
            """
        let result = try Imported(SAMAPITests.template(events, resources), with: SAMAPITests.files)
        #expect(result.problems == [])
        #expect(result.manifest?.apis.map(\.name) == ["Shop", "Chat", "Admin", "rest"], "\(result.notes)")
    }

    @Test("A value that both a list of Globals and that of the API have is there once")
    func mergedLists() throws {
        let result = try Imported(
            SAMAPITests.template(
                "A: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /a, Method: get } }",
                "Shop:\n  Type: AWS::Serverless::HttpApi\n  Properties:\n    CorsConfiguration:\n"
                    + "      AllowOrigins: [https://shop.example.com, https://b.example]\n      AllowMethods: [GET, !Ref Method]",
                globals:
                    "HttpApi: { CorsConfiguration: { AllowOrigins: ['https://a.example', 'https://shop.example.com'], "
                    + "AllowMethods: [!Ref Method] } }") + "Parameters: { Method: { Type: String, Default: PUT } }\n",
            with: SAMAPITests.files)
        #expect(result.problems == [])
        let cors = result.manifest?.apis.first?.cors
        #expect(cors?.allowOrigins == ["https://a.example", "https://shop.example.com", "https://b.example"])
        #expect(cors?.allowMethods == ["PUT", "GET"], "\(result.notes)")
    }
}
