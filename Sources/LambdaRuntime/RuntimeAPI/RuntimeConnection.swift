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

/// One connection of a runtime or an extension.
final class RuntimeConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: RuntimeAPIServer
    private var context: ChannelHandlerContext?
    private var exchange: RuntimeExchange?
    private var timer: Scheduled<Void>?

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

    /// A response may pause for as long as its call runs.
    private func limitTime(of exchange: RuntimeExchange, _ context: ChannelHandlerContext) {
        if case .response = exchange.route { timer?.cancel() } else { waitForHead(context) }
    }

    private func waitForHead(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.limit) { [weak self] in self?.close() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let next = server.exchange(for: head, on: self)
            exchange = next
            limitTime(of: next, context)
            if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
            }
            server.began(next)
        case .body(let bytes):
            guard let exchange else { return }
            exchange.received += bytes.readableBytes
            limitTime(of: exchange, context)
            server.received(bytes, of: exchange)
        case .end(let trailers):
            guard let exchange else { return }
            exchange.isComplete = true
            timer?.cancel()
            server.ended(exchange, trailers: trailers)
            exchange.completed()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        lost()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lost()
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
        var headers = HTTPHeaders(reply.headers)
        headers.add(name: "Content-Type", value: "application/json")
        headers.add(name: "Content-Length", value: "\(reply.body.count)")
        let isLast = !exchange.head.isKeepAlive
        if isLast { headers.add(name: "Connection", value: "close") }
        self.exchange = nil
        let head = HTTPResponseHead(version: .http1_1, status: reply.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !reply.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        if isLast { written.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.close() } }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    fileprivate func close() { context?.close(promise: nil) }
}
