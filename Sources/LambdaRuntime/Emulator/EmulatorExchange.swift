import NIOCore
import NIOHTTP1

/// One connection's end of a call: sends what it is given, and puts the answer together. A large event goes out in pieces
/// as the other side takes them.
final class EmulatorExchange: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Call
    typealias OutboundOut = HTTPClientRequestPart

    /// A call, and who waits for its answer.
    struct Call: Sendable {
        var head: HTTPRequestHead
        var body: [UInt8]
        /// Bytes of the answer at most.
        var maximum: Int
        var answer: EventLoopPromise<InvocationAnswer>
    }

    private var call: Call?
    /// What is still to be sent of the event, and who is told when all of it was.
    private var unsent: (pieces: BodyPieces.Iterator, done: EventLoopPromise<Void>?)?
    private var answer = InvocationAnswer(status: 0, body: [], keepsConnection: false)

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let call = unwrapOutboundIn(data)
        self.call = call
        context.write(wrapOutboundOut(.head(call.head)), promise: nil)
        unsent = (BodyPieces(bytes: call.body).makeIterator(), promise)
        sendMore(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        sendMore(context)
        context.fireChannelWritabilityChanged()
    }

    private func sendMore(_ context: ChannelHandlerContext) {
        // Writing may make the channel unwritable, and tell so, in the middle of this.
        guard let (rest, done) = unsent.take() else { return }
        var pieces = rest
        while let piece = pieces.next() {
            context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
            if !context.channel.isWritable {
                unsent = (pieces, done)
                return context.flush()
            }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let call else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            // Only the last word counts: what came before may be one to go on with.
            guard head.status.code >= 200 else { return }
            answer = InvocationAnswer(status: Int(head.status.code), body: [], keepsConnection: head.isKeepAlive)
            if let announced = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
                answer.body.reserveCapacity(max(0, min(announced, call.maximum)))
            }
        case .body(let piece):
            guard answer.body.append(piece: piece, limit: call.maximum) else {
                return end(context, with: .failure(EmulatorFailure.tooLarge))
            }
        case .end:
            // An answer to half of an event leaves the rest on the connection.
            if unsent != nil { answer.keepsConnection = false }
            end(context, with: .success(answer))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context, with: .failure(EmulatorFailure.closed))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, with: .failure(error))
        context.close(promise: nil)
    }

    private func end(_ context: ChannelHandlerContext, with result: Result<InvocationAnswer, any Error>) {
        call.take()?.answer.completeWith(result)
        // What is not sent by now is wanted by nobody; the answer is known before that fails.
        unsent.take()?.done?.fail(EmulatorFailure.closed)
        answer = InvocationAnswer(status: 0, body: [], keepsConnection: false)
    }
}
