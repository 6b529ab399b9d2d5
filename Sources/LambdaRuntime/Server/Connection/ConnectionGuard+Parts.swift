import NIOCore

extension ConnectionGuard {
    /// How far a request is.
    struct Request {
        /// How many have begun. One that the client sent early begins before the previous response is known to be written.
        var number = 0
        /// Bytes of a refused body that were read.
        var lingered = 0
        /// The deadline for the whole body.
        var bodyEnd = NIODeadline.distantFuture
    }

    /// What the client has not taken.
    struct Unsent {
        /// Pieces of responses.
        var pieces = 0
        /// The deadline for the next of them.
        var deadline = MovingDeadline()
    }

    /// What ``ByteWatch``, below the HTTP coders, knows.
    struct Wire {
        /// Its context, for sending raw bytes.
        var bottom: ChannelHandlerContext?
        /// Whether the client has closed its output. Handlers that are added later get no event for it.
        var isInputClosed = false
    }
}
