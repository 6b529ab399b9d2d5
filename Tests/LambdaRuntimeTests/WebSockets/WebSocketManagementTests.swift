import Gateway
import JSONText
import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime

@Suite("The Management API, and the end of a WebSocket API") struct WebSocketManagementTests {
    @Test("A message, a description and the end of a connection")
    func operations() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                let id = try #require(server.connections.rows.first?.id)
                let sent = try await WebSocketTestClient.manage(port: port, "POST", id, body: Array("hällo".utf8))
                #expect(sent.status == 200 && sent.body.isEmpty)
                #expect(try await client.text() == "hällo")
                _ = try await WebSocketTestClient.manage(port: port, "POST", id, body: [0xFF, 0])
                #expect(try await client.frame() == SocketFrame(.binary, [0xFF, 0]))
                #expect(server.connections.rows.first?.messagesOut == 2)
                let found = try await WebSocketTestClient.manage(port: port, "GET", id)
                let root = try JSONDocument(found.body).root
                #expect(found.status == 200)
                #expect(root["connectedAt"]?.string == "2023-11-14T22:13:20.000Z")
                #expect(root["identity"]?["sourceIp"]?.string == "127.0.0.1")
                #expect(root["lastActiveAt"]?.string != root["connectedAt"]?.string)
                #expect(try await WebSocketTestClient.manage(port: port, "DELETE", id).status == 204)
                // It is gone at once, and not when its client has answered the close frame.
                for method in ["POST", "GET", "DELETE"] {
                    let gone = try await WebSocketTestClient.manage(port: port, method, id)
                    #expect(gone.status == 410 && gone.headers["x-amzn-errortype"] == "GoneException")
                }
                #expect(server.connections.rows.isEmpty)
                #expect(try await client.closing() == .deleted)
            }
        }
        let root = try JSONDocument(server.calls.calls(.disconnect)[0].event).root
        #expect(root["requestContext"]?["disconnectStatusCode"]?.int == 1000)
        #expect(root["requestContext"]?["disconnectReason"]?.string == "Connection Closed Normally")
    }

    @Test("A large message goes out in frames of 32 KB; one over 128 KB is refused")
    func large() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                let id = try #require(server.connections.rows.first?.id)
                let message = (0..<128 << 10).map { UInt8(0x61 + $0 % 26) }
                #expect(try await WebSocketTestClient.manage(port: port, "POST", id, body: message).status == 200)
                var received: [UInt8] = []
                for number in 0..<4 {
                    let frame = try await client.frame()
                    #expect(frame.isFinal == (number == 3) && frame.payload.count == 32 << 10)
                    received += frame.payload
                }
                #expect(received == message)
                let refused = try await WebSocketTestClient.manage(port: port, "POST", id, body: message + [0x61])
                #expect(refused.status == 413)
                #expect(refused.headers["x-amzn-errortype"] == "PayloadTooLargeException")
            }
        }
    }

    @Test("While $connect runs, its connection is gone")
    func duringConnect() async throws {
        let posted = Mutex<Int?>(nil)
        let connections = Mutex<WebSocketConnections?>(nil)
        let server = try WebSocketTestServer { call in
            if call.kind == .connect, let found = connections.withLock({ $0 }),
                case .request(let request) = Self.post(to: call)
            {
                let status = await found.answer(request, body: []).status
                posted.withLock { $0 = status }
            }
            return .ok
        }
        connections.withLock { $0 = server.connections }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { _ in }
        }
        #expect(posted.withLock { $0 } == 410)
    }

    private static func post(to call: WebSocketCall) -> ManagementRequest.Reading {
        let root = try? JSONDocument(call.event).root
        let id = root?["requestContext"]?["connectionId"]?.string ?? ""
        let request = WebRequest(
            method: "POST", target: "/@connections/\(id)", port: 1, time: 0, requestID: "", traceID: "")
        return ManagementRequest.read(request, stage: "prod")
    }

    @Test("A client that does not read has at most 1 MB waiting")
    func fullBuffer() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { _ in
                let id = try #require(server.connections.rows.first?.id)
                let request = WebRequest(
                    method: "POST", target: "/@connections/\(id)", port: 1, time: 0, requestID: "", traceID: "")
                guard case .request(let post) = ManagementRequest.read(request, stage: "prod") else { return }
                let message = Array(repeating: UInt8(0x61), count: 128 << 10)
                var statuses: [Int] = []
                // The sockets' buffers take some megabytes.
                while statuses.last != 429, statuses.count < 1_000 {
                    statuses.append(await server.connections.answer(post, body: message).status)
                }
                #expect(statuses.last == 429)
                #expect(statuses.dropLast().allSatisfy { $0 == 200 })
            }
        }
    }

    // MARK: Time

    @Test("An idle connection ends")
    func idle() async throws {
        var limits = WebSocketMachine.Limits.patient
        limits.idleSeconds = 0.1
        let server = try WebSocketTestServer(limits: limits)
        try await WebSocketTestServer.with(server) { port in
            let closing = try await WebSocketTestClient.open(port: port) { try await $0.closing() }
            #expect(closing == .goingAway)
        }
        #expect(server.calls.calls(.disconnect).count == 1)
    }

    @Test("A connection ends after its longest time; a client need not answer")
    func longest() async throws {
        var limits = WebSocketMachine.Limits()
        (limits.totalSeconds, limits.closingSeconds) = (0.5, 0.5)
        let server = try WebSocketTestServer(limits: limits)
        try await WebSocketTestServer.with(server) { port in
            let closing = try await WebSocketTestClient.open(port: port) { try await $0.closing(answers: false) }
            #expect(closing == .goingAway)
        }
        #expect(server.calls.calls(.disconnect).count == 1)
    }

    // MARK: The end

    @Test("When the API ends, connections end with 1001, each with its $disconnect, and handshakes with 503")
    func shutDown() async throws {
        let latch = Latch()
        let server = try WebSocketTestServer { call in
            if (try? JSONDocument(call.event).root["queryStringParameters"]?["wait"]) != nil { await latch.wait() }
            return .ok
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { open in
                try await WebSocketTestClient.with(port: port) { waiting in
                    try await waiting.send(waiting.handshake(target: "/?wait=1"))
                    await server.calls.has(2, .connect)
                    async let end: Void = server.connections.shutDown(within: .seconds(5))
                    #expect(try await waiting.reply().status == 503)
                    #expect(try await open.closing() == .goingAway)
                    latch.open()
                    await end
                    #expect(server.calls.calls(.disconnect).count == 2)
                    #expect(server.connections.rows.isEmpty)
                }
            }
            try await WebSocketTestClient.with(port: port) { late in
                try await late.send(late.handshake())
                #expect(try await late.reply().status == 503)
            }
        }
        #expect(server.calls.calls(.connect).count == 2)
    }

    @Test("What does not end in time is cut off")
    func cutOff() async throws {
        let server = try WebSocketTestServer { call in
            // Returns when it is cancelled.
            if call.kind == .message { try? await Task.sleep(for: .seconds(60)) }
            return .ok
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                try await client.text("x")
                await server.calls.has(1, .message)
                await server.connections.shutDown(within: .milliseconds(100))
                #expect(try await client.frame().opcode == .close)
                #expect(try await client.isAtEnd())
            }
        }
    }

    @Test("Routes can change while clients are connected")
    func newRoutes() async throws {
        let server = try WebSocketTestServer(["$default"])
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                try await client.text(#"{"type": "a"}"#)
                await server.calls.has(1, .message)
                var settings = APISettings(name: "chat", kind: .websocket, resolvedPort: 1)
                settings.routeSelectionExpression = "$request.body.type"
                settings.routes = [APIRoute(key: RouteKey(method: nil, path: "a"), function: "g")]
                try server.connections.use(settings)
                try await client.text(#"{"type": "a"}"#)
                await server.calls.has(2, .message)
                settings.routeSelectionExpression = "$x"
                #expect(throws: RouteSelectionProblem.self) { try server.connections.use(settings) }
                try await client.text(#"{"type": "a"}"#)
                await server.calls.has(3, .message)
            }
        }
        #expect(server.calls.calls(.message).map(\.route.function) == ["f", "g", "g"])
    }

    @Test("Two hundred clients at once")
    func crowd() async throws {
        let server = try WebSocketTestServer { call in
            call.kind == .message ? .answer(#"{"statusCode": 200, "body": "ok"}"#) : .ok
        }
        try await WebSocketTestServer.with(server) { port in
            try await withThrowingDiscardingTaskGroup { group in
                for number in 0..<200 {
                    group.addTask {
                        try await WebSocketTestClient.open(port: port) { client in
                            try await client.text("\(number)")
                            try await client.frame(.close, [0x03, 0xE8])
                            #expect(try await client.frame().opcode == .close)
                        }
                    }
                }
            }
        }
        #expect(server.calls.calls(.connect).count == 200)
        #expect(server.calls.calls(.message).count == 200)
        #expect(server.calls.calls(.disconnect).count == 200)
    }
}
