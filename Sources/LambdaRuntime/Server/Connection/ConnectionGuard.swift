import JSONText
import NIOCore
import NIOHTTP1
import Support

/// Enforces limits on one connection: closes it if the client is too slow or sends something that is not HTTP, and
/// after the last response. NIO's pipelining handler, in front of it, passes one request at a time and delays shutdown
/// until the response is written.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Reports to the following handlers that a request will stay incomplete.
    struct Ended: Error {
        let why: String
    }

    private enum Phase {
        /// Between two requests. Before the first one the time limit for a head already applies.
        case idle
        /// Bytes of a head have arrived.
        case head
        /// The head is complete, the body is not.
        case body
        /// The request is complete.
        case calling
    }

    /// The state of the response.
    private enum Answer {
        case none
        case begun
        /// It may have ended before the request.
        case ended
    }

    var wire = Wire()
    private let limits: ServerLimits
    private let registry: ConnectionRegistry
    /// The response to any request of a client that is not admitted.
    private let refusal: String?
    private var phase = Phase.idle
    private var answer = Answer.none
    private var isLast = false
    /// Whether the connection closes as soon as all that was written is sent.
    private var isEnding = false
    private var request = Request()
    /// The deadline for what the client sends next.
    private var deadline = MovingDeadline()
    private var unsent = Unsent()
    private var context: ChannelHandlerContext?

    init(limits: ServerLimits, registry: ConnectionRegistry, refusal: String?) {
        self.limits = limits
        self.registry = registry
        self.refusal = refusal
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        registry.add(context.channel)
        wait(limits.head)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelDeadlines()
        self.context = nil
        registry.remove(context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelDeadlines()
        registry.remove(context.channel)
        if phase == .body { context.fireErrorCaught(Ended(why: "the caller hung up")) }
        context.fireChannelInactive()
    }

    // MARK: Reading

    /// Called when any bytes have arrived. Returns whether to read them.
    func bytesArrived() -> Bool {
        if let refusal {
            if let context { refuse(context, .forbidden(refusal)) }
            return false
        }
        guard !isEnding else { return false }
        guard phase == .idle else { return true }
        phase = .head
        wait(limits.head)
        return true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            phase = .body
            // Ignore what follows the last response.
            guard !isLast else { return }
            request.number += 1
            answer = .none
            // NIO's parser reads nothing after a request that offers another protocol.
            if !head.isKeepAlive || head.headers.contains(name: "upgrade") { isLast = true }
            registry.note(.sending, of: context.channel)
            request.bodyEnd = .now() + TimeAmount(limits.body)
            wait(limits.bodyPause, until: request.bodyEnd)
        case .body(let bytes):
            if answer == .ended {
                request.lingered += bytes.readableBytes
                if request.lingered > limits.lingerBytes { return close(context) }
            } else {
                wait(limits.bodyPause, until: request.bodyEnd)
            }
        case .end:
            phase = .calling
            deadline.clear()
            registry.note(.calling, of: context.channel)
            if answer == .ended { finish(context) }
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The client has closed its output: it waits for the last response.
        if case ChannelEvent.inputClosed = event {
            isLast = true
            if phase == .idle { close(context) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        guard !isEnding else { return }
        // The parser also reports an error if the connection ends in the middle of a request.
        let isAtEnd = error == .invalidEOFState
        // The parser refuses what follows a request, and NIO's pipelining handler reports it before the end of the response
        // is sent. What follows the last request is ignored (RFC 9112, 9.6): the connection closes after the response.
        if answer == .begun {
            isLast = true
            if isAtEnd { phase = .calling }
            return
        }
        if isAtEnd {
            context.fireErrorCaught(Ended(why: "the caller hung up"))
            return closeWhenSent(context)
        }
        // The client still has to read why its request was refused.
        if answer == .ended, phase == .body { return }
        refuse(context, error == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest, error.words)
    }

    // MARK: Writing

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard head.status.code >= 200 else {
                context.write(data, promise: promise)
                return
            }
            answer = .begun
            // A response to an incomplete request leaves the rest on the connection; tell the client to open a new one.
            if head.headers.contains(name: "connection") || phase == .body { isLast = true }
            if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: timed(promise, context))
        case .end:
            let (written, number) = (timed(promise, context), request.number)
            written.futureResult.assumeIsolated().whenComplete { _ in
                if number == self.request.number { self.answered() }
            }
            context.writeAndFlush(data, promise: written)
        }
    }

    /// Gives the client a time limit to take a piece of a response. Each piece that it takes renews the limit, so that
    /// only a client that has stopped reading is cut off. A function that streams may pause when all pieces are taken.
    private func timed(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        let written = promise ?? context.eventLoop.makePromise()
        unsent.pieces += 1
        if unsent.pieces == 1 { waitForReader() }
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.unsent.pieces -= 1
            if self.unsent.pieces == 0 { self.unsent.deadline.clear() } else { self.waitForReader() }
        }
        return written
    }

    /// The system has the whole response, so closing the connection loses nothing.
    private func answered() {
        guard let context else { return }
        answer = .ended
        guard phase == .body else { return finish(context) }
        // The request was refused before it was complete: let the client read the reason.
        isLast = true
        wait(limits.linger)
    }

    /// Called when both the request and its response are finished.
    private func finish(_ context: ChannelHandlerContext) {
        guard !isLast else { return close(context) }
        phase = .idle
        registry.note(.idle, of: context.channel)
        wait(limits.idle)
    }

    /// Closes the connection when the client has taken all responses, and then these bytes.
    private func closeWhenSent(_ context: ChannelHandlerContext, _ bytes: ByteBuffer = ByteBuffer()) {
        guard let bottom = wire.bottom else { return close(context) }
        isEnding = true
        deadline.clear()
        let sent = timed(nil, context)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            if let context = self.context { self.close(context) }
        }
        // It does not answer a request, so the handlers in between would not let it through.
        bottom.writeAndFlush(NIOAny(bytes), promise: sent)
    }

    private func close(_ context: ChannelHandlerContext) {
        deadline.clear()
        unsent.deadline.clear()
        context.close(promise: nil)
    }

    // MARK: Time

    /// Gives the client a time limit from now.
    private func wait(_ time: Duration, until last: NIODeadline = .distantFuture) {
        guard let context else { return }
        deadline.move(to: min(.now() + TimeAmount(time), last), on: context.eventLoop) { self.signal() }
    }

    private func waitForReader() {
        guard let context else { return }
        unsent.deadline.move(to: .now() + TimeAmount(limits.bodyPause), on: context.eventLoop) { self.cutOff() }
    }

    /// Closes the connection of a client that does not read.
    private func cutOff() {
        guard let context, unsent.deadline.isOver(on: context.eventLoop, ring: { self.cutOff() }) else { return }
        let seconds = Decimals.text(limits.bodyPause.seconds, 1)
        context.fireErrorCaught(Ended(why: "the client has read nothing of the response for \(seconds) s"))
        close(context)
    }

    private func cancelDeadlines() {
        deadline.cancel()
        unsent.deadline.cancel()
    }

    private func signal() {
        guard let context, deadline.isOver(on: context.eventLoop, ring: { self.signal() }) else { return }
        switch phase {
        case .idle, .calling: close(context)
        case .head: refuse(context, .requestTimeout, "the head of the request took too long")
        case .body: refuse(context, .requestTimeout, "the body of the request took too long")
        }
    }

    private func refuse(_ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ message: String) {
        let exception = "InvalidRequestException"
        refuse(context, ServerRefusal(status: Int(status.code), exception: exception, message: message))
    }

    /// Sends an error, unless a response has begun, and closes.
    private func refuse(_ context: ChannelHandlerContext, _ refusal: ServerRefusal) {
        guard answer == .none || (answer == .ended && !isLast) else { return close(context) }
        isLast = true
        answer = .ended
        let status = HTTPResponseStatus(statusCode: refusal.status)
        let body = refusal.reply.body ?? []
        var bytes = ByteBuffer(
            string: "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\ncontent-type: application/json\r\n"
                + "x-amzn-ErrorType: \(refusal.exception)\r\ncontent-length: \(body.count)\r\n"
                + "connection: close\r\n\r\n")
        bytes.writeBytes(body)
        context.fireErrorCaught(Ended(why: refusal.message))
        closeWhenSent(context, bytes)
    }
}
