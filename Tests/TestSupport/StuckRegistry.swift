import NIOCore
import NIOPosix

/// An image registry from which a pull goes on until it is cancelled: it answers only whether it is a registry. If it did
/// not, the engine would give up after fifteen seconds (moby, `registry/auth.go`); it waits without limit for a manifest.
/// The answer comes from a thread that no busy test delays.
public final class StuckRegistry: Sendable {
    /// Its name in an image's: address and port.
    public let name: String
    private let listener: any Channel

    /// Listens on 127.0.0.1.
    public init() async throws {
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Answer()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        name = "127.0.0.1:\(listener.localAddress?.port ?? 0)"
    }

    /// Stops listening.
    public func close() async throws { try await listener.close() }

    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            if text.hasPrefix("GET /v2/ ") {
                let answer = ByteBuffer(
                    string: "HTTP/1.1 200 OK\r\nDocker-Distribution-Api-Version: registry/2.0\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                context.writeAndFlush(NIOAny(answer), promise: nil)
            } else if !text.hasPrefix("GET ") && !text.hasPrefix("HEAD ") {
                // A TLS handshake: the engine then tries HTTP.
                context.close(promise: nil)
            }
        }
    }
}
