import Gateway
import JSONText
import LambdaModel
import NIOCore
import NIOPosix
import Testing

@testable import LambdaRuntime

@Suite("Connections of a WebSocket API") struct WebSocketConnectionTests {
    private func member(_ call: WebSocketCall, _ names: String...) throws -> String? {
        let root = try JSONDocument(call.event).root
        return names.reduce(root) { node, name in node?[name] }.map { $0.string ?? $0.text }
    }

    // MARK: Handshakes

    @Test("$connect is called before the handshake is answered")
    func handshake() async throws {
        let latch = Latch()
        let server = try WebSocketTestServer { call in
            if call.kind == .connect { await latch.wait() }
            return .answer(#"{"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "chat", "x-a": "b"}}"#)
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.with(port: port) { client in
                try await client.send(client.handshake("Sec-WebSocket-Protocol: chat, other\r\n"))
                await server.calls.has(1, .connect)
                #expect(server.connections.rows.isEmpty)
                latch.open()
                let reply = try await client.reply()
                #expect(reply.status == 101)
                // The value of RFC 6455, section 1.3.
                #expect(
                    reply.headers == [
                        "upgrade": "websocket", "connection": "Upgrade", "sec-websocket-protocol": "chat",
                        "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                    ])
                let row = try #require(server.connections.rows.first)
                #expect(row.since == 1_700_000_000 && row.principal == "me" && row.api == "chat")
                let call = server.calls.calls(.connect)[0]
                #expect(try member(call, "requestContext", "connectionId") == row.id)
                #expect(try member(call, "queryStringParameters", "x") == "1")
                #expect(try member(call, "requestContext", "authorizer", "principalId") == "me")
            }
        }
        #expect(server.calls.calls(.disconnect).count == 1)
    }

    @Test(
        "A client that $connect refuses gets the status, and no $disconnect",
        arguments: [
            (FunctionOutcome.answer(#"{"statusCode": 403}"#), 403), (.failed("broken"), 502), (.answer("{}"), 502),
            (.timedOut, 504),
        ])
    func refusal(outcome: FunctionOutcome, status: Int) async throws {
        let server = try WebSocketTestServer { _ in outcome }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.with(port: port) { client in
                try await client.send(client.handshake())
                let reply = try await client.reply()
                #expect(reply.status == status)
                #expect(try await client.isAtEnd())
            }
            #expect(server.connections.rows.isEmpty)
        }
        #expect(server.calls.calls(.disconnect).isEmpty)
        if outcome == .answer("{}") { #expect(await server.calls.report().contains("statusCode")) }
    }

    @Test("Beyond the most connections, and after the end, a handshake gets 503 with the reason")
    func noRoom() async throws {
        let server = try WebSocketTestServer(most: 1)
        func problem(_ port: Int) async throws -> String? {
            try await WebSocketTestClient.with(port: port) { client in
                try await client.send(client.handshake())
                let reply = try await client.reply()
                #expect(reply.status == 503)
                return reply.headers["x-lamdeck-problem"]
            }
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.with(port: port) { client in
                try await client.send(client.handshake())
                #expect(try await client.reply().status == 101)
                let full = try await problem(port)
                #expect(full == "the API has 1 connections, which is lamdeck's limit; close some of them")
            }
            await server.connections.shutDown(within: .seconds(5))
            let closing = try await problem(port)
            #expect(closing == "the API closes: functions.json has changed, or lamdeck stops")
        }
    }

    @Test("A request that is not a handshake is refused")
    func noHandshake() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.with(port: port) { client in
                try await client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await client.reply().status == 403)
            }
        }
        #expect(server.calls.calls(.connect).isEmpty)
    }

    @Test("Without a route for $connect every client is accepted, and $disconnect is called")
    func noConnectRoute() async throws {
        let server = try WebSocketTestServer(["$disconnect"])
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                try await client.frame(.close, [])
                #expect(try await client.frame() == SocketFrame(.close, []))
                #expect(try await client.isAtEnd())
            }
        }
        let call = try #require(server.calls.calls(.disconnect).first)
        #expect(try member(call, "requestContext", "disconnectStatusCode") == "1005")
    }

    @Test("Frames that a client sends with its handshake are read after it is accepted")
    func earlyFrames() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.with(port: port) { client in
                let frames = ["a", "b", "c"].flatMap { WebSocketTestClient.bytes(.text, Array($0.utf8)) }
                try await client.send(Array(client.handshake().utf8) + frames)
                #expect(try await client.reply().status == 101)
                await server.calls.has(3, .message)
                let bodies = try server.calls.calls(.message).map { try member($0, "body") }
                #expect(bodies == ["a", "b", "c"])
            }
        }
    }

    @Test(
        "A client that hangs up while $connect runs has one $disconnect if that accepts it", arguments: [true, false])
    func leavesEarly(isAccepted: Bool) async throws {
        let latch = Latch()
        let server = try WebSocketTestServer { call in
            if call.kind == .connect { await latch.wait() }
            return isAccepted ? .ok : .failed("broken")
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.with(port: port) { client in
                try await client.send(client.handshake())
                await server.calls.has(1, .connect)
                client.hangUp()
                await server.calls.hasLeft()
                latch.open()
            }
        }
        let calls = server.calls.calls(.disconnect)
        #expect(calls.count == (isAccepted ? 1 : 0))
        if let call = calls.first { #expect(try member(call, "requestContext", "disconnectStatusCode") == "1006") }
    }

    // MARK: Messages

    @Test("A message goes to its route, and the context of the authorizer with it")
    func messages() async throws {
        let server = try WebSocketTestServer(["$connect", "$disconnect", "$default", "join"])
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                try await client.text(#"{"action": "join"}"#)
                try await client.frame(.text, Array("he".utf8), isFinal: false)
                try await client.frame(.ping, [1, 2])
                #expect(try await client.frame() == SocketFrame(.pong, [1, 2]))
                try await client.frame(.continuation, Array("llo".utf8))
                await server.calls.has(2, .message)
                let row = try #require(server.connections.rows.first)
                #expect(row.messagesIn == 2 && row.messagesOut == 0 && row.lastActive > row.since)
            }
        }
        let calls = server.calls.calls(.message)
        #expect(calls.map(\.route.key.path) == ["join", "$default"])
        #expect(try member(calls[0], "body") == #"{"action": "join"}"#)
        #expect(try member(calls[1], "body") == "hello")
        #expect(try member(calls[1], "requestContext", "authorizer", "principalId") == "me")
        #expect(try member(calls[1], "requestContext", "eventType") == "MESSAGE")
    }

    @Test("A message without a route, and one whose function fails, is answered with an error")
    func errors() async throws {
        let server = try WebSocketTestServer(["fail"]) { _ in .failed("broken") }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                let id = try #require(server.connections.rows.first?.id)
                for (action, message) in [("other", "Forbidden"), ("fail", "Internal server error")] {
                    try await client.text(#"{"action": "\#(action)"}"#)
                    let error = try JSONDocument(try await client.text()).root
                    #expect(error["message"]?.string == message)
                    #expect(error["connectionId"]?.string == id)
                    #expect(error["requestId"]?.string.map(GatewayID.isValid) == true)
                }
            }
        }
    }

    @Test("A route with a route response sends the body of the function's response")
    func routeResponse() async throws {
        let server = try WebSocketTestServer(["$default", "ask"], answering: ["ask"]) { _ in
            .answer(#"{"statusCode": 200, "body": "answer"}"#)
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                try await client.text("no answer")
                await server.calls.has(1, .message)
                try await client.text(#"{"action": "ask"}"#)
                #expect(try await client.text() == "answer")
            }
        }
    }

    @Test("A client has 32 messages in progress at most; the others wait, in order")
    func manyMessages() async throws {
        let latch = Latch()
        let server = try WebSocketTestServer(["$default"]) { _ in
            await latch.wait()
            return .ok
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                for number in 0..<32 { try await client.text("\(number)") }
                await server.calls.has(32, .message)
                for number in 32..<200 { try await client.text("\(number)") }
                latch.open()
                await server.calls.has(200, .message)
                let bodies = try server.calls.calls(.message).map { try member($0, "body") }
                #expect(bodies == (0..<200).map { "\($0)" })
            }
        }
    }

    // MARK: What a client must not do

    @Test(
        "A client that breaks a rule is disconnected with the code of its mistake",
        arguments: [
            (WebSocketTestClient.bytes(.binary, [1]), 1003), (WebSocketTestClient.bytes(.text, [0xFF]), 1007),
            (WebSocketTestClient.bytes(.continuation, []), 1002),
            (WebSocketTestClient.bytes(.text, [], isMasked: false), 1002),
            (WebSocketTestClient.bytes(.text, [], firstBits: 0x40), 1002),
            (WebSocketTestClient.bytes(.ping, [], isFinal: false), 1002),
            (WebSocketTestClient.bytes(.ping, Array(repeating: 0, count: 126)), 1002),
            ([0x83, 0x80, 0, 0, 0, 0], 1002),
            (WebSocketTestClient.bytes(.text, Array(repeating: 0x61, count: 32_769)), 1009),
            (WebSocketTestClient.bytes(.text, Array(repeating: 0x61, count: 1 << 20)), 1009),
            (
                (0..<5).flatMap { part in
                    WebSocketTestClient.bytes(
                        part == 0 ? .text : .continuation, Array(repeating: 0x61, count: 32_768), isFinal: part == 4)
                }, 1009
            ),
        ] as [([UInt8], Int)])
    func mistakes(bytes: [UInt8], code: Int) async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                try await client.send(bytes)
                #expect(try await client.closing(answers: false).code == code)
            }
            await server.calls.has(1, .disconnect)
        }
        #expect(server.calls.calls(.message).isEmpty)
        let call = server.calls.calls(.disconnect)[0]
        #expect(try member(call, "requestContext", "disconnectStatusCode") == "\(code)")
    }

    @Test("A message of 128 KB in frames of 32 KB arrives")
    func largestMessage() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                let part = Array(repeating: UInt8(0x61), count: 32 << 10)
                for number in 0..<4 {
                    try await client.frame(number == 0 ? .text : .continuation, part, isFinal: number == 3)
                }
                await server.calls.has(1, .message)
            }
        }
        #expect(try member(server.calls.calls(.message)[0], "body")?.utf8.count == 128 << 10)
    }

    @Test("A connection that breaks has one $disconnect")
    func broken() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { $0.hangUp() }
            await server.calls.has(1, .disconnect)
            #expect(server.connections.rows.isEmpty)
        }
        #expect(server.calls.calls(.disconnect).count == 1)
        #expect(try member(server.calls.calls(.disconnect)[0], "requestContext", "disconnectStatusCode") == "1006")
    }
}
