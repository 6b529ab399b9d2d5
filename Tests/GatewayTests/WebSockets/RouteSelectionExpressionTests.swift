import Gateway
import LambdaModel
import Testing

@Suite("Route selection expressions") struct RouteSelectionExpressionTests {
    /// The message of the page "Create routes for WebSocket APIs in API Gateway" of the developer guide.
    private static let documented = #"{"service": "chat", "action": "join", "data": {"room": "room1234"}}"#

    private func key(_ expression: String, _ message: String) throws -> String? {
        try RouteSelectionExpression(expression).key(for: Array(message.utf8))
    }

    @Test(
        "The examples of the developer guide",
        arguments: [
            ("$request.body.action", "join"),
            ("${request.body.action}", "join"),
            ("${request.body.service}/${request.body.action}", "chat/join"),
            ("${request.body.action}-${request.body.invalidPath}", "join-"),
            ("action", "action"),
            ("\\$default", "$default"),
        ])
    func examples(expression: String, key: String) throws {
        #expect(try self.key(expression, Self.documented) == key)
    }

    @Test(
        "A path selects a part of the message",
        arguments: [
            ("$request.body.data.room", #"{"data": {"room": "a"}}"#, "a"),
            ("$request.body['message type']", #"{"message type": "b"}"#, "b"),
            (#"$request.body["it's"].x"#, #"{"it's": {"x": 1}}"#, "1"),
            (#"${request.body['it\'s']}"#, #"{"it's": "c"}"#, "c"),
            ("$request.body.message-type", #"{"message-type": "d"}"#, "d"),
            ("$request.body.größe", #"{"größe": "e"}"#, "e"),
            ("${request.body.a b}", #"{"a b": "f"}"#, "f"),
            ("$request.body[0].x", #"[{"x": "g"}]"#, "g"),
            ("$request.body.list[-1]", #"{"list": ["a", "h"]}"#, "h"),
            ("$request.body.list[-3]", #"{"list": ["a", "h"]}"#, ""),
            ("$request.body..deep", #"{"a": [{"deep": "i"}], "deep": "j"}"#, "[j, i]"),
            ("$request.body.a.*", #"{"a": {"x": 1, "y": "z"}}"#, "[1, z]"),
            ("$request.body.a[*]", #"{"a": [1, 2]}"#, "[1, 2]"),
            ("$request.body", #""k""#, "k"),
            ("a$request.body.x/b", #"{"x": "y"}"#, "ay/b"),
            ("$request.body.x:$request.body.y", #"{"x": 1, "y": 2}"#, "1:2"),
            ("${request.body.x}-beta", #"{"x": "1"}"#, "1-beta"),
        ])
    func paths(expression: String, message: String, key: String) throws {
        #expect(try self.key(expression, message) == key)
    }

    @Test(
        "The selected value becomes text",
        arguments: [
            ("17", "17"), ("1.50", "1.50"), ("true", "true"), ("null", ""), (#""""#, ""),
            (#"["item1", "item2"]"#, "[item1, item2]"), ("[[1], null]", "[[1], null]"), (#"{"a": 1}"#, #"{"a": 1}"#),
            (#""$request.body.y""#, "$request.body.y"),
        ])
    func values(value: String, text: String) throws {
        #expect(try key("$request.body.x", #"{"x": \#(value), "y": 1}"#) == text)
    }

    @Test("A message that is not JSON has no key", arguments: ["", "hello", "{", "{\"action\": }"])
    func noJSON(message: String) throws {
        #expect(try key("$request.body.action", message) == nil)
        #expect(try key("fixed", message) == "fixed")
    }

    @Test(
        "A text that is not an expression is refused, with the reason",
        arguments: [
            ("", "the expression is empty"),
            ("$default", "`$default` is not a variable here"),
            ("$request.header.x", "`$request.header.x` is not a variable here"),
            ("${context.stage}", "`${context.stage` is not a variable here"),
            ("$request.bodyguard", "`$request.bodyguard` is not a variable here"),
            ("${request.body.action", "`}` is missing"),
            ("$request.body.", "a name is missing"),
            ("$request.body[", "`]` is missing"),
            ("$request.body['a", "the quote after `[` does not end"),
            ("$request.body['a'", "`]` is missing after `a`"),
            ("$request.body[?(@.x)]", "selects no route"),
            ("$request.body..*", "name a member"),
        ])
    func problems(expression: String, reason: String) {
        let problem = #expect(throws: RouteSelectionProblem.self) { try RouteSelectionExpression(expression) }
        #expect(problem?.description.contains(reason) == true, "\(problem?.description ?? "no problem")")
    }
}

@Suite("Routes of a WebSocket API") struct WebSocketRoutesTests {
    private func routes(_ keys: String...) throws -> WebSocketRoutes {
        var settings = APISettings(name: "chat", kind: .websocket, resolvedPort: 1)
        settings.routes = keys.map { APIRoute(key: RouteKey(method: nil, path: $0), function: "of \($0)") }
        return try WebSocketRoutes(settings)
    }

    private func function(_ routes: WebSocketRoutes, _ message: String) -> String? {
        routes.route(for: Array(message.utf8))?.function
    }

    @Test("A message goes to the route of its key, and any other to $default")
    func selection() throws {
        let routes = try routes("$connect", "$default", "join", "/leave", "join room")
        #expect(function(routes, #"{"action": "join room"}"#) == "of join room")
        #expect(function(routes, #"{"action": ""}"#) == "of $default")
        #expect(function(routes, #"{"action": "join"}"#) == "of join")
        #expect(function(routes, #"{"action": "/leave"}"#) == "of /leave")
        #expect(function(routes, #"{"action": "Join"}"#) == "of $default")
        #expect(function(routes, #"{"other": "join"}"#) == "of $default")
        #expect(function(routes, #"{"action": "$default"}"#) == "of $default")
        #expect(function(routes, "hello") == "of $default")
    }

    @Test("Without $default a message may have no route")
    func noFallback() throws {
        let routes = try routes("join")
        #expect(function(routes, #"{"action": "join"}"#) == "of join")
        #expect(function(routes, #"{"action": "leave"}"#) == nil)
        #expect(function(routes, "hello") == nil)
        #expect(routes.connect == nil && routes.disconnect == nil)
    }

    @Test("A message selects neither $connect nor $disconnect")
    func reserved() throws {
        let routes = try routes("$connect", "$disconnect", "$default")
        #expect(function(routes, #"{"action": "$connect"}"#) == "of $default")
        #expect(function(routes, #"{"action": "$disconnect"}"#) == "of $default")
        #expect(routes.connect?.function == "of $connect")
        #expect(routes.disconnect?.function == "of $disconnect")
    }
}
