import NIOCore
import NIOHTTP1
import NIOWebSocket
import Support

/// Makes a WebSocket of a channel whose HTTP request asked for it.
enum WebSocketSwitch {
    /// Answers the request, and replaces the handlers of HTTP by those of frames in front of `connection`, the last one.
    ///
    /// What the client has sent too early is in the decoder of HTTP, which stops at such a request. When it is removed, it
    /// passes those bytes on, so the decoder of frames must be there before, and nothing else between them.
    static func upgrade(
        _ context: ChannelHandlerContext, _ connection: WebSocketConnection, key: String, subprotocol: String?,
        frameBytes: Int
    ) throws {
        let pipeline = context.pipeline.syncOperations
        let requests = try pipeline.context(handlerType: HTTPServerPipelineHandler.self)
        // From here on, so that a shutdown does not add `Connection: close`.
        requests.writeAndFlush(NIOAny(HTTPServerResponsePart.head(head(key, subprotocol))), promise: nil)
        for handler in [
            try pipeline.context(handlerType: ServerConnection.self),
            try pipeline.context(handlerType: ConnectionGuard.self), requests,
        ] {
            pipeline.removeHandler(context: handler, promise: nil)
        }
        try pipeline.addHandlers(
            [WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: frameBytes))],
            position: .before(connection))
        for handler in [
            try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self),
            try pipeline.context(handlerType: HTTPResponseEncoder.self),
            try pipeline.context(handlerType: ByteWatch.self),
        ] {
            pipeline.removeHandler(context: handler, promise: nil)
        }
    }

    private static func head(_ key: String, _ subprotocol: String?) -> HTTPResponseHead {
        var headers = HTTPHeaders([
            ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept(key)),
        ])
        if let subprotocol { headers.add(name: "Sec-WebSocket-Protocol", value: subprotocol) }
        return HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
    }

    /// `Sec-WebSocket-Accept` (RFC 6455, section 4.2.2).
    static func accept(_ key: String) -> String {
        Base64Text.encoded(SHA1.digest(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
    }
}

extension ServerConnection: RemovableChannelHandler {}
extension ConnectionGuard: RemovableChannelHandler {}
extension ByteWatch: RemovableChannelHandler {}
