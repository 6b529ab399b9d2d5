import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Makes connections, with the HTTP handlers and one of ours behind them.
struct Connector {
    let loop: any EventLoop
    let settings: HTTPClientSettings

    /// A connection, and the command that makes it, where one does.
    typealias Made = (channel: any Channel, command: RunningCommand?)

    func connect(
        to server: HTTPServer, _ makeHandler: @escaping @Sendable () -> any ChannelHandler
    ) -> EventLoopFuture<Made> {
        let bootstrap = bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(HTTPRequestEncoder())
                try pipeline.addHandler(
                    ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)))
                try pipeline.addHandler(makeHandler())
            }
        }
        switch server.address {
        case .unix(let path):
            return bootstrap.connect(unixDomainSocketPath: path).map { ($0, nil) }
        case .tcp(let host, let port):
            // Names are looked up on another thread, which an address in numbers does not need.
            if let address = try? SocketAddress(ipAddress: host, port: port) {
                return withProbes(bootstrap).connect(to: address).map { ($0, nil) }
            }
            return withProbes(bootstrap).connect(host: host, port: port).map { ($0, nil) }
        case .command(let command):
            do {
                let running = try RunningCommand(command)
                return bootstrap.withConnectedSocket(running.socket).map { channel in
                    // Where it ends by itself, it first says why.
                    channel.closeFuture.whenComplete { _ in
                        channel.eventLoop.scheduleTask(in: .seconds(2)) { running.stop() }
                    }
                    return (channel, running)
                }
            } catch {
                return loop.makeFailedFuture(error)
            }
        }
    }

    private var bootstrap: ClientBootstrap {
        ClientBootstrap(group: loop).connectTimeout(TimeAmount(settings.connectLimit))
    }

    /// A peer that is taken off its network resets nothing, and a request would wait for its whole limit. A kernel answers
    /// these probes for any process that has the connection, even a paused one.
    private func withProbes(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
        let bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
        #if os(Linux)
            guard settings.probesConnections else { return bootstrap }
            func option(_ name: CInt) -> ChannelOptions.Types.SocketOption {
                .tcpOption(NIOBSDSocket.Option(rawValue: name))
            }
            return
                bootstrap
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(option(TCP_KEEPIDLE), value: 2)
                .channelOption(option(TCP_KEEPINTVL), value: 1)
                .channelOption(option(TCP_KEEPCNT), value: 3)
        #else
            return bootstrap
        #endif
    }
}

/// How a client treats its connections.
public struct HTTPClientSettings: Sendable {
    /// How long a connection may take to be made.
    public var connectLimit: Duration
    /// Connections to one server that serve requests with whole answers; more requests wait for one.
    public var connectionsPerServer: Int
    /// How long a connection is kept for the next request.
    public var idleLimit: Duration
    /// Whether the kernel probes TCP connections, so that a lost network ends a request within seconds.
    public var probesConnections: Bool

    /// 10 s, 16 connections, a minute and no probes unless told.
    public init(
        connectLimit: Duration = .seconds(10), connectionsPerServer: Int = 16, idleLimit: Duration = .seconds(60),
        probesConnections: Bool = false
    ) {
        self.connectLimit = connectLimit
        self.connectionsPerServer = connectionsPerServer
        self.idleLimit = idleLimit
        self.probesConnections = probesConnections
    }
}
