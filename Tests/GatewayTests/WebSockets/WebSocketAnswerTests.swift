import Gateway
import LambdaModel
import Testing

@Suite("Answers of the routes of a WebSocket API") struct WebSocketAnswerTests {
    private func connect(_ response: String) -> WebSocketAnswer { .connect(.responded(Array(response.utf8))) }

    @Test("A status from 200 to 299 accepts the client", arguments: [200, 204, 299])
    func accepted(status: Int) {
        #expect(connect(#"{"statusCode": \#(status), "body": "x"}"#) == .accept(subprotocol: nil))
    }

    @Test("Of the headers only Sec-WebSocket-Protocol is passed on")
    func subprotocol() {
        let response = #"{"statusCode": 200, "headers": {"SEC-websocket-Protocol": "chat.v1", "x-a": "1"}}"#
        #expect(connect(response) == .accept(subprotocol: "chat.v1"))
    }

    @Test("Any other status is the client's answer", arguments: [300, 400, 401, 403, 500, 599])
    func refused(status: Int) {
        #expect(
            connect(#"{"statusCode": \#(status), "body": "secret"}"#)
                == .refuse(WebResponse(status: status), problem: nil))
    }

    @Test(
        "A response of another shape is 502, with the reason",
        arguments: [
            "", "null", "{}", #""ok""#, #"{"statusCode": 101}"#, #"{"statusCode": "x"}"#,
            #"{"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "a\r\nb: c"}}"#,
            #"{"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "a, b"}}"#,
        ])
    func malformed(response: String) throws {
        guard case .refuse(let answer, let problem) = connect(response) else {
            Issue.record("accepted")
            return
        }
        #expect(answer.status == 502)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"message":"Internal server error"}"#)
        #expect(problem != nil)
    }

    @Test(
        "A function that has not answered refuses the client",
        arguments: [(FunctionOutcome.failed("broken"), 502), (.timedOut, 504), (.throttled("busy"), 429)])
    func failures(outcome: FunctionOutcome, status: Int) {
        guard case .refuse(let answer, let problem?) = WebSocketAnswer.connect(outcome) else {
            Issue.record("accepted, or without a reason")
            return
        }
        #expect(answer.status == status)
        switch outcome {
        case .failed(let reason), .throttled(let reason): #expect(problem == reason)
        case .timedOut, .responded: #expect(problem == "the function has not answered in time")
        }
    }

    // MARK: Messages

    private func message(_ outcome: FunctionOutcome, hasRouteResponse: Bool = false) -> WebSocketAnswer.Reply {
        .message(outcome, hasRouteResponse)
    }

    @Test("The body of a response goes to the client only if the route has a route response")
    func routeResponse() {
        let outcome = FunctionOutcome.responded(Array(#"{"statusCode": 500, "body": "hello"}"#.utf8))
        #expect(message(outcome) == WebSocketAnswer.Reply())
        #expect(message(outcome, hasRouteResponse: true) == WebSocketAnswer.Reply(message: Array("hello".utf8)))
        let empty = FunctionOutcome.responded(Array(#"{"statusCode": 200}"#.utf8))
        #expect(message(empty, hasRouteResponse: true) == WebSocketAnswer.Reply())
        let long = message(.responded(Array(#"{"statusCode": 200, "body": "larger"}"#.utf8)), hasRouteResponse: true)
        #expect(long.message?.starts(with: Array(#"{"message":"Internal server error""#.utf8)) == true)
        #expect(long.problem?.description == "`.body` has 6 bytes; a message has at most 5")
    }

    @Test(
        "Errors go to the client as AWS writes them",
        arguments: [
            (FunctionOutcome.failed("broken"), "Internal server error"),
            (.responded(Array("null".utf8)), "Internal server error"),
            (.timedOut, "Endpoint request timed out"), (.throttled("busy"), "Too Many Requests"),
        ])
    func errors(outcome: FunctionOutcome, text: String) {
        let reply = message(outcome)
        let json = #"{"message":"\#(text)","connectionId":"c","requestId":"r"}"#
        #expect(reply.message.map { String(decoding: $0, as: UTF8.self) } == json)
        let isResponse = if case .responded = outcome { true } else { false }
        #expect((reply.problem != nil) == isResponse)
    }

    @Test("A message without a route is forbidden")
    func forbidden() {
        let message = WebSocketAnswer.noRoute(connectionID: "c", requestID: "r")
        #expect(
            String(decoding: message, as: UTF8.self) == #"{"message":"Forbidden","connectionId":"c","requestId":"r"}"#)
    }
}

extension WebSocketAnswer.Reply {
    fileprivate static func message(_ outcome: FunctionOutcome, _ hasRouteResponse: Bool) -> Self {
        WebSocketAnswer.message(outcome, hasRouteResponse: hasRouteResponse, most: 5, connectionID: "c", requestID: "r")
    }
}

@Suite("Handshakes of WebSockets") struct WebSocketHandshakeTests {
    /// The example of RFC 6455, section 1.2.
    private static let example = [
        HTTPField("Host", "server.example.com"), HTTPField("Upgrade", "websocket"), HTTPField("Connection", "Upgrade"),
        HTTPField("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), HTTPField("Origin", "http://example.com"),
        HTTPField("Sec-WebSocket-Protocol", "chat, superchat"), HTTPField("Sec-WebSocket-Version", "13"),
    ]

    private func request(_ method: String = "GET", _ change: (name: String, value: String?)? = nil) -> WebRequest {
        var fields = Self.example
        if let change {
            fields.removeAll { $0.name == change.name }
            if let value = change.value { fields.append(HTTPField(change.name, value)) }
        }
        return WebRequest(method: method, target: "/", fields: fields, port: 1, time: 0, requestID: "", traceID: "")
    }

    private func status(_ request: WebRequest) -> Int? {
        do throws(HandshakeProblem) {
            _ = try WebSocketHandshake(request)
            return nil
        } catch {
            return error.response.status
        }
    }

    @Test("The example of the RFC is a handshake")
    func example() throws {
        #expect(try WebSocketHandshake(request()).key == "dGhlIHNhbXBsZSBub25jZQ==")
    }

    @Test("Words in lists and capital letters count", arguments: ["keep-alive, Upgrade", "upgrade", "UPGRADE ,x"])
    func lists(value: String) { #expect(status(request("GET", ("Connection", value))) == nil) }

    @Test(
        "Other requests are refused",
        arguments: [
            ("GET", "Upgrade", nil, 403), ("GET", "Upgrade", "h2c", 403), ("POST", "Host", "a", 400),
            ("GET", "Connection", "close", 400), ("GET", "Connection", nil, 400), ("GET", "Content-Length", "1", 400),
            ("GET", "Transfer-Encoding", "chunked", 400), ("GET", "Sec-WebSocket-Version", "8", 426),
            ("GET", "Sec-WebSocket-Version", nil, 426), ("GET", "Sec-WebSocket-Key", nil, 400),
            ("GET", "Sec-WebSocket-Key", "abc", 400), ("GET", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=A", 400),
        ])
    func refused(method: String, name: String, value: String?, expected: Int) {
        #expect(status(request(method, (name, value))) == expected)
    }

    @Test("Two keys are refused, and 426 names the version")
    func details() {
        var twice = request()
        twice.fields.append(HTTPField("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="))
        #expect(status(twice) == 400)
        let problem = #expect(throws: HandshakeProblem.self) {
            try WebSocketHandshake(request("GET", ("Sec-WebSocket-Version", "12")))
        }
        #expect(problem?.response.fields.first("sec-websocket-version") == "13")
    }
}
