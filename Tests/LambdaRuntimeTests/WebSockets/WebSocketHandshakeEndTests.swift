import Gateway
import JSONText
import LambdaModel
import NIOCore
import NIOPosix
import Testing

@testable import LambdaRuntime

/// Clients that leave, and an API that ends, in the middle of a handshake.
@Suite("Handshakes of a WebSocket API that something overtakes") struct WebSocketHandshakeEndTests {
    /// Begins a handshake on a channel that a test has prepared.
    ///
    /// - Parameter prepare: runs on the channel's loop, before and after the connection is added (nil before).
    private func opening(
        _ server: WebSocketTestServer, _ port: Int,
        _ prepare: @escaping @Sendable (any Channel, WebSocketConnection?) throws -> Void
    ) async throws -> (WebSocketConnections.Opening, any Channel) {
        let channel = try await ClientBootstrap(group: CallLoop.shared.group)
            .connect(host: "127.0.0.1", port: port).get()
        let request = WebRequest(
            method: "GET", target: "/", fields: [], port: port, time: 0, requestID: "r", traceID: "Root=1-0-0")
        let client = WebSocketConnection.Client(
            session: server.connections.session(of: request), key: "dGhlIHNhbXBsZSBub25jZQ==",
            caller: IncomingCall.Caller(address: "127.0.0.1:1", userAgent: nil, port: port))
        let connection = try await channel.eventLoop.submit {
            try prepare(channel, nil)
            let connection = WebSocketConnection(client, of: server.connections, loop: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(connection)
            try prepare(channel, connection)
            return NIOLoopBound(connection, eventLoop: channel.eventLoop)
        }.get()
        let opening = await withCheckedContinuation { opening in
            channel.eventLoop.execute { connection.value.connect(server.connections.connectRoute, opening) }
        }
        return (opening, channel)
    }

    @Test("A handshake that the end of the API overtakes is answered with 503")
    func overtaken() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            let (opening, channel) = try await opening(server, port) { _, connection in connection?.shutDown() }
            let status = if case .refused(let response, _) = opening { Optional(response.status) } else { Int?.none }
            #expect(status == 503)
            try await channel.close().get()
        }
        #expect(server.calls.calls(.connect).isEmpty)
    }

    /// Without the end of the input the connection is open until the limit for idle clients, and then has its $disconnect.
    @Test("A client that closes its output before $connect is called has left")
    func halfClosed() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            let (opening, channel) = try await opening(server, port) { channel, connection in
                guard connection == nil else { return }
                let watcher = ConnectionGuard(
                    limits: .with { _ in }, registry: ConnectionRegistry(limit: 10), refusal: nil)
                try channel.pipeline.syncOperations.addHandlers([ByteWatch(watcher), watcher])
                // The guard itself would close a connection that has no request.
                _ = watcher.bytesArrived()
                channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
            let hasLeft = if case .left = opening { true } else { false }
            #expect(hasLeft)
            try await channel.closeFuture.get()
        }
        #expect(server.calls.calls(.connect).isEmpty && server.calls.calls(.disconnect).isEmpty)
    }

    @Test("A client that closes its output after its handshake sees the end, and $connect has its $disconnect")
    func halfClosedAtOnce() async throws {
        let server = try WebSocketTestServer()
        try await WebSocketTestServer.with(server) { port in
            try await LambdaClient.with(port: port) { client in
                try await client.send(
                    "GET /prod HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                client.finish()
                _ = await client.rest()
            }
        }
        #expect(server.calls.calls(.connect).count == server.calls.calls(.disconnect).count)
    }
}
