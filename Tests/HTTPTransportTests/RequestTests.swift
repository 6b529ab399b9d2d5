import HTTPTransport
import NIOPosix
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RequestTests {
    /// Answers each request with its number on the connection.
    private static func counting(_ connection: inout WireServer.Connection) async throws {
        var number = 0
        while try await connection.head() != nil {
            number += 1
            try await connection.send(answer("\(number)"))
        }
    }

    @Test func aConnectionServesOneRequestAfterTheOther() async throws {
        try await withServer(HTTPClientSettings(), Self.counting) { client, server, wire in
            for number in 1...5 { #expect(await client.text(from: server) == "\(number)") }
            #expect(wire.connections.value == 1)
        }
    }

    @Test func theHeadHasTheRequest() async throws {
        let heads = Mutex<[String]>([])
        try await withServer(
            HTTPClientSettings(),
            { connection in
                while let head = try await connection.head() {
                    heads.withLock { $0.append(head) }
                    if head.hasPrefix("POST") { _ = try await connection.body(1) }
                    try await connection.send(answer("1"))
                }
            },
            { client, server, _ in
                for request in [HTTPRequest.look, .change] { #expect(await client.text(request, from: server) == "1") }
            })
        #expect(
            heads.withLock { $0 } == [
                "GET /look HTTP/1.1\r\nHost: test", "POST /change HTTP/1.1\r\nHost: test\r\nContent-Length: 1",
            ])
    }

    @Test func requestsBeyondTheBoundWait() async throws {
        let (arrived, arrive) = AsyncStream.makeStream(of: Void.self)
        let release = Gate()
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            while try await connection.head() != nil {
                arrive.yield()
                await release.wait()
                try await connection.send(answer("1"))
            }
        }
        try await withServer(HTTPClientSettings(connectionsPerServer: 2), serve) { client, server, wire in
            let all = (0..<6).map { _ in Task { await client.text(from: server) } }
            var arrivals = arrived.makeAsyncIterator()
            for _ in 0..<2 { await arrivals.next() }
            // One that waits for a connection can give up, and its time counts while it waits.
            #expect(await client.text(from: server, within: .milliseconds(30)) == "timed out")
            let tired = Task { await client.text(from: server) }
            tired.cancel()
            #expect(await tired.value == "cancelled")
            release.open()
            for one in all { #expect(await one.value == "1") }
            #expect(wire.connections.value == 2)
        }
    }

    /// A server may close a kept connection at any time; the request that finds it closed is not lost.
    @Test func aKeptConnectionThatClosesIsReplaced() async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            try await connection.send(answer("1"))
            // It takes the next request, and closes in place of an answer.
            _ = try await connection.head()
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, wire in
            for number in 1...3 {
                #expect(await client.text(from: server) == "1")
                #expect(wire.connections.value == number)
            }
            // A request that changes something may have been carried out.
            #expect(await client.text(.change, from: server) == "closed false")
        }
    }

    @Test func aNewConnectionThatClosesIsNotTriedAgain() async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { _ = try await $0.head() }
        try await withServer(HTTPClientSettings(), serve) { client, server, wire in
            #expect(await client.text(from: server) == "closed false")
            #expect(wire.connections.value == 1)
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            try await Self.counting(&connection)
            end.finish()
        }
        try await withServer(HTTPClientSettings(idleLimit: .milliseconds(20)), serve) { client, server, _ in
            #expect(await client.text(from: server) == "1")
            for await _ in ends {}
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12"])
    func aTimeLimitCoversTheWholeAnswer(said: String) async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            try await connection.send(said)
            await connection.end()
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            #expect(await client.text(from: server, within: .milliseconds(50)) == "timed out")
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1", "closed true"), ("nonsense\r\n\r\n", "broken"),
        ("", "closed false"),
        (answer(String(repeating: "x", count: 1_001)), "larger than 1000"),
        ("HTTP/1.1 200 OK\r\n\r\nto the end", "to the end"),
        ("HTTP/1.1 102 Processing\r\n\r\n" + answer("late"), "late"),
    ]) func theResponseIsReported(said: String, outcome: String) async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            if !said.isEmpty { try await connection.send(said) }
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            #expect(await client.text(from: server) == outcome)
        }
    }

    @Test func nothingIsSentToAnAddressThatIsAnothersByNow() async throws {
        let isThere = Atomic(true)
        try await withServer(HTTPClientSettings(), Self.counting) { client, _, wire in
            let server = HTTPServer(.tcp(host: "127.0.0.1", port: wire.port), host: "test", identity: "one") {
                isThere.load(ordering: .relaxed)
            }
            #expect(await client.text(from: server) == "1")
            isThere.store(false, ordering: .relaxed)
            #expect(await client.text(from: server) == "unreachable")
            // Another server at the same address has separate connections.
            let other = HTTPServer(.tcp(host: "127.0.0.1", port: wire.port), host: "test", identity: "two")
            #expect(await client.text(from: other) == "1")
        }
    }

    @Test func requestsEndWithTheirServer() async throws {
        let (arrived, arrive) = AsyncStream.makeStream(of: Void.self)
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            arrive.yield()
            await connection.end()
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            let call = Task { await client.text(from: server) }
            var arrivals = arrived.makeAsyncIterator()
            await arrivals.next()
            client.serverEnded(server)
            #expect(await call.value == "closed false")
        }
    }

    @Test func afterTheEndNothingWorks() async throws {
        try await withServer(HTTPClientSettings(), Self.counting) { client, server, _ in
            #expect(await client.text(from: server) == "1")
            await client.shutDown()
            #expect(await client.text(from: server) == "cancelled")
            let stream = await #expect(throws: HTTPFailure.self) {
                try await client.open(.look, to: server, within: nil)
            }
            #expect(stream?.name == "cancelled")
        }
    }
}

/// Holds those who wait until a test lets them go.
final class Gate: Sendable {
    private let (stream, open_) = AsyncStream.makeStream(of: Void.self)

    func wait() async { for await _ in stream {} }

    func open() { open_.finish() }
}
