import NIOCore
import NIOHTTP1
import NIOPosix

/// Opens connections, with the HTTP coders and a handler of the caller.
struct Connector {
    let loop: any EventLoop
    let settings: HTTPClientSettings

    /// A connection, and the command that carries it, if any.
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
            // A numeric address needs no lookup, which would run on another thread.
            if let address = try? SocketAddress(ipAddress: host, port: port) {
                return withProbes(bootstrap).connect(to: address).map { ($0, nil) }
            }
            return withProbes(bootstrap).connect(host: host, port: port).map { ($0, nil) }
        case .command(let command):
            do {
                let running = try RunningCommand(command)
                return bootstrap.withConnectedSocket(running.socket).map { channel in
                    // Give a command that ends by itself the time to say why.
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

    private func withProbes(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
        let bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
        guard settings.probesConnections else { return bootstrap }
        return TCPProbes.options.reduce(bootstrap) { $0.channelOption($1.option, value: $1.value) }
    }
}

/// How a client treats its connections.
public struct HTTPClientSettings: Sendable {
    /// The time limit for connecting.
    public var connectLimit: Duration
    /// Connections to one server that serve requests with whole answers; more requests wait for one.
    public var connectionsPerServer: Int
    /// How long an idle connection is kept for the next request.
    public var idleLimit: Duration
    /// Whether the kernel probes TCP connections, so that a lost network ends a request within seconds.
    public var probesConnections: Bool

    /// The defaults are 10 s, 16 connections, a minute and no probes.
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
