import Testing

@testable import LambdaModel

@Suite("Keys of routes") struct RouteKeyTests {
    @Test(
        "A key is read and written again",
        arguments: [
            ("http", "GET /"), ("http", "ANY /{proxy+}"), ("http", "$default"), ("rest", "PATCH /a-b/{c.d}/e_f:g"),
            ("alb", "ANY /img/*"), ("alb", "$default"), ("alb", "*"), ("alb", "PROPFIND /a?b&c~"),
            ("websocket", "$connect"),
            ("websocket", "$default"), ("websocket", "send message"),
        ])
    func roundTrip(kind: String, text: String) throws {
        let kind = try #require(APISettings.Kind(rawValue: kind))
        let key = try RouteKey(reading: text, for: kind)
        #expect(key.text == text)
        #expect(try RouteKey(reading: key.text, for: kind) == key)
    }

    @Test("A load balancer's rule needs no method")
    func rule() throws {
        #expect(try RouteKey(reading: "/a", for: .alb) == RouteKey(method: nil, path: "/a"))
        #expect(try RouteKey(reading: "ANY /a", for: .alb) == RouteKey(method: nil, path: "/a"))
    }

    static let problems: [(String, String, String)] = [
        ("http", "", "it is empty"),
        ("http", "get /a", "unknown method \"get\"; did you mean \"GET\"?"),
        (
            "http", "PURGE /a",
            "unknown method \"PURGE\"; the methods: ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
        ),
        ("http", "/a", "the method is missing; write \"ANY /a\""),
        ("http", "a", "it needs a method and a path, as in \"GET /orders\""),
        ("http", "GET a/b", "the path begins with a slash; write \"GET /a/b\""),
        ("http", "GET /a?b=1", "a route has no query; write \"GET /a\""),
        ("http", "GET  /a", "there is one space between method and path, and no other; did you mean \"GET /a\"?"),
        ("http", "GET /a b", "there is one space between method and path, and no other; did you mean \"GET /ab\"?"),
        ("http", " GET /a", "there is one space between method and path, and no other; did you mean \"GET /a\"?"),
        ("http", "GET /a/", "a part of the path is empty; write \"GET /a\""),
        ("http", "GET //a", "a part of the path is empty; write \"GET /a\""),
        ("http", "GET /{}", "the variable \"{}\" has no name; write \"{id}\" or \"{proxy+}\""),
        ("http", "GET /{+}", "the variable \"{+}\" has no name; write \"{id}\" or \"{proxy+}\""),
        ("http", "GET /{a b}", "there is one space between method and path, and no other; did you mean \"GET /{ab}\"?"),
        (
            "http", "GET /{a~}",
            "the variable \"{a~}\" has a name with other characters than letters, digits and _ - . :"
        ),
        ("http", "GET /{p+}/a", "\"{p+}\" is not the last part; write \"{p}\", or nothing after it"),
        ("http", "GET /{a}/{a}", "two variables have the name \"a\""),
        ("http", "GET /a{b}", "in \"a{b}\": a variable is a whole part of a path, as in \"/orders/{id}\""),
        ("http", "GET /*", "\"*\" is not a variable; write \"{id}\" or \"{proxy+}\""),
        ("http", "GET /ü", "\"ü\" has other characters than letters, digits and _ - . : ,"),
        ("http", "GET $default", "$default has no method; write \"$default\""),
        ("http", "$connect", "only a WebSocket API has this route; write a method and a path: \"GET /orders\""),
        ("rest", "$default", "a REST API has no $default route; write \"ANY /{proxy+}\""),
        ("alb", "GET a", "the path begins with a slash; write \"GET /a\""),
        ("alb", "a", "the path begins with a slash; write \"/a\""),
        ("alb", "get /a", "\"get\" is not a method: at most 40 capital letters, - and _"),
        ("alb", "/a/{id}", "a load balancer has no variables; write * for any text and ? for one character"),
        ("alb", "/*/*/*/*/*/*", "it has 6 wildcards; a load balancer's limit is 5"),
        ("alb", "/a#b", "a load balancer's path cannot have the character \"#\""),
        (
            "alb", "/" + String(repeating: "a", count: 128),
            "the path has 129 characters; a load balancer's limit is 128"
        ),
        (
            "websocket", "GET /a",
            "a WebSocket API has no methods and paths; write $connect, $disconnect, $default, or a value of "
                + "\"routeSelectionExpression\""
        ),
        ("websocket", "$defalt", "a WebSocket API has no such route; did you mean \"$default\"?"),
        (
            "websocket", "$other",
            "a WebSocket API has no such route; the routes with a $: $connect, $disconnect, $default"
        ),
        ("websocket", String(repeating: "a", count: 129), "it has more than 128 characters"),
    ]

    @Test("A mistake says what to write", arguments: problems)
    func mistakes(kind: String, text: String, message: String) throws {
        let kind = try #require(APISettings.Kind(rawValue: kind))
        let problem = #expect(throws: RouteKeyProblem.self) { try RouteKey(reading: text, for: kind) }
        #expect(problem?.description == message)
    }
}
