import DequeModule
import LambdaModel
import NIOCore
import NIOHTTP1

/// One request to the Runtime API. Used only on the event loop of its connection.
final class RuntimeExchange {
    let id: ExchangeID
    /// What it asks for; nil for a request that the Runtime API does not have.
    let route: RuntimeRoute?
    let head: HTTPRequestHead
    /// The body, unless it goes to a call.
    var body = ByteBuffer()
    /// How many bytes of the body have arrived.
    var received = 0
    /// Whether all of the request has arrived.
    var isComplete = false
    /// The answer, which waits until the request is complete.
    private var answer: RuntimeReply?
    private(set) var isAnswered = false
    private weak var connection: RuntimeConnection?

    init(_ id: ExchangeID, _ route: RuntimeRoute?, _ head: HTTPRequestHead, on connection: RuntimeConnection) {
        (self.id, self.route, self.head, self.connection) = (id, route, head, connection)
    }

    /// How a runtime sends its response.
    enum Transfer {
        /// With its length.
        case whole
        /// In chunks.
        case chunked
        /// In chunks, and the runtime says that it streams.
        case streaming
    }

    /// How the body is sent.
    var transfer: Transfer {
        if header(RuntimeHeader.responseMode) == "streaming" { return .streaming }
        return header("Content-Length") == nil ? .chunked : .whole
    }

    func header(_ name: String) -> String? { head.headers.first(name: name) }

    /// Answers. A client that still sends its body would not read the answer, so it waits for the end of the body.
    func reply(_ reply: RuntimeReply) {
        guard !isAnswered else { return }
        isAnswered = true
        answer = reply
        if isComplete { completed() }
    }

    /// All of the request has arrived.
    func completed() {
        guard let answer, let connection else { return }
        connection.write(answer)
        self.answer = nil
    }

    /// Closes the connection.
    func close() {
        isAnswered = true
        connection?.close()
    }
}

/// An answer of the Runtime API.
struct RuntimeReply {
    var status = HTTPResponseStatus.accepted
    var headers: [(String, String)] = []
    var body: [UInt8]
}

/// One connection of a runtime or an extension. It writes the bytes of its answers itself, each in one piece.
final class RuntimeConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: RuntimeAPIServer
    private var context: ChannelHandlerContext?
    private var exchange: RuntimeExchange?
    /// What arrived before the current request was answered.
    private var early: Deque<HTTPServerRequestPart> = []
    private var timer: Scheduled<Void>?
    /// Whether the caller of the current response has enough for now.
    private var isPaused = false
    /// Whether the channel asked to read while paused.
    private var isReadDue = false

    init(_ server: RuntimeAPIServer) { self.server = server }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        server.connected()
        // A client that connects sends its request at once.
        waitForHead(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        server.disconnected()
        timer?.cancel()
        self.context = nil
    }

    /// The time limit for the first request of a connection, and for each part of a body.
    private static let limit = TimeAmount.seconds(60)
    /// The most parts of later requests that a client may send before it has its answer. None of AWS's clients sends any.
    private static let mostEarly = 64

    /// A response may pause for as long as its call runs.
    private func limitTime(of exchange: RuntimeExchange, _ context: ChannelHandlerContext) {
        if case .response = exchange.route { timer?.cancel() } else { waitForHead(context) }
    }

    private func waitForHead(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.limit) { [weak self] in self?.close() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard exchange?.isComplete == true || !early.isEmpty else { return take(part, context) }
        early.append(part)
        if early.count > Self.mostEarly { close() }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head):
            let next = server.exchange(for: head, on: self)
            exchange = next
            limitTime(of: next, context)
            if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
                write(Self.head(HTTPResponseStatus.continue) + "\r\n", [], context)
            }
            server.began(next)
        case .body(let bytes):
            guard let exchange else { return }
            exchange.received += bytes.readableBytes
            limitTime(of: exchange, context)
            keepPace(server.received(bytes, of: exchange), context)
        case .end(let trailers):
            guard let exchange else { return }
            exchange.isComplete = true
            timer?.cancel()
            server.ended(exchange, trailers: trailers)
            exchange.completed()
        }
    }

    // MARK: The pace of a response

    /// Stops reading if the caller of a response has enough for now. The runtime then waits in its write.
    private func keepPace(_ pace: StreamPace?, _ context: ChannelHandlerContext) {
        guard !isPaused, let pace else { return }
        let (connection, loop) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.eventLoop)
        isPaused = pace.pauses { loop.execute { connection.value.readOn() } }
    }

    private func readOn() {
        isPaused = false
        guard isReadDue else { return }
        isReadDue = false
        context?.read()
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { isReadDue = true } else { context.read() }
    }

    // MARK: The end

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        lost()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lost()
        if error is HTTPParserError {
            let end = "Content-Length: 0\r\nConnection: close\r\n\r\n"
            write(Self.head(HTTPResponseStatus.badRequest) + end, [], context)
        }
        context.close(promise: nil)
    }

    private func lost() {
        guard let exchange else { return }
        self.exchange = nil
        server.closed(exchange)
    }

    /// Writes the answer to the current request.
    fileprivate func write(_ reply: RuntimeReply) {
        guard let context, let exchange else { return }
        var head = Self.head(reply.status)
        for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
        head += "Content-Type: application/json\r\nContent-Length: \(reply.body.count)\r\n"
        let isLast = !exchange.head.isKeepAlive
        head += isLast ? "Connection: close\r\n\r\n" : "\r\n"
        self.exchange = nil
        guard isLast else {
            write(head, reply.body, context)
            while self.exchange?.isComplete != true, let part = early.popFirst() { take(part, context) }
            return
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.close() }
        write(head, reply.body, context, written)
    }

    private static func head(_ status: HTTPResponseStatus) -> String {
        "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n"
    }

    private func write(
        _ head: String, _ body: [UInt8], _ context: ChannelHandlerContext, _ written: EventLoopPromise<Void>? = nil
    ) {
        var bytes = context.channel.allocator.buffer(capacity: head.utf8.count + body.count)
        bytes.writeString(head)
        bytes.writeBytes(body)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
    }

    fileprivate func close() { context?.close(promise: nil) }
}
