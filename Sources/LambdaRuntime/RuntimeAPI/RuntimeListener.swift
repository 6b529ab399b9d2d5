import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The socket of one container's Runtime API.
final class RuntimeListener: Sendable {
    /// The address that the container is given, `172.17.0.1:40312`.
    let address: String
    private let channel: any Channel
    private let connections: ConnectionSet

    /// The most connections at once: a runtime has two, an extension has up to three.
    private static let mostConnections = 16 + 4 * RuntimeLimits.extensions
    /// Runtimes send an error's cause in a header, of up to 1 MiB (RUNTIME facts, point 1.5).
    private static let headerBytes = 2 << 20

    private init(_ channel: any Channel, _ address: String, _ connections: ConnectionSet) {
        (self.channel, self.address, self.connections) = (channel, address, connections)
    }

    /// Listens on a port that the kernel chooses.
    ///
    /// - Parameters:
    ///   - host: the address of this machine that the container reaches, in numbers.
    ///   - caller: the container's address; only its connections are let in. If nil, all are.
    ///   - onConnection: called when the container connects.
    static func open(
        host: String, caller: String?, for server: RuntimeAPIServer,
        onConnection: @escaping @Sendable () -> Void = {}
    ) async throws -> RuntimeListener {
        let connections = ConnectionSet()
        let channel = try await ServerBootstrap(group: CallLoop.shared.group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .withProbes()
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard caller == nil || channel.remoteAddress?.ipAddress == caller,
                        connections.add(channel, limit: mostConnections)
                    else { throw ChannelError.operationUnsupported }
                    onConnection()
                    var limits = NIOHTTPDecoderLimitConfiguration()
                    limits.maxHeaderFieldSize = headerBytes
                    limits.maxHeaderListSize = headerBytes
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: true, withErrorHandling: true, withOutboundHeaderValidation: false,
                        withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
                    try pipeline.addHandler(RuntimeConnection(server))
                }
            }
            .bind(host: host, port: 0).get()
        let address = "\(host):\(channel.localAddress?.port ?? 0)"
        return RuntimeListener(channel, address, connections)
    }

    /// Closes the socket and all connections. The container must have ended: a runtime whose request is cut off reports
    /// that as a fault.
    func close() {
        channel.close(promise: nil)
        connections.closeAll()
    }
}

/// Open connections.
private final class ConnectionSet: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// Adds a connection, unless there are too many.
    func add(_ channel: any Channel, limit: Int) -> Bool {
        let isIn = channels.withLock { channels in
            guard channels.count < limit else { return false }
            channels[ObjectIdentifier(channel)] = channel
            return true
        }
        let id = ObjectIdentifier(channel)
        channel.closeFuture.whenComplete { _ in self.channels.withLock { $0[id] = nil } }
        return isIn
    }

    func closeAll() {
        for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }
}

extension ServerBootstrap {
    /// A container that loses its network sends no reset. Its kernel answers these probes as long as the connection
    /// exists, even if its processes are paused.
    fileprivate func withProbes() -> ServerBootstrap {
        #if os(Linux)
            func option(_ name: CInt) -> ChannelOptions.Types.SocketOption {
                .tcpOption(NIOBSDSocket.Option(rawValue: name))
            }
            return childChannelOption(.socketOption(.so_keepalive), value: 1)
                .childChannelOption(option(TCP_KEEPIDLE), value: 2)
                .childChannelOption(option(TCP_KEEPINTVL), value: 1)
                .childChannelOption(option(TCP_KEEPCNT), value: 3)
        #else
            return self
        #endif
    }
}
