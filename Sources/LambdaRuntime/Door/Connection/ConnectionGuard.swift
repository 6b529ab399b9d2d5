import JSONText
import NIOCore
import NIOHTTP1

/// Watches over one connection: ends it when its client is too slow or says what is no HTTP, closes it behind an answer
/// that is the last. NIO's own handler before it lets one request through at a time, and waits with a shutdown for an answer
/// that is on its way.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Tells those behind that a request will not be whole.
    struct Ended: Error {
        let why: String
    }

    private enum Phase {
        /// Between two requests; before the first one the time for a head runs already.
        case idle
        /// Bytes of a head have come.
        case head
        /// The head is there, the end of the body is not.
        case body
        /// The request is whole.
        case calling
    }

    private let limits: DoorLimits
    private let registry: ConnectionRegistry
    /// What the client is told, whatever it asks, because it is not let in.
    private let refusal: String?
    private var phase = Phase.idle
    /// Whether the answer to the request has begun, or has ended before the request.
    private var answer = Answer.none
    private var isLast = false
    /// How many requests have begun. One that the client sent early begins before it is known that the answer before it was
    /// written.
    private var begun = 0
    private var lingered = 0
    private var deadline: NIODeadline?
    /// When the whole body must be there.
    private var bodyEnd = NIODeadline.distantFuture
    private var timer: (ring: Scheduled<Void>, at: NIODeadline)?
    private var context: ChannelHandlerContext?
    /// Where bytes go out as they are.
    fileprivate var bottom: ChannelHandlerContext?

    private enum Answer {
        case none
        case begun
        case ended
    }

    init(limits: DoorLimits, registry: ConnectionRegistry, refusal: String?) {
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
        timer?.ring.cancel()
        self.context = nil
        registry.remove(context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.ring.cancel()
        registry.remove(context.channel)
        if phase == .body { context.fireErrorCaught(Ended(why: "the caller hung up")) }
        context.fireChannelInactive()
    }

    // MARK: What comes in

    /// Bytes have come, of whatever kind. Returns whether they are to be read.
    func bytesCame() -> Bool {
        if let refusal {
            if let context { refuse(context, .forbidden(refusal)) }
            return false
        }
        guard phase == .idle else { return true }
        phase = .head
        wait(limits.head)
        return true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            phase = .body
            // What follows an answer that was the last is nobody's.
            guard !isLast else { return }
            begun += 1
            answer = .none
            if !head.isKeepAlive { isLast = true }
            registry.note(.sending, of: context.channel)
            bodyEnd = .now() + TimeAmount(limits.body)
            wait(limits.bodyPause, until: bodyEnd)
        case .body(let bytes):
            if answer == .ended {
                lingered += bytes.readableBytes
                if lingered > limits.lingerBytes { return close(context) }
            } else {
                wait(limits.bodyPause, until: bodyEnd)
            }
        case .end:
            phase = .calling
            deadline = nil
            registry.note(.calling, of: context.channel)
            if answer == .ended { finish(context) }
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The client has sent all: what it waits for is the last answer.
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
        // The end of a connection in the middle of a request is an error of the parser too.
        if error == .invalidEOFState {
            context.fireErrorCaught(Ended(why: "the caller hung up"))
            return close(context)
        }
        let isTooLong = error == .headerOverflow
        refuse(
            context, isTooLong ? .requestHeaderFieldsTooLarge : .badRequest,
            isTooLong ? "the head of the request is too large" : "this is not an HTTP request: \(error)")
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard head.status.code >= 200 else {
                context.write(data, promise: promise)
                return
            }
            answer = .begun
            // Whoever does not read it is not waited for.
            wait(limits.bodyPause)
            // An answer to half of a request leaves the rest on the connection; the client must know before it asks again.
            if head.headers.contains(name: "connection") || phase == .body { isLast = true }
            if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let (written, request) = (promise ?? context.eventLoop.makePromise(), begun)
            written.futureResult.assumeIsolated().whenComplete { _ in
                if request == self.begun { self.answered() }
            }
            context.writeAndFlush(data, promise: written)
        }
    }

    /// The answer is with the system: nothing of it is lost when the connection is closed now.
    private func answered() {
        guard let context else { return }
        answer = .ended
        guard phase == .body else { return finish(context) }
        // The request was refused before it was whole: its sender must be let to read why.
        isLast = true
        wait(limits.linger)
    }

    /// Both the request and its answer are over.
    private func finish(_ context: ChannelHandlerContext) {
        guard !isLast else { return close(context) }
        phase = .idle
        registry.note(.idle, of: context.channel)
        wait(limits.idle)
    }

    private func close(_ context: ChannelHandlerContext) {
        deadline = nil
        context.close(promise: nil)
    }

    // MARK: Time

    /// Gives the client so long from now. One timer serves all: it looks when it rings whether it is time, and is set again
    /// only where it would ring too late.
    private func wait(_ time: Duration, until last: NIODeadline = .distantFuture) {
        let end = min(NIODeadline.now() + TimeAmount(time), last)
        deadline = end
        if let timer, timer.at <= end { return }
        schedule(end)
    }

    private func schedule(_ end: NIODeadline) {
        guard let context else { return }
        timer?.ring.cancel()
        timer = (context.eventLoop.assumeIsolated().scheduleTask(deadline: end) { self.ring() }, end)
    }

    private func ring() {
        timer = nil
        guard let deadline, let context else { return }
        guard deadline <= .now() else { return schedule(deadline) }
        switch phase {
        case .idle, .calling: close(context)
        case .head: refuse(context, .requestTimeout, "the head of the request took too long")
        case .body: refuse(context, .requestTimeout, "the body of the request took too long")
        }
    }

    private func refuse(_ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ words: String) {
        let exception = "InvalidRequestException"
        refuse(context, DoorRefusal(status: Int(status.code), exception: exception, message: words))
    }

    /// Says what is wrong, unless an answer has begun, and closes.
    private func refuse(_ context: ChannelHandlerContext, _ refusal: DoorRefusal) {
        guard answer != .begun, !isLast else { return close(context) }
        isLast = true
        answer = .ended
        let status = HTTPResponseStatus(statusCode: refusal.status)
        let body = refusal.reply.body ?? []
        var bytes = ByteBuffer(
            string: "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\ncontent-type: application/json\r\n"
                + "x-amzn-ErrorType: \(refusal.exception)\r\ncontent-length: \(body.count)\r\n"
                + "connection: close\r\n\r\n")
        bytes.writeBytes(body)
        // It answers no request, and what lies between would let nothing else through.
        bottom?.writeAndFlush(NIOAny(bytes), promise: nil)
        context.fireErrorCaught(Ended(why: refusal.message))
        close(context)
    }
}

/// Sees the first bytes of a request, long before the parser has a whole head.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let watcher: ConnectionGuard

    init(_ watcher: ConnectionGuard) { self.watcher = watcher }

    func handlerAdded(context: ChannelHandlerContext) { watcher.bottom = context }

    func handlerRemoved(context: ChannelHandlerContext) { watcher.bottom = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if watcher.bytesCame() { context.fireChannelRead(data) }
    }
}
