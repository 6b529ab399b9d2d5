import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server that answers HTTP requests with any bytes, well-formed or not: for what a real engine cannot be made to
/// send, and as a registry to pull from.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method: String
        var target: String
        /// The request line and the headers.
        var head: String

        /// The path without version and query.
        var path: String {
            let path = target.prefix { $0 != "?" }
            return path.hasPrefix("/v1.") ? "/" + path.dropFirst().drop { $0 != "/" }.dropFirst() : String(path)
        }
    }

    enum Step: Sendable {
        case send([UInt8])
        case close
    }

    /// The answers to requests.
    struct Script: Sendable {
        let answer: @Sendable (Request) -> [Step]

        static func always(_ steps: [Step]) -> Script { Script { _ in steps } }

        static func each(_ answer: @escaping @Sendable (Request) -> [Step]) -> Script { Script(answer: answer) }
    }

    private struct Waiter {
        var isDone: @Sendable (Seen) -> Bool
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct Seen {
        var requests: [Request] = []
        var disconnected: [String] = []
        var connections: [ObjectIdentifier: any Channel] = [:]
        var sentBytes = 0
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
    }

    let address: SocketAddress
    private let channel: any Channel
    private let seen: Shared

    private final class Shared: Sendable {
        let state = Mutex(Seen())

        func update(_ change: (inout Seen) -> Void) {
            let ready = state.withLock { seen in
                change(&seen)
                let waiters = seen.waiters
                seen.waiters = waiters.filter { !$0.value.isDone(seen) }
                return waiters.values.filter { $0.isDone(seen) }.map(\.continuation)
            }
            for continuation in ready {
                continuation.resume()
            }
        }
    }

    private init(channel: any Channel, address: SocketAddress, seen: Shared) {
        self.channel = channel
        self.address = address
        self.seen = seen
    }

    /// Runs a server while `body` runs.
    static func run<Value>(
        at address: SocketAddress, answering script: Script,
        _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let seen = Shared()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(script: script, seen: seen))
                }
            }
            .bind(to: address).get()
        let server = ScriptedServer(channel: channel, address: channel.localAddress ?? address, seen: seen)
        do {
            let value = try await body(server)
            await server.close()
            return value
        } catch {
            await server.close()
            throw error
        }
    }

    private func close() async {
        // They fail only if they are already closed.
        try? await channel.close()
        for connection in seen.state.withLock({ Array($0.connections.values) }) {
            try? await connection.close()
        }
    }

    /// The requests so far.
    var requests: [Request] { seen.state.withLock { $0.requests } }

    /// How many bytes of answers the system has taken so far.
    var sentBytes: Int { seen.state.withLock { $0.sentBytes } }

    /// Returns when a request for that path has arrived.
    func requested(_ path: String) async throws {
        try await wait { seen in seen.requests.contains { $0.path == path } }
    }

    /// Returns when the connection whose last request was for that path is closed.
    func disconnected(_ path: String) async throws {
        try await wait { seen in seen.disconnected.contains(path) }
    }

    private func wait(until isDone: @escaping @Sendable (Seen) -> Bool) async throws {
        let number = seen.state.withLock { seen in
            seen.lastWaiter += 1
            return seen.lastWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                seen.update { $0.waiters[number] = Waiter(isDone: isDone, continuation: continuation) }
                if Task.isCancelled {
                    giveUp(number)
                }
            }
        } onCancel: {
            giveUp(number)
        }
    }

    private func giveUp(_ number: Int) {
        seen.state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume(
            throwing: CancellationError())
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private static let beginningOfTLS: UInt8 = 0x16

        private let script: Script
        private let seen: Shared
        private var received: [UInt8] = []
        private var lastPath = ""

        init(script: Script, seen: Shared) {
            self.script = script
            self.seen = seen
        }

        func channelActive(context: ChannelHandlerContext) {
            let channel = context.channel
            seen.update { $0.connections[ObjectIdentifier(channel)] = channel }
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += Self.unwrapInboundIn(data).readableBytesView
            // Docker first tries TLS with a registry, and would wait ten seconds for an answer.
            guard received.first != Self.beginningOfTLS else {
                context.close(promise: nil)
                return
            }
            // The requests of these tests have no bodies.
            while let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                received.removeSubrange(..<end.upperBound)
                let words = head.split(separator: " ", maxSplits: 2)
                let request = Request(method: String(words[0]), target: String(words[1]), head: head)
                lastPath = request.path
                seen.update { $0.requests.append(request) }
                for step in script.answer(request) {
                    switch step {
                    case .send(let bytes):
                        let seen = seen
                        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)))
                            .whenSuccess { seen.update { $0.sentBytes += bytes.count } }
                    case .close:
                        context.close(promise: nil)
                    }
                }
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            let channel = context.channel
            seen.update {
                $0.connections[ObjectIdentifier(channel)] = nil
                $0.disconnected.append(lastPath)
            }
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // The client reset the connection, which some of these tests want.
            context.close(promise: nil)
        }
    }
}

extension ScriptedServer.Step {
    /// Text, unchanged.
    static func send(_ text: String) -> Self { .send(Array(text.utf8)) }

    /// A whole answer.
    static func answer(_ body: String, status: String = "200 OK", headers: String = "") -> Self {
        .send("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// The beginning of an answer of unknown length.
    static let chunkedHead = Self.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")

    /// A piece of such an answer.
    static func chunk(_ bytes: [UInt8]) -> Self {
        .send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    /// Its end.
    static let lastChunk = Self.send("0\r\n\r\n")
}
