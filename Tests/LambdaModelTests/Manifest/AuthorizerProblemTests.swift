import LambdaModel
import Testing

/// Each API begins on line 2 of the manifest, and its authorizers on line 3.
@Suite("Mistakes in authorizers") struct AuthorizerProblemTests {
    /// An API of a kind with authorizers on line 3.
    private static func withAuthorizers(_ kind: String, _ text: String) -> String {
        let route = kind == "websocket" ? "$connect" : "GET /"
        return "{ \"type\": \"\(kind)\", \"routes\": { \"\(route)\": \"web\" }, \"authorizers\": {\n\(text) } }"
    }

    static let authorizersCases: [APIProblemTests.Mistake] = [
        .init(
            withAuthorizers("http", "\"a\": 1"), "3:6: error: authorizer \"a\" must be an object, found the number 1"),
        .init(
            withAuthorizers("http", "\"a\": {}"), "3:1: error: authorizer \"a\" needs \"type\": \"jwt\" or \"request\""),
        .init(
            withAuthorizers("http", "\"a\": { \"type\": \"token\" }"),
            "3:16: error: an HTTP API has no authorizers of type \"token\"; write \"jwt\" or \"request\""),
        .init(
            withAuthorizers("rest", "\"a\": { \"type\": \"jwt\" }"),
            "3:16: error: a REST API has no authorizers of type \"jwt\"; write \"request\" or \"token\""),
        .init(
            withAuthorizers("rest", "\"a\": { \"type\": \"tokn\" }"),
            "3:16: error: \"type\" must be \"request\" or \"token\", found the string \"tokn\"; did you mean \"token\"?"
        ),
        .init(
            withAuthorizers("http", "\"a\": { \"type\": \"jwt\" }"),
            "3:1: error: authorizer \"a\" needs \"issuer\", \"audience\""),
        .init(
            withAuthorizers(
                "http", "\"a\": { \"type\": \"jwt\", \"issuer\": \"me\", \"audience\": [], \"keys\": \"key.json\" }"),
            "3:33: error: \"issuer\" must be a URL such as \"https://issuer.example\"",
            "3:51: error: \"audience\" is empty",
            "3:63: error: \"keys\" \"key.json\" does not exist (looked for /p/key.json)"),
        .init(
            withAuthorizers(
                "http",
                "\"a\": { \"type\": \"jwt\", \"issuer\": \"https://i\", \"audience\": \"a\", \"keys\": \"claims.json\" }"
            ),
            "claims.json:1:1: error: the file is not a JSON Web Key Set: it has no array \"keys\""),
        .init(
            withAuthorizers(
                "http",
                "\"a\": { \"type\": \"jwt\", \"issuer\": \"https://i\", \"audience\": \"a\", \"keys\": \"ftp://a\" }"),
            "3:71: error: \"keys\" must be a file, or a URL with https:// or http://"),
        .init(
            withAuthorizers(
                "http", "\"a\": { \"type\": \"request\", \"function\": \"ath\", \"issuer\": \"https://i\" }"),
            "3:39: error: authorizer \"a\": there is no function \"ath\"; did you mean \"auth\"?",
            "3:46: error: \"issuer\" belongs to an authorizer of type \"jwt\""),
        .init(
            withAuthorizers(
                "rest", "\"a\": { \"type\": \"request\", \"function\": \"auth\", \"enableSimpleResponses\": true }"),
            "3:1: error: authorizer \"a\" needs \"identitySource\", by which results are kept, or "
                + "\"authorizerResultTtlInSeconds\": 0",
            "3:47: error: \"enableSimpleResponses\" belongs to an authorizer of an HTTP API"),
        .init(
            withAuthorizers(
                "http",
                "\"a\": { \"type\": \"request\", \"function\": \"auth\", \"payloadFormatVersion\": \"1.0\", \"enableSimpleResponses\": true }"
            ),
            "3:103: error: \"enableSimpleResponses\" needs \"payloadFormatVersion\": \"2.0\""),
        .init(
            withAuthorizers(
                "rest",
                "\"a\": { \"type\": \"token\", \"function\": \"auth\", \"identitySource\": \"$request.header.Auth\" }"),
            "3:63: error: unknown identity source \"$request.header.Auth\"; did you mean \"method.request.header.Auth\"?"
        ),
        .init(
            withAuthorizers(
                "rest",
                "\"a\": { \"type\": \"token\", \"function\": \"auth\", \"identitySource\": [\"method.request.header.A\", \"method.request.header.B\"] }"
            ),
            "3:63: error: this type of authorizer has one identity source"),
        .init(
            withAuthorizers(
                "http",
                "\"a\": { \"type\": \"request\", \"function\": \"auth\", \"identitySource\": \"Authorization\" }"),
            "3:65: error: unknown identity source \"Authorization\"; it begins with $request.header., $request.querystring., "
                + "$stageVariables., $context."),
        .init(
            withAuthorizers(
                "rest",
                "\"a\": { \"type\": \"token\", \"function\": \"auth\", \"identityValidationExpression\": \"(a\" }"),
            "3:77: error: \"identityValidationExpression\": unclosed ( at character 1"),
        .init(
            withAuthorizers("http", "\"NONE\": { \"type\": \"request\", \"function\": \"auth\" }"),
            "3:1: error: an authorizer cannot have the name \"NONE\""),
        .init(
            withAuthorizers(
                "http",
                "\"a\": { \"type\": \"request\", \"function\": \"auth\", \"authorizerResultTtlInSeconds\": 3601 }"),
            "3:79: error: \"authorizerResultTtlInSeconds\" must be a whole number of seconds from 0 to 3600, found the number "
                + "3601"),
        .init(
            withAuthorizers(
                "websocket",
                "\"a\": { \"type\": \"request\", \"function\": \"auth\", \"authorizerResultTtlInSeconds\": 1 }"),
            "3:47: error: \"authorizerResultTtlInSeconds\" belongs to an authorizer of an HTTP API or a REST API"),
        .init(
            "{ \"type\": \"alb\", \"routes\": { \"/\": \"web\" }, \"authorizers\": {} }",
            "2:44: error: \"authorizers\" belongs to an HTTP API, a REST API or a WebSocket API"),
        .init(
            "{ \"routes\": { \"GET /\": { \"function\": \"web\", \"authorizer\": \"chek\" } }, \"authorizer\": \"NNE\", \"authorizers\": {\n\"check\": { \"type\": \"request\", \"function\": \"auth\" } } }",
            "2:59: error: route \"GET /\": there is no authorizer \"chek\"; did you mean \"check\"?",
            "2:85: error: \"api\": there is no authorizer \"NNE\"; did you mean \"NONE\"?"),
        .init(
            "{ \"routes\": { \"GET /\": { \"function\": \"web\", \"authorizer\": \"users\" } } }",
            "2:59: error: route \"GET /\": there is no authorizer \"users\"; add it to \"authorizers\""),
        .init(
            "{ \"type\": \"websocket\", \"authorizer\": \"a\", \"routes\": { \"$default\": { \"function\": \"web\", \"authorizer\": \"a\" } }, \"authorizers\": {\n\"a\": { \"type\": \"request\", \"function\": \"auth\" } } }",
            "2:38: error: \"authorizer\" needs a route \"$connect\"",
            "2:102: error: only $connect of a WebSocket API has an authorizer"),
    ]

    @Test("Mistakes in authorizers", arguments: authorizersCases)
    func authorizers(_ mistake: APIProblemTests.Mistake) {
        #expect(APIFixture.problems(mistake.api) == mistake.problems)
    }
}
