import Foundation
import LambdaModel
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime

/// The port of a debugger, and what passes through it.
@Suite struct DebugRelayTests {
    /// The reports of a relay, and the place of its debugger.
    private final class World: Sendable {
        struct State {
            var target = DebugRelay.Target.later
            var questions = 0
            var counts: [Int] = []
            var refusals: [String] = []
        }
        let state = Mutex(State())

        func use(_ target: DebugRelay.Target) { state.withLock { $0.target = target } }

        func setup(_ debugger: Debugger) -> DebugRelay.Setup {
            DebugRelay.Setup(
                debugger: debugger,
                target: {
                    self.state.withLock { state in
                        state.questions += 1
                        return state.target
                    }
                },
                onAttached: { count in self.state.withLock { $0.counts.append(count) } },
                onRefusal: { reason in self.state.withLock { $0.refusals.append(reason) } })
        }

        func wait(_ condition: @Sendable (State) -> Bool) async throws {
            while !state.withLock({ condition($0) }) { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// A connection of a client, and what it receives.
    private static func client<Value: Sendable>(
        _ port: Int, _ body: @Sendable (inout Client) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { input, output in
            var client = Client(input: input.makeAsyncIterator(), output: output)
            return try await body(&client)
        }
    }

    private struct Client {
        var input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let output: NIOAsyncChannelOutboundWriter<ByteBuffer>

        func send(_ text: String) async throws { try await output.write(ByteBuffer(string: text)) }

        /// Reads until a text ends with this.
        mutating func text(endingWith end: String) async throws -> String {
            var text = ""
            while !text.hasSuffix(end), let next = try await input.next() { text += String(buffer: next) }
            return text
        }

        /// All that arrives until the connection ends, also if it is reset.
        mutating func rest() async -> String {
            var text = ""
            while let next = try? await input.next() { text += String(buffer: next) }
            return text
        }
    }

    /// A debugger that answers each head with `name` and the head.
    private static func debugger<Value>(_ name: String, _ body: (WireServer) async throws -> Value) async throws
        -> Value
    {
        try await WireServer.run(
            { connection in
                while let head = try await connection.head() { try await connection.send("\(name) \(head)!") }
            }, body)
    }

    private static let hello = "Content-Length: 1\r\n\r\n"

    @Test(.timeLimit(.minutes(1))) func `bytes pass both ways, and attached clients are counted`() async throws {
        let world = World()
        try await Self.debugger("a") { server in
            world.use(.at(host: "127.0.0.1", port: server.port))
            let relay = try await DebugRelay.open(port: 0, world.setup(.debugpy))
            try await Self.client(relay.port) { client in
                try await client.send("Content-")
                try await client.send("Length: 1\r\n\r\n")
                #expect(try await client.text(endingWith: "!") == "a Content-Length: 1!")
                #expect(relay.attached == 1)
                try await client.send("anything\r\n\r\n")
                #expect(try await client.text(endingWith: "!") == "a anything!")
            }
            try await world.wait { $0.counts == [1, 0] }
            #expect(relay.attached == 0)
            await relay.close()
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a page's request gets 403, and the debugger never hears of it`() async throws {
        let world = World()
        try await Self.debugger("a") { server in
            world.use(.at(host: "127.0.0.1", port: server.port))
            let relay = try await DebugRelay.open(port: 0, world.setup(.debugpy))
            try await Self.client(relay.port) { client in
                try await client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n\(Self.hello)")
                #expect(await client.rest().hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            }
            #expect(server.connections.value == 0)
            #expect(world.state.withLock { $0.refusals } == ["it does not speak the debugger's protocol"])
            #expect(world.state.withLock { $0.counts }.isEmpty)
            await relay.close()
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a request for the inspector's list does not attach, and each one is checked`()
        async throws
    {
        let world = World()
        try await Self.debugger("a") { server in
            world.use(.at(host: "127.0.0.1", port: server.port))
            let relay = try await DebugRelay.open(port: 0, world.setup(.inspector))
            let request = "GET /json HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            try await Self.client(relay.port) { client in
                for _ in 1...2 {
                    try await client.send(request + "\r\n")
                    #expect(try await client.text(endingWith: "!").hasPrefix("a GET /json"))
                }
                #expect(relay.attached == 0)
                try await client.send(request + "Origin: https://evil.example\r\n\r\n")
                #expect(await client.rest().hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            }
            try await Self.client(relay.port) { client in
                try await client.send(request + "Upgrade: websocket\r\n\r\n")
                _ = try await client.text(endingWith: "!")
                #expect(relay.attached == 1)
            }
            await relay.close()
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a client waits until the debugger listens`() async throws {
        let world = World()
        let relay = try await DebugRelay.open(port: 0, world.setup(.debugpy))
        try await Self.debugger("late") { server in
            try await Self.client(relay.port) { client in
                try await client.send(Self.hello)
                try await world.wait { $0.questions >= 2 }
                #expect(relay.attached == 0)
                world.use(.at(host: "127.0.0.1", port: server.port))
                #expect(try await client.text(endingWith: "!").hasPrefix("late "))
            }
        }
        await relay.close()
    }

    @Test(.timeLimit(.minutes(1)))
    func `a new container has the same port, and the end of the old one ends its clients`() async throws {
        let world = World()
        let relay = try await DebugRelay.open(port: 0, world.setup(.debugpy))
        for name in ["first", "second"] {
            try await Self.client(relay.port) { client in
                try await Self.debugger(name) { server in
                    world.use(.at(host: "127.0.0.1", port: server.port))
                    try await client.send(Self.hello)
                    #expect(try await client.text(endingWith: "!").hasPrefix(name))
                }
                #expect(await client.rest().isEmpty)
            }
        }
        try await world.wait { $0.counts == [1, 0, 1, 0] }
        await relay.close()
    }

    @Test(.timeLimit(.minutes(1))) func `without a running function, the connection is closed at once`() async throws {
        let world = World()
        world.use(.none)
        let relay = try await DebugRelay.open(port: 0, world.setup(.debugpy))
        try await Self.client(relay.port) { client in
            try await client.send(Self.hello)
            #expect(await client.rest().isEmpty)
        }
        await relay.close()
    }

    @Test(.timeLimit(.minutes(1))) func `closing ends the clients and frees the port`() async throws {
        let world = World()
        try await Self.debugger("a") { server in
            world.use(.at(host: "127.0.0.1", port: server.port))
            let port = FreePort.take()
            let relay = try await DebugRelay.open(port: port, world.setup(.debugpy))
            try await Self.client(port) { client in
                try await client.send(Self.hello)
                _ = try await client.text(endingWith: "!")
                await relay.close()
                #expect(await client.rest().isEmpty)
            }
            let next = try await DebugRelay.open(port: port, world.setup(.debugpy))
            await next.close()
        }
    }

    @Test func `a taken port is reported by the system's error`() async throws {
        let taken = try ListeningSocket()
        defer { taken.close() }
        await #expect {
            _ = try await DebugRelay.open(port: taken.port, World().setup(.debugpy))
        } throws: {
            ($0 as? IOError)?.errnoCode == EADDRINUSE
        }
    }
}
