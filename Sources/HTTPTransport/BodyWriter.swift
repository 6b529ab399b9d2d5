import NIOCore

/// Writes bodies in pieces, one body after the other, as fast as the channel takes them. Belongs to one channel
/// handler.
public final class BodyWriter<Part> {
    private let piece: (ByteBuffer) -> Part
    private let end: Part
    private var unsent: BodyPieces.Iterator?

    /// - Parameters:
    ///   - piece: makes the channel's part for a piece.
    ///   - end: the part after the last piece.
    public init(piece: @escaping (ByteBuffer) -> Part, end: Part) { (self.piece, self.end) = (piece, end) }

    /// Whether a part of a body is still unsent.
    public var isBusy: Bool { unsent != nil }

    /// Sends a body: as much as the channel takes now, and the rest with ``sendMore(_:)``.
    public func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        unsent = BodyPieces(bytes: bytes).makeIterator()
        sendMore(context)
    }

    /// To be called when the channel's writability changes.
    public func sendMore(_ context: ChannelHandlerContext) {
        // A write may make the channel unwritable, which calls this again in the middle of the loop.
        guard var pieces = unsent.take() else { return }
        while let bytes = pieces.next() {
            context.write(NIOAny(piece(bytes)), promise: nil)
            if !context.channel.isWritable {
                unsent = pieces
                return context.flush()
            }
        }
        context.writeAndFlush(NIOAny(end), promise: nil)
    }

    /// Drops the rest of a body.
    public func stop() { unsent = nil }
}
