import HTTPTransport
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The socket of one container's Runtime API.
final class RuntimeListener: Sendable {
    /// The address of this machine, in numbers.
    let host: String
    /// The port that the kernel chose.
    let port: Int
    /// The address that the container is given, `172.17.0.1:40312`.
    var address: String { "\(host):\(port)" }
    /// The address whose connections are let in; nil for all.
    let caller: String?
    private let channel: any Channel
    private let connections: ConnectionSet

    /// The most connections at once: a runtime has two, an extension has up to three.
    private static let mostConnections = 16 + 4 * RuntimeLimits.extensions
    /// Runtimes send an error's cause in a header, of up to 1 MiB (RUNTIME facts, point 1.5).
    private static let headerBytes = 2 << 20

    /// The last address whose connection was refused; nil if none was.
    var refusedAddress: String? { connections.refusedAddress }

    private init(_ channel: any Channel, _ host: String, caller: String?, _ connections: ConnectionSet) {
        (self.channel, self.host, self.caller, self.connections) = (channel, host, caller, connections)
        port = channel.localAddress?.port ?? 0
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
        let bootstrap = ServerBootstrap(group: CallLoop.shared.group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let address = channel.remoteAddress?.ipAddress
                    guard caller == nil || address == caller else {
                        connections.refuse(address)
                        throw ChannelError.operationUnsupported
                    }
                    guard connections.add(channel, limit: mostConnections) else {
                        throw ChannelError.operationUnsupported
                    }
                    onConnection()
                    var limits = NIOHTTPDecoderLimitConfiguration()
                    limits.maxHeaderFieldSize = headerBytes
                    limits.maxHeaderListSize = headerBytes
                    // The connection writes its answers itself: NIO's handlers for that take a part of each call.
                    let decoder = HTTPRequestDecoder(
                        leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
                        limitConfiguration: limits)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(decoder))
                    try pipeline.addHandler(RuntimeConnection(server))
                }
            }
        // The loss of a container's network must show.
        let probing = TCPProbes.options.reduce(bootstrap) { $0.childChannelOption($1.option, value: $1.value) }
        let channel = try await probing.bind(host: host, port: 0).get()
        return RuntimeListener(channel, host, caller: caller, connections)
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
    private let refused = Mutex<String?>(nil)

    var refusedAddress: String? { refused.withLock { $0 } }

    /// Notes the address of a connection that is not let in.
    func refuse(_ address: String?) { refused.withLock { $0 = address ?? $0 } }

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
