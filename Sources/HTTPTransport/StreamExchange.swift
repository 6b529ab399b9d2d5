import NIOCore
import NIOHTTP1

/// The handler of one streamed request. After an upgrade it can also write to the connection.
///
/// It does not read from the connection while the reader has data left, so a slow reader slows the server down.
final class StreamExchange: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never

    private enum Phase {
        case waiting
        case reading(HTTPStream.Source)
        case ended
    }

    private var phase = Phase.waiting
    private var opened: ((Result<HTTPStream, HTTPFailure>) -> Void)?
    private var context: ChannelHandlerContext?
    private let writer = BodyWriter.requests()
    /// Whether the server has agreed to another protocol than HTTP.
    private var isUpgrade = false
    /// The answer of such a server, until the connection carries that protocol.
    private var upgraded: HTTPStream?
    /// Whether the reader has enough for now.
    private var isPaused = false
    /// Whether the channel asked to read while paused.
    private var isReadDue = false
    /// The pieces of one read that the reader has not got yet. An engine sends each line of a log as a separate piece,
    /// and a wake-up of the reader costs more than a line.
    private var pieces = ByteBuffer()

    /// Sends a request; `opened` is called once, with the head of the answer.
    func send(
        _ request: HTTPRequest, to server: HTTPServer, opened: @escaping (Result<HTTPStream, HTTPFailure>) -> Void
    ) {
        self.opened = opened
        guard let context else { return end(.closed(inAnswer: false)) }
        writer.send(request, to: server, context)
    }

    /// Ends the answer early.
    func stop(_ failure: HTTPFailure) {
        end(failure)
        context?.close(promise: nil)
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writer.sendMore(context)
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { isReadDue = true } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let piece):
            guard case .reading = phase else { return }
            if pieces.readableBytes == 0 { pieces = piece } else { pieces.writeImmutableBuffer(piece) }
        case .end: if isUpgrade { upgrade(context) } else { end(nil) }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        passOn()
        context.fireChannelReadComplete()
    }

    /// Gives the reader what has arrived.
    private func passOn() {
        guard pieces.readableBytes > 0, case .reading(let source) = phase else { return }
        if case .stopProducing = source.yield(pieces) { isPaused = true }
        pieces = ByteBuffer()
    }

    func channelInactive(context: ChannelHandlerContext) {
        // After an upgrade the close is the end of the stream.
        if isUpgrade, case .reading = phase { end(nil) }
        end(.closed(inAnswer: isReading))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(HTTPFailure(error, inAnswer: isReading))
        context.close(promise: nil)
    }

    // MARK: The answer

    private var isReading: Bool {
        if case .reading = phase { true } else { false }
    }

    private func begin(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
        guard case .waiting = phase else { return }
        isUpgrade = head.status == .switchingProtocols
        let exchange = NIOLoopBound(self, eventLoop: context.eventLoop)
        let made = HTTPStream.Parts.makeSequence(
            elementType: ByteBuffer.self, failureType: (any Error).self,
            backPressureStrategy: .init(lowWatermark: 1, highWatermark: 1), finishOnDeinit: false,
            delegate: Reader(loop: context.eventLoop, exchange: exchange))
        phase = .reading(made.source)
        let stream = HTTPStream(
            status: Int(head.status.code), headers: head.headers, parts: made.sequence, channel: context.channel,
            exchange: exchange)
        if isUpgrade { upgraded = stream } else { opened.take()?(.success(stream)) }
    }

    /// Removes the HTTP coders: from now on the connection carries plain bytes.
    private func upgrade(_ context: ChannelHandlerContext) {
        guard let stream = upgraded.take() else { return end(nil) }
        do {
            let pipeline = context.pipeline.syncOperations
            try pipeline.addHandler(RawBytes(), position: .before(self))
            let coders = [
                try pipeline.context(handlerType: HTTPRequestEncoder.self),
                try pipeline.context(handlerType: ByteToMessageHandler<HTTPResponseDecoder>.self),
            ]
            for coder in coders { pipeline.removeHandler(context: coder, promise: nil) }
            opened.take()?(.success(stream))
        } catch {
            end(.broken(error, inAnswer: false))
            context.close(promise: nil)
        }
    }

    private func end(_ failure: HTTPFailure?) {
        passOn()
        let last = phase
        phase = .ended
        upgraded = nil
        writer.stop()
        opened.take()?(.failure(failure ?? .closed(inAnswer: false)))
        guard case .reading(let source) = last else { return }
        if let failure { source.finish(failure) } else { source.finish() }
        // An upgraded connection can still be written to.
        if !isUpgrade { context?.close(promise: nil) }
    }

    fileprivate func proceed() {
        isPaused = false
        guard isReadDue else { return }
        isReadDue = false
        context?.read()
    }

    /// Callbacks of the reader, on any thread.
    struct Reader: NIOAsyncSequenceProducerDelegate {
        fileprivate let loop: any EventLoop
        fileprivate let exchange: NIOLoopBound<StreamExchange>

        func produceMore() { loop.execute { exchange.value.proceed() } }

        func didTerminate() { loop.execute { exchange.value.stop(.cancelled) } }
    }
}

/// Converts between plain bytes and the HTTP parts that the next handler expects.
private final class RawBytes: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireChannelRead(wrapInboundOut(.body(unwrapInboundIn(data))))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .body(.byteBuffer(let bytes)) = unwrapOutboundIn(data) else {
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        context.write(wrapOutboundOut(bytes), promise: promise)
    }
}
