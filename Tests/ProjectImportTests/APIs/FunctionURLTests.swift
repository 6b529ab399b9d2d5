import LambdaModel
import Testing

@Suite("Function URLs of templates")
struct FunctionURLTests {
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
        let global = SAMAPITests.template("", globals: "Function: { FunctionUrlConfig: \(settings) }")
        let link = "{ TargetFunctionArn: !GetAtt Hello.Arn, \(settings.dropFirst(2))"
        let resource = SAMAPITests.template("", "Link:\n  Type: AWS::Lambda::Url\n  Properties: \(link)")
        for (text, name) in [(own, "F"), (global, "Hello"), (resource, "Hello")] {
            let result = try Imported(text, with: SAMAPITests.files)
            #expect(result.problems == [])
            #expect(result.url(name) == url, "\(text)\n\(result.notes)")
            if !words.isEmpty { #expect(result.notes(words).count == 1, "\(result.notes)") }
        }
    }
}
