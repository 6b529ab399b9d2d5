import Gateway
import JSONText
import LambdaModel
import Testing

@Suite("Events of authorizers") struct AuthorizerEventTests {
    private func event(
        _ authorizer: LambdaAuthorizer, _ format: EventFormat, of functionEvent: String, request: WebRequest? = nil
    ) throws -> JSONNode {
        let request =
            request ?? AuthorizerSamples.request("GET", "/request", [("Host", "a"), ("HeaderAuth1", "user1")])
        let call = try AuthorizerSamples.call(authorizer.step(for: request, at: AuthorizerSamples.place(format)))
        let bytes = try authorizer.event(for: call) {
            #expect($0 == format)
            return Array(functionEvent.utf8)
        }
        return try JSONDocument(bytes).root
    }

    private func expect(_ event: JSONNode, equals text: String, _ location: SourceLocation = #_sourceLocation) throws {
        #expect(
            JSONDocument.valuesEqual(event, try JSONDocument(text).root), "\(event.compact())", sourceLocation: location
        )
    }

    /// As in API Gateway developer guide, "Input to an API Gateway Lambda authorizer".
    @Test("A token authorizer gets type, token and ARN")
    func token() throws {
        let request = AuthorizerSamples.request("GET", "/", [("tokenHeader", "allow")])
        let event = try event(
            AuthorizerSamples.token(sources: ["method.request.header.tokenHeader"]), .rest, of: "", request: request)
        try expect(
            event,
            equals: #"""
                {"type": "TOKEN", "methodArn": "arn:aws:execute-api:us-east-1:123456789012:tkga8vegph/test/GET/",
                 "authorizationToken": "allow"}
                """#)
    }

    @Test("A REST API's request authorizer gets the function's event without the body, and objects that are empty")
    func rest() throws {
        try expect(
            event(
                AuthorizerSamples.request(.rest), .rest,
                of: #"""
                    {"resource": "/request", "path": "/request", "httpMethod": "GET", "headers": {"A": "1"},
                     "multiValueHeaders": {"A": ["1"]}, "queryStringParameters": null,
                     "multiValueQueryStringParameters": null, "pathParameters": null, "stageVariables": {"a": "b"},
                     "requestContext": {"stage": "test", "authorizer": {"a": 1}, "apiId": "x"}, "body": "b",
                     "isBase64Encoded": false}
                    """#),
            equals: #"""
                {"type": "REQUEST",
                 "methodArn": "arn:aws:execute-api:us-east-1:123456789012:tkga8vegph/test/GET/request",
                 "resource": "/request", "path": "/request", "httpMethod": "GET", "headers": {"A": "1"},
                 "multiValueHeaders": {"A": ["1"]}, "queryStringParameters": {}, "multiValueQueryStringParameters": {},
                 "pathParameters": {}, "stageVariables": {"a": "b"}, "requestContext": {"stage": "test", "apiId": "x"}}
                """#)
    }

    /// As in API Gateway developer guide, "Control access to HTTP APIs with AWS Lambda authorizers", format 2.0.
    @Test("An HTTP API's authorizer gets payload 2.0")
    func version2() throws {
        let functionEvent = #"""
            {"version": "2.0", "routeKey": "$default", "rawPath": "/my/path",
             "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value", "cookies": ["cookie1", "cookie2"],
             "headers": {"header1": "value1"}, "queryStringParameters": {"parameter1": "value1,value2"},
             "requestContext": {"accountId": "123456789012", "http": {"method": "POST"}, "authorizer": {}},
             "body": "Hello from Lambda", "pathParameters": {"parameter1": "value1"}, "isBase64Encoded": false,
             "stageVariables": {"stageVariable1": "value1"}}
            """#
        func expected(_ identity: String) -> String {
            #"""
            {"version": "2.0", "type": "REQUEST",
             "routeArn": "arn:aws:execute-api:us-east-1:123456789012:tkga8vegph/$default/GET/request",
             "identitySource": \#(identity), "routeKey": "$default", "rawPath": "/my/path",
             "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value", "cookies": ["cookie1", "cookie2"],
             "headers": {"header1": "value1"}, "queryStringParameters": {"parameter1": "value1,value2"},
             "requestContext": {"accountId": "123456789012", "http": {"method": "POST"}},
             "pathParameters": {"parameter1": "value1"}, "stageVariables": {"stageVariable1": "value1"}}
            """#
        }
        let sources = ["$request.header.HeaderAuth1", "$stageVariables.StageVar1"]
        try expect(
            event(AuthorizerSamples.request(.http, sources: sources), .http2, of: functionEvent),
            equals: expected(#"["user1", "stageValue1"]"#))
        try expect(event(AuthorizerSamples.request(.http), .http2, of: functionEvent), equals: expected("null"))
    }

    /// As in the same page, format 1.0.
    @Test("An HTTP API's authorizer gets payload 1.0")
    func version1() throws {
        let sources = ["$request.header.HeaderAuth1", "$stageVariables.StageVar1"]
        try expect(
            event(
                AuthorizerSamples.request(.http, payload: .v1, sources: sources), .http1,
                of: #"""
                    {"version": "1.0", "resource": "/request", "path": "/request", "httpMethod": "GET",
                     "headers": {"HeaderAuth1": "user1"}, "multiValueHeaders": {"HeaderAuth1": ["user1"]},
                     "queryStringParameters": {"QueryString1": "queryValue1"}, "multiValueQueryStringParameters": {},
                     "requestContext": {"path": "/request"}, "pathParameters": null, "stageVariables": null, "body": null,
                     "isBase64Encoded": false}
                    """#),
            equals: #"""
                {"version": "1.0", "type": "REQUEST",
                 "methodArn": "arn:aws:execute-api:us-east-1:123456789012:tkga8vegph/$default/GET/request",
                 "identitySource": "user1,stageValue1", "authorizationToken": "user1,stageValue1",
                 "resource": "/request", "path": "/request", "httpMethod": "GET", "headers": {"HeaderAuth1": "user1"},
                 "queryStringParameters": {"QueryString1": "queryValue1"}, "requestContext": {"path": "/request"},
                 "pathParameters": {}, "stageVariables": {}}
                """#)
    }

    @Test("A WebSocket API's authorizer gets the event of $connect")
    func webSocket() throws {
        let authorizer = try AuthorizerSamples.request(.websocket, sources: ["route.request.header.HeaderAuth1"])
        let request = AuthorizerSamples.request("GET", "/", [("HeaderAuth1", "user1")])
        let place = AuthorizerSamples.place(.websocket, route: RouteKey(method: nil, path: "$connect"))
        let call = try AuthorizerSamples.call(authorizer.step(for: request, at: place))
        #expect(call.cacheKey == nil)
        let bytes = try authorizer.event(for: call) { _ in
            Array(
                #"{"headers": {"a": "b"}, "requestContext": {"eventType": "CONNECT"}, "isBase64Encoded": false}"#.utf8)
        }
        try expect(
            JSONDocument(bytes).root,
            equals: #"""
                {"type": "REQUEST",
                 "methodArn": "arn:aws:execute-api:us-east-1:123456789012:tkga8vegph/test/$connect",
                 "headers": {"a": "b"}, "requestContext": {"eventType": "CONNECT"}, "queryStringParameters": {},
                 "multiValueQueryStringParameters": {}, "stageVariables": {}}
                """#)
    }
}
