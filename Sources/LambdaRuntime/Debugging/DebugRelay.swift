import DockerEngine
import LambdaModel
import NIOCore
import NIOPosix
import Synchronization

/// Listens at a loopback port and passes connections on to the debugger in a function's container. The port stays the same
/// while containers are replaced.
final class DebugRelay: Sendable {
    /// Where the debugger is.
    enum Target: Hashable, Sendable {
        /// At this address.
        case at(host: String, port: Int)
        /// Nowhere yet: the container starts.
        case later
        /// Nowhere: the function does not run.
        case none
    }

    /// What a relay needs to know.
    struct Setup: Sendable {
        let debugger: Debugger
        /// Finds the debugger, for each connection.
        let target: @Sendable () async -> Target
        /// Called with the number of attached clients when it changes, on any thread.
        let onAttached: @Sendable (Int) -> Void
        /// Called with the reason for which a connection was refused.
        let onRefusal: @Sendable (String) -> Void
        /// How long a client waits for the debugger to listen.
        var patience = Duration.seconds(15)
    }

    /// The port at which it listens.
    let port: Int
    private let channel: any Channel
    private let clients: RelayClients

    private init(_ channel: any Channel, _ port: Int, _ clients: RelayClients) {
        (self.channel, self.port, self.clients) = (channel, port, clients)
    }

    /// Listens at a port of 127.0.0.1.
    ///
    /// - Parameter port: 0 for one that the system chooses.
    /// - Throws: an `IOError` if that is not possible.
    static func open(port: Int, _ setup: Setup) async throws -> DebugRelay {
        let clients = RelayClients(setup.onAttached)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard clients.add(channel) else { throw ChannelError.operationUnsupported }
                    try channel.pipeline.syncOperations.addHandler(RelayClient(setup, clients))
                }
            }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        return DebugRelay(channel, channel.localAddress?.port ?? port, clients)
    }

    /// How many clients are attached.
    var attached: Int { clients.attached }

    /// Ends all connections. The debugger in the container lets the function go on.
    func detachAll() { clients.closeAll() }

    /// Stops listening, and ends all connections.
    func close() async {
        try? await channel.close()
        clients.closeAll()
    }
}

/// The connections of a relay.
final class RelayClients: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var attached: Set<ObjectIdentifier> = []
    }

    private let state = Mutex(State())
    private let onAttached: @Sendable (Int) -> Void

    /// A debugger has few connections.
    private static let most = 64

    init(_ onAttached: @escaping @Sendable (Int) -> Void) { self.onAttached = onAttached }

    var attached: Int { state.withLock { $0.attached.count } }

    /// Adds a connection, unless there are too many.
    func add(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isIn = state.withLock { state in
            guard state.channels.count < Self.most else { return false }
            state.channels[id] = channel
            return true
        }
        guard isIn else { return false }
        channel.closeFuture.whenComplete { _ in self.remove(id) }
        return true
    }

    /// The client of a connection is a debugger, which its target has accepted.
    func attach(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let count: Int? = state.withLock { state in
            guard state.channels[id] != nil, state.attached.insert(id).inserted else { return nil }
            return state.attached.count
        }
        if let count { onAttached(count) }
    }

    private func remove(_ id: ObjectIdentifier) {
        let count: Int? = state.withLock { state in
            state.channels[id] = nil
            return state.attached.remove(id).map { _ in state.attached.count }
        }
        if let count { onAttached(count) }
    }

    func closeAll() {
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }
}
