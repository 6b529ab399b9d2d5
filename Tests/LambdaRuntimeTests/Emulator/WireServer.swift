import NIOCore
import NIOPosix
import Synchronization

/// Stands in for an emulator that answers with whatever bytes a test gives it: what the real one cannot be made to do.
struct WireServer {
    /// Where it listens.
    let port: Int
    /// How many connections it has had.
    let connections: Atomic

    final class Atomic: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func increment() { count.withLock { $0 += 1 } }
    }

    /// One connection of a caller.
    struct Connection: ~Copyable {
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

        /// The head of the next request; nil where the caller hung up.
        mutating func head() async throws -> String? {
            while true {
                let text = String(buffer: unread)
                if let end = text.firstRange(of: "\r\n\r\n") {
                    unread.moveReaderIndex(forwardBy: text[..<end.upperBound].utf8.count)
                    return String(text[..<end.lowerBound])
                }
                guard try await more() else { return nil }
            }
        }

        /// So many bytes of a body.
        mutating func body(_ length: Int) async throws -> [UInt8]? {
            while unread.readableBytes < length { guard try await more() else { return nil } }
            return unread.readBytes(length: length)
        }

        /// Waits until the caller hangs up.
        mutating func end() async {
            while (try? await more()) == true {}
        }

        func send(_ text: String) async throws { try await output.write(ByteBuffer(string: text)) }

        private mutating func more() async throws -> Bool {
            guard var next = try await input.next() else { return false }
            unread.writeBuffer(&next)
            return true
        }
    }

    /// Serves every connection with `serve`, while `body` runs.
    static func run<Value>(
        _ serve: @escaping @Sendable (inout Connection) async throws -> Void,
        _ body: (WireServer) async throws -> Value
    ) async throws -> Value {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let server = WireServer(port: listener.channel.localAddress?.port ?? 0, connections: Atomic())
        let serving = Task {
            try await withThrowingDiscardingTaskGroup { group in
                try await listener.executeThenClose { callers in
                    for try await caller in callers {
                        server.connections.increment()
                        group.addTask {
                            // What becomes of a connection shows in the test, at its other end.
                            try? await caller.executeThenClose { input, output in
                                var connection = Connection(input.makeAsyncIterator(), output)
                                try await serve(&connection)
                            }
                        }
                    }
                }
            }
        }
        do {
            let value = try await body(server)
            serving.cancel()
            _ = await serving.result
            return value
        } catch {
            serving.cancel()
            _ = await serving.result
            throw error
        }
    }
}
