import LambdaModel
import Testing

/// Each API begins on line 2 of the manifest.
@Suite("Mistakes in APIs") struct APIProblemTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let api: String
        let problems: [String]
        init(_ api: String, _ problems: String...) { (self.api, self.problems) = (api, problems) }
        var testDescription: String { api }
    }

    /// An HTTP API with other keys.
    private static func http(_ keys: String) -> String { "{ \"routes\": { \"$default\": \"web\" },\n\(keys) }" }

    static let shapesCases: [Mistake] = [
        Mistake(
            "1",
            "2:1: error: \"api\" must be an object with \"routes\", or one of names and such objects, found the number 1"
        ),
        Mistake("{}", "2:1: error: there is no API; write \"routes\": { \"ANY /{proxy+}\": \"hello\" }"),
        Mistake(
            "{ \"type\": \"rest\" }",
            "2:1: error: \"api\" has no routes; add \"routes\": { \"ANY /{proxy+}\": \"hello\" }"),
        Mistake(
            "{ \"type\": \"alb\", \"routes\": {} }",
            "2:28: error: there are no routes; write \"routes\": { \"/*\": \"hello\" }"),
        Mistake(
            "{ \"routes\": [] }", "2:13: error: \"routes\" must be an object of routes and functions, found an array"),
        Mistake(
            "{ \"shop\": 1, \"a b\": { \"routes\": { \"$default\": \"web\" } },\n\"port\": { \"routes\": { \"$default\": \"web\" } } }",
            "2:11: error: API \"shop\" must be an object with \"routes\", found the number 1",
            "2:14: error: \"a b\" is not the name of an API: 1 to 64 letters, digits, - and _",
            "3:1: error: an API cannot have the name \"port\", which is a key"),
        Mistake(
            "{ \"shop\": {} }",
            "2:11: error: API \"shop\" has no routes; add \"routes\": { \"ANY /{proxy+}\": \"hello\" }"),
        Mistake(
            http("\"type\": \"ws\""),
            "3:9: error: \"type\" must be \"http\", \"rest\", \"alb\" or \"websocket\", found the string \"ws\"; did you mean "
                + "\"websocket\"?"),
        Mistake(
            "{ \"type\": \"htp\", \"routes\": { \"GET /\": \"web\" } }",
            "2:11: error: \"type\" must be \"http\", \"rest\", \"alb\" or \"websocket\", found the string \"htp\"; did you mean "
                + "\"http\"?"),
        Mistake(
            "{ \"type\": \"graphql\", \"routes\": { \"GET\": 1 } }",
            "2:11: error: \"type\" must be \"http\", \"rest\", \"alb\" or \"websocket\", found the string \"graphql\""),
        Mistake(http("\"rutes\": {}"), "3:1: error: unknown key \"rutes\"; did you mean \"routes\"?"),
        Mistake(http("\"timeout\": 1"), "3:1: error: \"timeout\" belongs to a function"),
        Mistake(http("\"binaryMediaTypes\": []"), "3:1: error: \"binaryMediaTypes\" belongs to a REST API"),
        Mistake(http("\"multiValueHeaders\": true"), "3:1: error: \"multiValueHeaders\" belongs to a load balancer"),
        Mistake(
            "{ \"type\": \"rest\", \"payloadFormatVersion\": \"2.0\", \"routes\": { \"GET /\": \"web\" } }",
            "2:19: error: \"payloadFormatVersion\" belongs to an HTTP API"),
        Mistake(
            "{ \"type\": \"alb\", \"stage\": \"a\", \"routes\": { \"/\": \"web\" } }",
            "2:18: error: \"stage\" belongs to an HTTP API, a REST API or a WebSocket API"),
        Mistake(
            http("\"stage\": \"a b\""),
            "3:10: error: \"stage\" \"a b\" is not the name of a stage: at most 128 letters, digits, - and _"),
        Mistake(http("\"port\": 0"), "3:9: error: \"port\" must be a whole number from 1 to 65535, found the number 0"),
        Mistake(
            http("\"stageVariables\": { \"a\": 1 }"),
            "3:26: error: stage variable \"a\" must be a string, found the number 1"),
        Mistake(
            http("\"context\": \"claim.json\""),
            "3:12: error: \"context\" \"claim.json\" does not exist; did you mean \"claims.json\"?"),
        Mistake(http("\"context\": \"hello\""), "3:12: error: \"context\" \"hello\" cannot be read: is a folder"),
        Mistake(
            http("\"context\": \"list.json\""), "list.json:1:1: error: the file must hold an object, found an array"),
        Mistake(http("\"context\": \"broken.json\""), "broken.json:2:6: error: expected a value, found ‘}’"),
        Mistake(
            "{ \"type\": \"rest\", \"binaryMediaTypes\": [\"image~1png\", \"png\"], \"routes\": { \"GET /\": \"web\" } }",
            "2:40: error: \"image~1png\" is not a media type; did you mean \"image/png\"?",
            "2:54: error: \"png\" is not a media type, as in \"image/png\" or \"image/*\""),
        Mistake(
            http("\"payloadFormatVersion\": \"3.0\""),
            "3:25: error: \"payloadFormatVersion\" must be \"1.0\" or \"2.0\", found the string \"3.0\""),
        Mistake(
            "{ \"type\": \"websocket\", \"routeSelectionExpression\": \"action\", \"routes\": { \"$default\": \"web\" } }",
            "2:52: error: \"routeSelectionExpression\" must name a part of the message, as in \"$request.body.action\""),
        Mistake(
            "{ \"type\": \"websocket\", \"routeSelectionExpression\": \"${request.body.a\", "
                + "\"routes\": { \"$default\": \"web\" } }",
            "2:52: error: \"routeSelectionExpression\" is not an expression: `}` is missing after `${request.body.a`; "
                + "write it like \"$request.body.action\" or \"${request.body.action}\""),
    ]

    @Test("Mistakes in the keys of an API", arguments: shapesCases)
    func shapes(_ mistake: Mistake) {
        #expect(APIFixture.problems(mistake.api) == mistake.problems)
    }

    static let routesCases: [Mistake] = [
        Mistake(
            "{ \"routes\": { \"GET /\": \"ordrs\" } }",
            "2:24: error: route \"GET /\": there is no function \"ordrs\"; did you mean \"orders\"?"),
        Mistake(
            "{ \"routes\": { \"GET /\": \"zzzzzz\" } }",
            "2:24: error: route \"GET /\": there is no function \"zzzzzz\"; the functions: orders, web, auth"),
        Mistake(
            "{ \"routes\": { \"GET /a/{x}\": \"web\",\n\"GET /a/{y}\": \"web\",\n\"ANY /a/{y}\": \"web\", \"GET /a/{z+}\": \"web\" } }",
            "3:1: error: route \"GET /a/{y}\" takes the same requests as route \"GET /a/{x}\" on line 2"),
        Mistake(
            "{ \"type\": \"rest\", \"routes\": { \"GET /a/{x}\": \"web\",\n\"GET /a/{y}\": \"web\",\n\"PUT /a/{y}/b\": \"web\",\n\"GET /a/{x+}\": \"web\", \"GET /{y}\": \"web\" } }",
            "3:1: error: route \"GET /a/{y}\" takes the same requests as route \"GET /a/{x}\" on line 2",
            "4:1: error: route \"PUT /a/{y}/b\" has {y} where route \"GET /a/{x}\" on line 2 has {x}; a REST API allows one "
                + "variable there",
            "5:1: error: route \"GET /a/{x+}\" has {x+} where route \"GET /a/{x}\" on line 2 has {x}; a REST API allows one "
                + "variable there"),
        Mistake(
            "{ \"type\": \"alb\", \"routes\": { \"/a\": \"web\",\n\"ANY /a\": \"web\" } }",
            "3:1: error: route \"ANY /a\" takes the same requests as route \"ANY /a\" on line 2"),
        Mistake(
            "{ \"type\": \"alb\", \"routes\": { \"$default\": \"web\", \"GET /b\": \"web\",\n\"/*\": \"web\",\n\"/api/*\": "
                + "\"orders\", \"GET /a?\": \"orders\" } }",
            "4:1: warning: route \"ANY /api/*\" gets no requests: route \"ANY /*\" on line 3 takes them first; move it "
                + "before \"ANY /*\"",
            "4:21: warning: route \"GET /a?\" gets no requests: route \"ANY /*\" on line 3 takes them first; move it "
                + "before \"ANY /*\""),
        Mistake(
            "{ \"type\": \"alb\", \"routes\": { \"GET /a/*\": \"web\",\n\"/a/*.js\": \"web\", \"POST /a/*\": \"web\",\n"
                + "\"GET /a/?\": \"web\", \"/*\": \"web\" } }",
            "4:1: warning: route \"GET /a/?\" gets no requests: route \"GET /a/*\" on line 2 takes them first; move it "
                + "before \"GET /a/*\""),
        Mistake("{ \"routes\": { \"ANY /{p+}\": \"web\",\n\"GET /a\": \"web\" } }"),
        Mistake(
            "{ \"routes\": { \"GET /\": \"web\",\n\"GET /\": \"orders\" } }",
            "3:1: error: route \"GET /\" is defined twice; the first is on line 2"),
        Mistake(
            "{ \"type\": \"rest\", \"routes\": { \"$default\": \"ordrs\" } }",
            "2:31: error: route \"$default\": a REST API has no $default route; write \"ANY /{proxy+}\"",
            "2:43: error: route \"$default\": there is no function \"ordrs\"; did you mean \"orders\"?"),
        Mistake(
            "{ \"routes\": { \"GET /\": 1, \"PUT /\": {}, \"POST /\": { \"function\": \"web\", \"timeoutInMillis\": 49,\n\"scopes\": [] } } }",
            "2:24: error: route \"GET /\" must be the name of a function, or an object with \"function\", found the number 1",
            "2:27: error: route \"PUT /\" needs \"function\"",
            "2:90: error: \"timeoutInMillis\" must be a whole number of milliseconds from 50 to 30000, found the number 49",
            "3:1: error: unknown key \"scopes\"; the keys here: function, authorizer, authorizationScopes, context, "
                + "payloadFormatVersion, timeoutInMillis"),
        Mistake(
            "{ \"type\": \"alb\", \"routes\": { \"/\": { \"function\": \"web\", \"timeoutInMillis\": 50 } } }",
            "2:56: error: \"timeoutInMillis\" belongs to an HTTP API, a REST API or a WebSocket API"),
        Mistake(
            "{ \"type\": \"rest\", \"routes\": { \"GET /\": { \"function\": \"web\", \"timeoutInMillis\": 29001 } } }",
            "2:80: warning: \"timeoutInMillis\" above 29000 needs a quota increase on AWS"),
        Mistake(
            "{ \"routes\": { \"GET /\": { \"function\": \"web\", \"authorizationScopes\": [\"a\"] } } }",
            "2:68: error: \"authorizationScopes\" needs an authorizer of type \"jwt\""),
    ]

    @Test("Mistakes in routes", arguments: routesCases)
    func routes(_ mistake: Mistake) { #expect(APIFixture.problems(mistake.api) == mistake.problems) }

    static let corsCases: [(String, String?)] = [
        (
            "[]",
            "9: error: \"cors\" must be an object such as {\"allowOrigins\": [\"http://localhost:3000\"]}, found an array"
        ),
        ("{}", "9: warning: \"cors\" allows no origin; add \"allowOrigins\""),
        ("{\"allowOrigins\": [\"*\"]}", nil),
        (
            "{\"allowOrigins\": [\"*\"], \"allowCredentials\": true}",
            "53: error: \"allowCredentials\" needs origins by name, not \"*\""
        ),
        (
            "{\"allowOrigins\": [\"localhost:3000\"]}",
            "27: error: \"localhost:3000\" is not an origin: it begins with http:// or https://; did you mean \"http://localhost:3000\"?"
        ),
        (
            "{\"allowOrigins\": [\"null\"]}",
            "27: error: \"null\" is not an origin: pages without an origin, such as those of files, need \"*\""
        ),
        (
            "{\"allowOrigins\": [\"ftp://a\"]}",
            "27: error: \"ftp://a\" is not an origin: it begins with http:// or https://"
        ),
        (
            "{\"allowOrigins\": [\"https://a.b/c\"]}",
            "27: error: \"https://a.b/c\" is not an origin: it has no path; did you mean \"https://a.b\"?"
        ),
        (
            "{\"allowOrigins\": [\"https://*.a\"]}",
            "27: error: \"https://*.a\" is not an origin: write a host and perhaps a port, or * for all hosts"
        ),
        (
            "{\"allowOrigins\": \"*\"}",
            "26: error: \"allowOrigins\" must be an array of strings, found the string \"*\""
        ),
        (
            "{\"allowOrigins\": [\"*\"], \"allowMethods\": [\"get\"]}",
            "50: error: unknown method \"get\"; did you mean \"GET\"?"
        ),
        ("{\"allowOrigins\": [\"*\"], \"allowHeaders\": [\"a b\"]}", "50: error: \"a b\" is not the name of a header"),
        (
            "{\"allowOrigins\": [\"*\"], \"maxAge\": 86401}",
            "43: error: \"maxAge\" must be a whole number of seconds from -1 to 86400, found the number 86401"
        ),
    ]

    @Test("Mistakes in cors", arguments: corsCases)
    func cors(_ value: String, _ problem: String?) {
        #expect(APIFixture.problems(Self.http("\"cors\": \(value)")) == [problem.map { "3:" + $0 }].compactMap(\.self))
    }

    @Test("A load balancer has origins alone, and a function URL does not answer OPTIONS by list")
    func corsOfOthers() {
        let api =
            "{ \"type\": \"alb\", \"routes\": { \"/\": \"web\" }, \"cors\": { \"allowOrigins\": [\"*\"], \"maxAge\": 1 } }"
        #expect(
            APIFixture.problems(api) == ["2:77: error: \"maxAge\" belongs to \"cors\" of an HTTP API or a REST API"])
        let rest =
            #"{ "type": "rest", "routes": { "GET /": "web" }, "cors": { "allowOrigins": ["*"], "exposeHeaders": ["x-a"] } }"#
        #expect(
            APIFixture.problems(rest) == ["2:82: error: \"exposeHeaders\" belongs to \"cors\" of an HTTP API"])
        let problems = ManifestFixture().problemsOfGood(
            "\"url\": { \"cors\": { \"allowOrigins\": [\"*\"], \"allowMethods\": [\"OPTIONS\"], \"maxAge\": -1 }, \"invokeMode\": \"STREAM\" }"
        )
        #expect(
            problems == [
                "functions.json:3:60: error: unknown method \"OPTIONS\"; the methods: DELETE, GET, HEAD, PATCH, POST, PUT, *",
                "functions.json:3:82: error: \"maxAge\" must be a whole number of seconds from 0 to 86400, found the number -1",
                "functions.json:3:102: error: \"invokeMode\" must be \"BUFFERED\" or \"RESPONSE_STREAM\", found the string \"STREAM\"",
            ])
    }

    @Test("Stage variables that API Gateway refuses are warnings")
    func stageVariables() {
        #expect(
            APIFixture.problems(Self.http("\"stageVariables\": { \"a-b\": \"c\", \"d\": \"e f\" }")) == [
                "3:21: warning: API Gateway refuses the stage variable \"a-b\": a name has letters, digits and _",
                "3:38: warning: API Gateway refuses the value of the stage variable \"d\": it has letters, digits and "
                    + "-._~:/?#&=,",
            ])
    }

    @Test("A port belongs to one function, API or endpoint")
    func ports() {
        let text = """
            { "endpoint": 7000, "functions": {
            "a": {"runtime": "nodejs22.x", "handler": "a.b", "code": "hello", "port": 7001} }, "api": {
            "one": { "port": 7000, "routes": { "$default": "a" } },
            "two": { "port": 7001, "routes": { "$default": "a" } },
            "three": { "port": 7002, "routes": { "$default": "a" } },
            "four": { "port": 7002, "routes": { "$default": "a" } } } }
            """
        #expect(
            ManifestFixture().load(text).problems == [
                "functions.json:3:18: error: port 7000 is already used by \"endpoint\"",
                "functions.json:4:18: error: port 7001 is already used by function \"a\" (line 2)",
                "functions.json:6:19: error: port 7002 is already used by API \"three\" (line 5)",
            ])
    }

    @Test("Keys at the wrong place say where they belong")
    func places() {
        #expect(
            ManifestFixture().problemsOfGood("\"cors\": {}") == [
                "functions.json:3:1: error: \"cors\" belongs to \"url\""
            ])
        let text = "{ \"routes\": {},\n" + ManifestFixture.one("").dropFirst(2)
        #expect(ManifestFixture().load(text).problems == ["functions.json:1:3: error: \"routes\" belongs to \"api\""])
        #expect(
            ManifestFixture().problemsOfGood("\"api\": {}") == [
                "functions.json:3:1: error: \"api\" belongs to the top of the file"
            ])
    }
}
