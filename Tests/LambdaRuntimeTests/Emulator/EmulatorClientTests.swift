import LambdaModel
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import LambdaRuntime

/// Connections to emulators, in situations that the real one cannot produce.
@Suite("Calling an emulator")
struct EmulatorClientTests {
    private static func call(_ payload: [UInt8] = Array("{}".utf8)) -> InvocationRequest {
        InvocationRequest(function: "hello", event: "test", payload: payload)
    }

    /// Calls a server that answers each request with `serve`.
    private static func calling<Value>(
        _ serve: @escaping @Sendable (inout WireServer.Connection) async throws -> Void,
        _ body: (EmulatorClient, EmulatorAddress, WireServer) async throws -> Value
    ) async throws -> Value {
        let client = EmulatorClient()
        let value = try await WireServer.run(serve) { try await body(client, .published($0.port), $0) }
        await client.shutdown()
        return value
    }

    private static func answered(_ text: String) -> InvocationReply { .answered(status: 200, body: Array(text.utf8)) }

    /// If a container's network is gone first, no reset arrives: the call waited for its whole limit.
    @Test func aCallEndsWithItsContainerThoughItsConnectionStaysOpen() async throws {
        let (arrived, over) = (Latch(), Latch())
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            arrived.open()
            await over.wait()
        }
        try await Self.calling(serve) { client, address, _ in
            async let sent = client.send(Self.call(), to: address, timeout: 600)
            await arrived.wait()
            client.containerEnded(at: address)
            let (reply, mayHaveArrived) = await sent
            #expect(reply == .unreachable("the container closed the connection") && mayHaveArrived)
            over.open()
        }
    }

    /// A refused connection is not a crash: nothing of the call was sent.
    @Test func aRefusedCallIsKnownNotToHaveArrived() async throws {
        let client = EmulatorClient()
        let free = FreePort.take()
        let (reply, mayHaveArrived) = await client.send(Self.call(), to: .published(free), timeout: 30)
        guard case .unreachable = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(!mayHaveArrived)
        await client.shutdown()
    }

    @Test func largeBodiesGoBothWays() async throws {
        let service = ServiceDouble()
        var options = ServerOptions()
        options.limits = .with { _ in }
        let server = LambdaServer(service: service, options: options)
        let port = try await server.open(.function("hello", port: 0))
        let client = EmulatorClient()
        var payload = Array(#"""#.utf8)
        for number in 0..<1_000_000 { payload += "\(number % 10)é".utf8 }
        payload += Array(#"""#.utf8)
        for _ in 0..<2 {
            let reply = await client.invoke(at: .published(port), Self.call(payload), timeout: 300)
            // Compared here, since a failing expectation would print both bodies.
            let isTheSame = reply == .answered(status: 200, body: payload)
            #expect(isTheSame, "\("\(reply)".prefix(200))")
        }
        #expect(service.calls.map(\.payload.count) == [payload.count, payload.count])
        await client.shutdown()
        await server.shutDown()
    }

    @Test func aConnectionIsStored() async throws {
        try await Self.calling { connection in
            while let head = try await connection.head() {
                #expect(head.hasPrefix("POST /2015-03-31/functions/function/invocations HTTP/1.1"))
                _ = try await connection.body(2)
                try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
            }
        } _: { client, address, server in
            for _ in 0..<5 {
                #expect(await client.invoke(at: address, Self.call(), timeout: 900) == Self.answered("1"))
            }
            #expect(server.connections.value == 1)
        }
    }

    @Test func oneThatWasAnsweredTooEarlyIsNot() async throws {
        let large = [UInt8](repeating: UInt8(ascii: "1"), count: 20 << 20)
        try await Self.calling { connection in
            // The rest of the event is never read.
            _ = try await connection.head()
            try await connection.send("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n\r\nno")
            await connection.end()
        } _: { client, address, server in
            for _ in 0..<2 {
                let reply = await client.invoke(at: address, Self.call(large), timeout: 900)
                #expect(reply == .answered(status: 413, body: Array("no".utf8)))
            }
            #expect(server.connections.value == 2)
        }
    }

    @Test func anAnswerInPiecesIsPutTogether() async throws {
        try await Self.calling { connection in
            _ = try await connection.head()
            try await connection.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n")
            try await connection.send("Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n4\r\n, tw")
            try await connection.send("\r\n1\r\no\r\n0\r\n\r\n")
            await connection.end()
        } _: { client, address, _ in
            #expect(await client.invoke(at: address, Self.call(), timeout: 900) == Self.answered("one, two"))
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"])
    func oneThatHangsUpIsNotAnAnswer(said: String) async throws {
        try await Self.calling { connection in
            _ = try await connection.head()
            if !said.isEmpty { try await connection.send(said) }
        } _: { client, address, _ in
            let reply = await client.invoke(at: address, Self.call(), timeout: 900)
            #expect(reply == .unreachable("the container closed the connection"))
        }
    }

    @Test func otherBytesAreNotAnAnswer() async throws {
        try await Self.calling { connection in
            _ = try await connection.head()
            try await connection.send("what do you want?\r\n\r\n")
            await connection.end()
        } _: { client, address, _ in
            guard case .unreachable(let words) = await client.invoke(at: address, Self.call(), timeout: 900) else {
                Issue.record("that was taken for an answer")
                return
            }
            #expect(words.hasPrefix("the connection to the container broke: "))
        }
    }

    @Test func anAnswerWithoutEndIsCutOff() async throws {
        try await Self.calling { connection in
            _ = try await connection.head()
            try await connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let piece = String(repeating: "x", count: 1 << 20)
            while true { try await connection.send("100000\r\n\(piece)\r\n") }
        } _: { client, address, _ in
            let reply = await client.invoke(at: address, Self.call(), timeout: 900)
            #expect(reply == .unreachable("the container's answer is larger than 32 MB"))
        }
    }

    @Test func aCallerThatGivesUpHangsUp() async throws {
        let (requests, request) = AsyncStream.makeStream(of: Void.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        try await Self.calling { connection in
            _ = try await connection.head()
            request.finish()
            await connection.end()
            end.finish()
        } _: { client, address, _ in
            let call = Task { await client.invoke(at: address, Self.call(), timeout: 30) }
            for await _ in requests {}
            call.cancel()
            #expect(await call.value == .cancelled)
            for await _ in ends {}
        }
    }

    @Test func noListenerIsSaid() async throws {
        let client = EmulatorClient()
        let reply = await client.invoke(at: .published(FreePort.take()), Self.call(), timeout: 900)
        #expect(reply == .unreachable("the connection to the container broke: Connection refused"))
        await client.shutdown()
    }
}
