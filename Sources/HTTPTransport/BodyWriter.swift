import NIOCore

/// Sends bodies in pieces, one body after the other, as the other side takes them. Belongs to one channel handler.
public final class BodyWriter<Part> {
    private let piece: (ByteBuffer) -> Part
    private let end: Part
    private var unsent: (pieces: BodyPieces.Iterator, sent: EventLoopPromise<Void>?)?

    /// - Parameters:
    ///   - piece: what goes into the channel for a piece.
    ///   - end: what follows the last one.
    public init(piece: @escaping (ByteBuffer) -> Part, end: Part) { (self.piece, self.end) = (piece, end) }

    /// Whether some of a body is still to be sent.
    public var isBusy: Bool { unsent != nil }

    /// Sends a body; `sent` is told when the system has taken its end.
    public func send(_ bytes: [UInt8], _ context: ChannelHandlerContext, sent: EventLoopPromise<Void>? = nil) {
        unsent = (BodyPieces(bytes: bytes).makeIterator(), sent)
        sendMore(context)
    }

    /// To be called when the channel's writability changes.
    public func sendMore(_ context: ChannelHandlerContext) {
        // Writing may make the channel unwritable, and tell so, in the middle of this.
        guard let (rest, sent) = unsent.take() else { return }
        var pieces = rest
        while let bytes = pieces.next() {
            context.write(NIOAny(piece(bytes)), promise: nil)
            if !context.channel.isWritable {
                unsent = (pieces, sent)
                return context.flush()
            }
        }
        context.writeAndFlush(NIOAny(end), promise: sent)
    }

    /// Sends nothing more of a body.
    public func stop() {
        unsent.take()?.sent?.fail(ChannelError.ioOnClosedChannel)
    }
}
