import Foundation
import HTTPTransport
import NIOCore
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct StreamTests {
    private static let chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func failure(_ work: () async throws(HTTPFailure) -> some Any) async -> String {
        do throws(HTTPFailure) {
            _ = try await work()
            return "none"
        } catch {
            return error.name
        }
    }

    @Test func theHeadIsFirstAndTheBodyAsItIsSent() async throws {
        let proceed = Gate()
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            try await connection.send(Self.chunkedHead + "3\r\none\r\n")
            await proceed.wait()
            try await connection.send("3\r\ntwo\r\n0\r\n\r\n")
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            let stream = try await client.open(.look, to: server, within: .seconds(280))
            #expect(stream.status == 200)
            var pieces = stream.body.makeAsyncIterator()
            #expect(try await pieces.next() == ByteBuffer(string: "one"))
            proceed.open()
            #expect(try await pieces.next() == ByteBuffer(string: "two"))
            #expect(try await pieces.next() == nil)
            #expect(try await pieces.next() == nil)
        }
    }

    /// A stream has its own connection: however many there are, other requests find one.
    @Test func streamsAreNotCounted() async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            guard let head = try await connection.head() else { return }
            try await connection.send(head.hasPrefix("POST") ? answer("1") : Self.chunkedHead)
            await connection.end()
        }
        try await withServer(HTTPClientSettings(connectionsPerServer: 1), serve) { client, server, _ in
            var streams: [HTTPStream] = []
            for _ in 0..<20 { streams.append(try await client.open(.look, to: server, within: nil)) }
            #expect(await client.text(.change, from: server) == "1")
            #expect(streams.allSatisfy { $0.status == 200 })
        }
    }

    @Test func theTimeLimitEndsWithTheHead() async throws {
        let proceed = Gate()
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            guard let head = try await connection.head(), head.hasPrefix("GET") else { return await connection.end() }
            try await connection.send(Self.chunkedHead)
            await proceed.wait()
            try await connection.send("1\r\n1\r\n0\r\n\r\n")
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            #expect(
                await Self.failure { () async throws(HTTPFailure) in
                    try await client.open(.change, to: server, within: .milliseconds(30))
                } == "timed out")
            let stream = try await client.open(.look, to: server, within: .seconds(280))
            let body = Task { try await stream.collect(upTo: 10) }
            proceed.open()
            #expect(try await body.value == Array("1".utf8))
            let late = try await client.open(.look, to: server, within: .seconds(280))
            #expect(try await late.collect(upTo: 10) == Array("1".utf8))
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1", "closed true"), (chunkedHead + "zz\r\n", "broken"),
        (chunkedHead + "5\r\n12345\r\n0\r\n\r\n", "larger than 4"), (chunkedHead + "1\r\n1\r\n0\r\n\r\n", "none"),
    ]) func theEndOfABodyIsReported(said: String, outcome: String) async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            try await connection.send(said)
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            let stream = try await client.open(.look, to: server, within: nil)
            #expect(
                await Self.failure { () async throws(HTTPFailure) in try await stream.collect(upTo: 4) } == outcome)
        }
    }

    @Test func aBodyThatIsCollectedMayHaveALimit() async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            try await connection.send(Self.chunkedHead)
            await connection.end()
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            let stream = try await client.open(.look, to: server, within: nil)
            #expect(
                await Self.failure { () async throws(HTTPFailure) in
                    try await stream.collect(upTo: 4, within: .milliseconds(30))
                } == "timed out")
        }
    }

    @Test func lettingGoOfAStreamClosesItsConnection() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            try await connection.send(Self.chunkedHead)
            await connection.end()
            end.yield()
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            var arrivals = ends.makeAsyncIterator()
            _ = try await client.open(.look, to: server, within: nil)
            await arrivals.next()
            let stream = try await client.open(.look, to: server, within: nil)
            let reading = Task { for try await _ in stream.body {} }
            reading.cancel()
            await #expect(throws: HTTPFailure.self) { try await reading.value }
            await arrivals.next()
        }
    }

    // MARK: Upgrades

    private static let agreed = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
    private static let upgrade = HTTPRequest(.POST, "/attach", headers: ["Connection": "Upgrade", "Upgrade": "tcp"])

    @Test func afterAnUpgradeBytesGoBothWays() async throws {
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            // What follows the head is not HTTP.
            try await connection.send(Self.agreed + "hello, ")
            guard let name = try await connection.body(3) else { return }
            try await connection.send(String(decoding: name, as: UTF8.self))
            // The other side closes its output, and still reads.
            await connection.end()
            try await connection.send("!")
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            let stream = try await client.open(Self.upgrade, to: server, within: nil)
            #expect(stream.status == 101)
            try await stream.write("you".utf8.map { $0 })
            try await stream.closeOutput()
            #expect(try await stream.collect(upTo: 100) == Array("hello, you!".utf8))
        }
    }

    @Test func anUnreadWriteCanBeCancelled() async throws {
        let proceed = Gate()
        let serve: @Sendable (inout WireServer.Connection) async throws -> Void = { connection in
            _ = try await connection.head()
            try await connection.send(Self.agreed)
            await proceed.wait()
        }
        try await withServer(HTTPClientSettings(), serve) { client, server, _ in
            let stream = try await client.open(Self.upgrade, to: server, within: nil)
            // More than the sockets' buffers hold.
            let write = Task {
                await Self.failure { () async throws(HTTPFailure) in
                    try await stream.write([UInt8](repeating: 1, count: 64 << 20))
                }
            }
            write.cancel()
            #expect(await write.value == "cancelled")
            proceed.open()
        }
    }

    // MARK: Commands

    private static func command(_ script: String) -> HTTPServer {
        HTTPServer(.command(DialCommand("sh", ["-c", script])), host: "test")
    }

    @Test func aCommandCanMakeTheConnection() async throws {
        let client = HTTPClient(on: MultiThreadedEventLoopGroup.singleton.next())
        let server = Self.command("read request; printf '\(answer("through a pipe"))'; cat >/dev/null".escaped)
        #expect(await client.text(from: server, within: .seconds(280)) == "through a pipe")
        let stream = try await client.open(.look, to: server, within: .seconds(280))
        #expect(try await stream.collect(upTo: 100) == Array("through a pipe".utf8))
        await client.shutDown()
    }

    @Test func aCommandsFailureIsReported() async throws {
        let client = HTTPClient(on: MultiThreadedEventLoopGroup.singleton.next())
        let broken = Self.command("echo 'no route to host' >&2; exit 1")
        let missing = HTTPServer(.command(DialCommand("lamdeck-has-no-such-command", [])), host: "test")
        #expect(await client.text(from: broken, within: .seconds(280)) == "command failed: no route to host")
        #expect(await client.text(from: missing, within: .seconds(280)) == "no lamdeck-has-no-such-command")
        #expect(
            await Self.failure { () async throws(HTTPFailure) in
                try await client.open(.look, to: broken, within: .seconds(280))
            } == "command failed: no route to host")
        await client.shutDown()
    }

    /// Ctrl-C in the terminal is sent to its whole process group, and a password prompt there would damage the screen.
    @Test func aCommandIsNotOfOurSession() async throws {
        let client = HTTPClient(on: MultiThreadedEventLoopGroup.singleton.next())
        // The sixth field is the session (proc_pid_stat(5)).
        let script = "read -r line </proc/$$/stat; set -- $line; test $6 = $$ && printf '\(answer("own"))'"
        let server = Self.command("read request; \(script); cat >/dev/null".escaped)
        #expect(await client.text(from: server, within: .seconds(280)) == "own")
        await client.shutDown()
    }
}

extension String {
    /// Escaped for `printf` in a shell's single quotes.
    fileprivate var escaped: String { replacingOccurrences(of: "\r\n", with: "\\r\\n") }
}
