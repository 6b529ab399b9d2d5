import HTTPTransport
import NIOCore
import NIOHTTP1

/// The server side of one connection: starts a task for each request, gives it the body on demand, and sends its
/// response. ``ConnectionGuard``, in front of it, passes one request at a time.
final class ServerConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Handles a request. Returns when the response was handed over, or cannot be sent.
    typealias Respond = @Sendable (ServerExchange) -> Void

    private enum Body {
        /// The task has not asked for it: only what arrived with the head is read.
        case unread(pieces: [ByteBuffer], isWhole: Bool)
        case collecting([UInt8], limit: Int, CheckedContinuation<ServerExchange.Body, any Error>)
        /// The task does not want it, or the rest of it.
        case ignored
    }

    private let respond: Respond
    private var body = Body.ignored
    /// Why the body will stay incomplete.
    private var problem: (any Error)?
    private var isReadDue = false
    private var context: ChannelHandlerContext?
    /// The pace of the response that goes out in parts; nil if there is none.
    private var pace: StreamPace?
    private var ends: ConnectionEnds?
    private let writer = BodyWriter<HTTPServerResponsePart>(piece: { .body(.byteBuffer($0)) }, end: .end(nil))

    init(respond: @escaping Respond) { self.respond = respond }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            body = .unread(pieces: [], isWhole: false)
            let ends = self.ends ?? ConnectionEnds(context.channel)
            self.ends = ends
            respond(ServerExchange(head: head, ends: ends, channel: context.channel, connection: self))
        case .body(let piece):
            switch body {
            case .unread(var pieces, let isWhole):
                body = .ignored
                pieces.append(piece)
                body = .unread(pieces: pieces, isWhole: isWhole)
            case .collecting(let bytes, let limit, let asker): add(piece, to: bytes, limit, asker)
            case .ignored: break
            }
        case .end:
            switch body {
            case .unread(let pieces, _): body = .unread(pieces: pieces, isWhole: true)
            case .collecting(let bytes, _, let asker):
                body = .ignored
                asker.resume(returning: .whole(bytes))
            case .ignored: break
            }
        }
    }

    private func add(
        _ piece: ByteBuffer, to bytes: consuming [UInt8], _ limit: Int,
        _ asker: CheckedContinuation<ServerExchange.Body, any Error>
    ) {
        // Keep a single owner of the bytes, so that adding to them copies nothing.
        body = .ignored
        if bytes.append(piece: piece, limit: limit) {
            body = .collecting(bytes, limit: limit, asker)
        } else {
            asker.resume(returning: .tooLarge(bytes.count + piece.readableBytes))
        }
    }

    func read(context: ChannelHandlerContext) {
        if case .unread(_, isWhole: false) = body { isReadDue = true } else { context.read() }
    }

    private func readOn() {
        guard isReadDue else { return }
        isReadDue = false
        context?.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let ended = error as? ConnectionGuard.Ended { pace?.end(cutOff: ended.why) }
        fail(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ChannelError.inputClosed)
        writer.stop()
        pace?.end()
        context.fireChannelInactive()
    }

    private func fail(_ error: any Error) {
        problem = problem ?? error
        guard case .collecting(_, _, let asker) = body else { return }
        body = .ignored
        asker.resume(throwing: error)
    }

    // MARK: Requests of the task

    func collect(limit: Int, announced: Int?, _ asker: CheckedContinuation<ServerExchange.Body, any Error>) {
        guard case .unread(let pieces, let isWhole) = body, problem == nil || isWhole else {
            return asker.resume(throwing: problem ?? ChannelError.inputClosed)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(announced ?? 0, limit))
        body = .ignored
        for piece in pieces {
            guard bytes.append(piece: piece, limit: limit) else {
                return asker.resume(returning: .tooLarge(bytes.count + piece.readableBytes))
            }
        }
        guard !isWhole else { return asker.resume(returning: .whole(bytes)) }
        body = .collecting(bytes, limit: limit, asker)
        readOn()
    }

    func proceed() {
        guard let context else { return }
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    /// Sends a response. The rest of the request's body is read and dropped.
    func answer(_ head: HTTPResponseHead, _ bytes: [UInt8]) {
        body = .ignored
        guard let context else { return }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        writer.send(bytes, context)
        readOn()
    }

    /// Begins a response that is sent in parts.
    ///
    /// - Parameter pace: slows the source of the parts down while the client has enough unread.
    func begin(_ head: HTTPResponseHead, at pace: StreamPace) {
        body = .ignored
        guard let context, context.channel.isActive else { return pace.end() }
        self.pace = pace
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        keepPace(context)
        readOn()
    }

    /// Sends a part of such a response.
    func send(_ bytes: [UInt8]) {
        context?.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
    }

    /// Ends such a response.
    func finish() {
        context?.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        pace.take()?.end()
    }

    private func keepPace(_ context: ChannelHandlerContext) {
        if context.channel.isWritable { pace?.resume() } else { pace?.pause() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writer.sendMore(context)
        keepPace(context)
        context.fireChannelWritabilityChanged()
    }
}

/// One request, with the means to answer it.
struct ServerExchange: Sendable {
    /// The body of a request.
    enum Body {
        case whole([UInt8])
        /// It is larger than allowed; its bytes so far.
        case tooLarge(Int)
    }

    private(set) var head: HTTPRequestHead
    let ends: ConnectionEnds
    let channel: any Channel
    private let connection: NIOLoopBound<ServerConnection>
    private let order: OrderedLoop

    fileprivate init(
        head: HTTPRequestHead, ends: ConnectionEnds, channel: any Channel, connection: ServerConnection
    ) {
        (self.head, self.ends, self.channel) = (head, ends, channel)
        self.head.headers.trimBlanks()
        self.connection = NIOLoopBound(connection, eventLoop: channel.eventLoop)
        order = OrderedLoop(channel.eventLoop)
    }

    /// The first value of a header.
    func header(_ name: ServerHeader) -> String? { head.headers.first(name: name.rawValue) }

    /// Reads the body. Throws if the connection ends first.
    func body(limit: Int, announced: Int?) async throws -> Body {
        try await withCheckedThrowingContinuation { asker in
            onLoop { $0.collect(limit: limit, announced: announced, asker) }
        }
    }

    /// Tells the client to send the body that it holds back (100 Continue).
    func proceed() {
        // An HTTP/1.0 client does not know of it (RFC 9110, 10.1.1).
        if !isOfHTTP10 { onLoop { $0.proceed() } }
    }

    /// Whether the client may not know chunks, or interim responses.
    private var isOfHTTP10: Bool { (head.version.major, head.version.minor) < (1, 1) }

    /// Sends the response.
    func answer(_ head: HTTPResponseHead, _ body: [UInt8]) { onLoop { $0.answer(head, body) } }

    /// Begins a response that is sent in parts, whose status lets it have a body. For an HTTP/1.0 client the end of the
    /// connection ends it (RFC 9112, 6.1); for others it has chunks.
    ///
    /// - Parameter pace: slows the source of the parts down while the client has enough unread.
    func begin(_ head: HTTPResponseHead, at pace: StreamPace) {
        var head = head
        if isOfHTTP10 {
            // NIO's encoder makes chunks of a response of HTTP/1.1.
            head.version = .http1_0
            head.headers.replaceOrAdd(name: "connection", value: "close")
        } else {
            head.headers.replaceOrAdd(name: "transfer-encoding", value: "chunked")
        }
        onLoop { [head] in $0.begin(head, at: pace) }
    }

    /// Sends a part of such a response.
    func send(_ bytes: [UInt8]) { onLoop { $0.send(bytes) } }

    /// Ends such a response.
    func finish() { onLoop { $0.finish() } }

    private func onLoop(_ work: @escaping @Sendable (ServerConnection) -> Void) {
        order.run { [connection] in work(connection.value) }
    }
}

extension HTTPHeaders {
    /// Removes blanks after a value: they do not belong to it (RFC 9112, 5.1), but the parser keeps them.
    fileprivate mutating func trimBlanks() {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard contains(where: { $0.value.utf8.last.map(isBlank) ?? false }) else { return }
        self = HTTPHeaders(map { ($0.name, String($0.value.reversed().drop { $0 == " " || $0 == "\t" }.reversed())) })
    }
}
