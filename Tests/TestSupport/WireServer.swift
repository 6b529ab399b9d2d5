import NIOCore
import NIOPosix
import Synchronization

/// A server that answers with any bytes, for what a real one cannot be made to send.
public struct WireServer: Sendable {
    /// The port on which it listens.
    public let port: Int
    /// The number of connections so far.
    public let connections: Atomic

    /// A counter.
    public final class Atomic: Sendable {
        private let count = Mutex(0)
        /// How often it was counted.
        public var value: Int { count.withLock { $0 } }
        /// Counts once more.
        public func increment() { count.withLock { $0 += 1 } }
    }

    /// One connection of a caller.
    public struct Connection: ~Copyable {
        private var input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        private let output: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var unread = ByteBuffer()

        fileprivate init(
            _ input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            _ output: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.input = input
            self.output = output
        }

        /// The head of the next request; nil if the caller hung up.
        public mutating func head() async throws -> String? {
            while true {
                let text = String(buffer: unread)
                if let end = text.firstRange(of: "\r\n\r\n") {
                    unread.moveReaderIndex(forwardBy: text[..<end.upperBound].utf8.count)
                    return String(text[..<end.lowerBound])
                }
                guard try await more() else { return nil }
            }
        }

        /// That many bytes of a body.
        public mutating func body(_ length: Int) async throws -> [UInt8]? {
            while unread.readableBytes < length { guard try await more() else { return nil } }
            return unread.readBytes(length: length)
        }

        /// Waits until the caller hangs up.
        public mutating func end() async {
            while (try? await more()) == true {}
        }

        /// Sends text unchanged.
        public func send(_ text: String) async throws { try await output.write(ByteBuffer(string: text)) }

        private mutating func more() async throws -> Bool {
            guard var next = try await input.next() else { return false }
            unread.writeBuffer(&next)
            return true
        }
    }

    /// Serves every connection with `serve`, while `body` runs.
    public static func run<Value>(
        _ serve: @escaping @Sendable (inout Connection) async throws -> Void,
        _ body: (WireServer) async throws -> Value
    ) async throws -> Value {
        let connections = Atomic()
        let tasks = Mutex<[Task<Void, Never>]>([])
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            // A caller that has sent all may still be answered.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let caller = try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                    connections.increment()
                    // What becomes of a connection shows in the test, at its other end.
                    let task = Task {
                        _ = try? await caller.executeThenClose { input, output in
                            var connection = Connection(input.makeAsyncIterator(), output)
                            try await serve(&connection)
                        }
                    }
                    tasks.withLock { $0.append(task) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        func end() async {
            try? await listener.close()
            let all = tasks.withLock { $0 }
            for task in all { task.cancel() }
            for task in all { await task.value }
        }
        do {
            let value = try await body(WireServer(port: listener.localAddress?.port ?? 0, connections: connections))
            await end()
            return value
        } catch {
            await end()
            throw error
        }
    }
}
