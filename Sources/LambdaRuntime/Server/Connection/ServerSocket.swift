import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// One listening socket of the server, with its connections and tasks.
final class ServerSocket: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var tasks: [Int: Task<Void, Never>] = [:]
        var nextTask = 0
        /// Resumed when the last connection is closed.
        var whenEmpty: CheckedContinuation<Void, Never>?
    }

    private let responder: ServerResponder
    private let callers: IPv4Subnet?
    private let registry: ConnectionRegistry
    private let logger: Logger
    private let state = Mutex(State())

    init(responder: ServerResponder, callers: IPv4Subnet?, registry: ConnectionRegistry, logger: Logger) {
        (self.responder, self.callers, self.registry, self.logger) = (responder, callers, registry, logger)
    }

    /// Listens; from then on callers can connect.
    func listen(host: String, port: Int) async throws -> any Channel {
        let channel = try await ServerBootstrap(group: CallLoop.shared.group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A client may close its output after its request, and still gets the response.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.setUp(channel) }
            }
            .bind(host: host, port: port).get()
        try await channel.pipeline.addHandler(AcceptErrors(logger)).get()
        return channel
    }

    private func setUp(_ channel: any Channel) throws {
        let limits = responder.options.limits
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.headerBytes
        decoder.maxHeaderListSize = limits.headersBytes
        decoder.maxHeaderFieldCount = limits.headerCount
        let pipeline = channel.pipeline.syncOperations
        let watcher = ConnectionGuard(
            limits: limits, registry: registry, refusal: refusal(of: channel.remoteAddress?.ipAddress))
        try pipeline.addHandler(ByteWatch(watcher))
        try pipeline.addHandler(HTTPResponseEncoder())
        // What a client sends right after the request for a WebSocket belongs to the WebSocket.
        try pipeline.addHandler(
            ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoder)))
        try pipeline.addHandler(HTTPServerPipelineHandler())
        try pipeline.addHandler(watcher)
        try pipeline.addHandler(ServerConnection { self.start($0) })
        let id = ObjectIdentifier(channel)
        state.withLock { $0.connections[id] = channel }
        channel.closeFuture.whenComplete { _ in self.closed(id) }
    }

    /// The error for a client that is not admitted.
    private func refusal(of address: String?) -> String? {
        guard let callers, !(address.map(callers.contains) ?? false) else { return nil }
        return "callers from \(address ?? "nowhere") are refused here; allowed: \(callers)"
    }

    private func start(_ exchange: ServerExchange) {
        let number = state.withLock { state in
            state.nextTask += 1
            return state.nextTask
        }
        // It starts on the loop's thread, which is the current one, so it is recorded first.
        let task = Task(executorPreference: CallLoop.shared) {
            await self.responder.respond(exchange)
            self.state.withLock { _ = $0.tasks.removeValue(forKey: number) }
        }
        state.withLock { $0.tasks[number] = task }
    }

    private func closed(_ id: ObjectIdentifier) {
        let waiting = state.withLock { state in
            state.connections[id] = nil
            return state.connections.isEmpty ? state.whenEmpty.take() : nil
        }
        waiting?.resume()
    }

    /// Closes the idle connections at once and the others after their responses; returns when all are closed.
    func drain() async {
        for channel in connections {
            channel.eventLoop.execute { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if !state.connections.isEmpty { state.whenEmpty = continuation }
                return state.connections.isEmpty
            }
            if isEmpty { continuation.resume() }
        }
    }

    /// Cancels the tasks and closes the remaining connections.
    func stop() {
        for task in state.withLock({ Array($0.tasks.values) }) { task.cancel() }
        for channel in connections { channel.close(promise: nil) }
    }

    private var connections: [any Channel] { state.withLock { Array($0.connections.values) } }
}

/// Logs why a connection could not be accepted, such as for lack of file descriptors. NIO retries by itself.
private final class AcceptErrors: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.warning("a connection could not be accepted: \(error)")
    }
}
