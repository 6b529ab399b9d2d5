import Gateway
import JSONText
import LambdaModel
import OrderedCollections
import Testing

@Suite("Events of a WebSocket API") struct WebSocketEventTests {
    private static let fields = [
        HTTPField("Host", "localhost:8001"), HTTPField("Connection", "Upgrade"), HTTPField("Upgrade", "websocket"),
        HTTPField("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), HTTPField("Sec-WebSocket-Version", "13"),
        HTTPField("User-Agent", "Browser/1"), HTTPField("X-A", "1"), HTTPField("x-a", "2"),
    ]

    private func session(
        target: String = "/prod?token=a%20b&id=1&id=2", authorizer: String? = nil, fields: [HTTPField] = fields,
        variables: Bool = false
    ) -> WebSocketSession {
        let request = WebRequest(
            method: "GET", target: target, fields: fields, sourceAddress: "127.0.0.1", port: 8001,
            time: 1_586_064_048.999, requestID: "unused", traceID: "Root=1-5e89b4f0-0123456789abcdef01234567")
        return WebSocketSession(
            connectionID: "Kf2bqd9WywMCEng=", handshakeID: "Kf2bqGGnuywMFdFA=", request: request,
            place: WebSocketSession.Place(
                apiName: "chat", stage: "prod", stageVariables: variables ? ["table": "t"] : [:],
                authorizer: authorizer))
    }

    private func expect(_ event: [UInt8], _ json: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let expected = try JSONDocument(json.replacing("API", with: APIIdentifier.of("chat")))
        let event = try JSONDocument(event)
        #expect(
            JSONDocument.valuesEqual(event.root, expected.root), "\(event.root.text)", sourceLocation: sourceLocation)
    }

    @Test("$connect has headers, query and the connection")
    func connect() throws {
        try expect(
            WebSocketEvent.connect(session()),
            #"""
            {"headers": {"Host": "localhost:8001", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
              "Sec-WebSocket-Version": "13", "User-Agent": "Browser/1", "X-A": "2",
              "X-Amzn-Trace-Id": "Root=1-5e89b4f0-0123456789abcdef01234567", "X-Forwarded-For": "127.0.0.1",
              "X-Forwarded-Port": "8001", "X-Forwarded-Proto": "http"},
             "multiValueHeaders": {"Host": ["localhost:8001"], "Sec-WebSocket-Key": ["dGhlIHNhbXBsZSBub25jZQ=="],
              "Sec-WebSocket-Version": ["13"], "User-Agent": ["Browser/1"], "X-A": ["1", "2"],
              "X-Amzn-Trace-Id": ["Root=1-5e89b4f0-0123456789abcdef01234567"], "X-Forwarded-For": ["127.0.0.1"],
              "X-Forwarded-Port": ["8001"], "X-Forwarded-Proto": ["http"]},
             "queryStringParameters": {"token": "a b", "id": "2"},
             "multiValueQueryStringParameters": {"token": ["a b"], "id": ["1", "2"]},
             "requestContext": {"routeKey": "$connect", "eventType": "CONNECT",
              "extendedRequestId": "Kf2bqGGnuywMFdFA=", "requestTime": "05/Apr/2020:05:20:48 +0000",
              "messageDirection": "IN", "stage": "prod", "connectedAt": 1586064048999,
              "requestTimeEpoch": 1586064048999, "identity": {"userAgent": "Browser/1", "sourceIp": "127.0.0.1"},
              "requestId": "Kf2bqGGnuywMFdFA=", "domainName": "localhost:8001", "connectionId": "Kf2bqd9WywMCEng=",
              "apiId": "API"},
             "isBase64Encoded": false}
            """#)
    }

    @Test("The headers of $connect are sorted, as AWS sends them")
    func order() throws {
        let event = try JSONDocument(WebSocketEvent.connect(session()))
        let names = try #require(event.root["headers"]).members.map { $0.key.lowercased() }
        #expect(names == names.sorted())
    }

    @Test("Without a query, a user agent and variables, these members are absent")
    func leanConnect() throws {
        let event = WebSocketEvent.connect(session(target: "/", fields: []))
        let root = try JSONDocument(event).root
        #expect(root["queryStringParameters"] == nil && root["multiValueQueryStringParameters"] == nil)
        #expect(root["stageVariables"] == nil && root["body"] == nil)
        #expect(root["requestContext"]?["identity"]?["userAgent"] == nil)
        #expect(root["requestContext"]?["authorizer"] == nil)
        #expect(root["requestContext"]?["domainName"]?.string == "localhost:8001")
    }

    /// A recorded event of `simple-websockets` clients: github.com/aws-samples and others publish the same members.
    @Test("A message has its route, its id and its text")
    func message() throws {
        let event = WebSocketEvent.message(
            session(), route: RouteKey(method: nil, path: "action"), body: Array(#"{"message": "action"}"#.utf8),
            messageID: "Kf2dGd9lywMCEng=", requestID: "Kf2dGGnuywMFdFA=", at: 1_586_064_058.165)
        try expect(
            event,
            #"""
            {"requestContext": {"routeKey": "action", "messageId": "Kf2dGd9lywMCEng=", "eventType": "MESSAGE",
              "extendedRequestId": "Kf2dGGnuywMFdFA=", "requestTime": "05/Apr/2020:05:20:58 +0000",
              "messageDirection": "IN", "stage": "prod", "connectedAt": 1586064048999,
              "requestTimeEpoch": 1586064058165, "identity": {"userAgent": "Browser/1", "sourceIp": "127.0.0.1"},
              "requestId": "Kf2dGGnuywMFdFA=", "domainName": "localhost:8001", "connectionId": "Kf2bqd9WywMCEng=",
              "apiId": "API"},
             "body": "{\"message\": \"action\"}", "isBase64Encoded": false}
            """#)
    }

    /// The members of aws-lambda-rust-runtime, `example-apigw-websocket-request-disconnect-route.json`.
    @Test("$disconnect has the status, the reason and four headers")
    func disconnect() throws {
        let event = WebSocketEvent.disconnect(session(), .noStatus, requestID: "ABCD1234=", at: 1_586_064_060)
        try expect(
            event,
            #"""
            {"headers": {"Host": "localhost:8001", "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""},
             "multiValueHeaders": {"Host": ["localhost:8001"], "x-api-key": [""], "X-Forwarded-For": [""],
              "x-restapi": [""]},
             "requestContext": {"routeKey": "$disconnect", "disconnectStatusCode": 1005, "eventType": "DISCONNECT",
              "extendedRequestId": "ABCD1234=", "requestTime": "05/Apr/2020:05:21:00 +0000",
              "messageDirection": "IN", "disconnectReason": "Client-side close frame status not set",
              "stage": "prod", "connectedAt": 1586064048999, "requestTimeEpoch": 1586064060000,
              "identity": {"userAgent": "Browser/1", "sourceIp": "127.0.0.1"}, "requestId": "ABCD1234=",
              "domainName": "localhost:8001", "connectionId": "Kf2bqd9WywMCEng=", "apiId": "API"},
             "isBase64Encoded": false}
            """#)
    }

    @Test("All events have the context of the authorizer and the variables of the stage")
    func context() throws {
        let session = session(authorizer: #"{"principalId": "me", "n": "1"}"#, variables: true)
        let route = RouteKey.fallback
        for event in [
            WebSocketEvent.connect(session),
            WebSocketEvent.message(session, route: route, body: [], messageID: "m", requestID: "r", at: 0),
            WebSocketEvent.disconnect(session, .broken, requestID: "r", at: 0),
        ] {
            let root = try JSONDocument(event).root
            #expect(root["requestContext"]?["authorizer"]?.text == #"{"principalId":"me","n":"1"}"#)
            #expect(root["stageVariables"]?["table"]?.string == "t")
        }
    }
}

@Suite("Ids of API Gateway") struct GatewayIDTests {
    @Test("An id is 11 bytes in base64 for URLs")
    func form() {
        var generator = SystemRandomNumberGenerator()
        let ids = (0..<1_000).map { _ in GatewayID.make(using: &generator) }
        #expect(ids.allSatisfy(GatewayID.isValid))
        #expect(Set(ids).count == ids.count)
        // The last letter has four bits.
        #expect(ids.allSatisfy { "AEIMQUYcgkosw048".contains($0.dropLast().last ?? " ") })
    }

    @Test("Ids of AWS are valid", arguments: ["Kf2bqd9WywMCEng=", "JC1dgf9yoAMCK-g=", "RYG0LEicPHcFo_A="])
    func valid(id: String) { #expect(GatewayID.isValid(id)) }

    @Test(
        "Other texts are not",
        arguments: ["", "=", "cjy8i76bx002884le6n17d49b", "Kf2bqd9WywMCEng", "Kf2bqd9WywMCEn+=", "Kf2bqd9WywMCEngä"])
    func invalid(id: String) { #expect(!GatewayID.isValid(id)) }
}
