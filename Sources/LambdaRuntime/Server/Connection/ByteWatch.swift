import NIOCore

/// Sees the first bytes of a request, long before the parser has a complete head, and the end of the input, which NIO's
/// pipelining handler may hold back.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let watcher: ConnectionGuard

    init(_ watcher: ConnectionGuard) { self.watcher = watcher }

    func handlerAdded(context: ChannelHandlerContext) { watcher.wire.bottom = context }

    func handlerRemoved(context: ChannelHandlerContext) { watcher.wire.bottom = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if watcher.bytesArrived() { context.fireChannelRead(data) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { watcher.wire.isInputClosed = true }
        context.fireUserInboundEventTriggered(event)
    }
}
