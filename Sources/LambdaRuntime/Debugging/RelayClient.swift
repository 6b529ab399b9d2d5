import NIOCore
import NIOPosix

/// A connection of a client to a relay. What it sends first is checked; then it gets a connection to the debugger.
final class RelayClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Nothing was passed on yet.
        case unchecked
        /// The connection to the debugger is being made.
        case connecting
        /// What the client sends goes to the debugger.
        case connected(any Channel)
        case closed
    }

    private let setup: DebugRelay.Setup
    private let clients: RelayClients
    private let opening: DebugOpening
    private var state = State.unchecked
    /// Whether all that the client sends is passed on.
    private var isAttached = false
    /// What has arrived and was not passed on.
    private var arrived = ByteBuffer()
    /// How many bytes of ``arrived`` may be passed on.
    private var checked = 0

    init(_ setup: DebugRelay.Setup, _ clients: RelayClients) {
        (self.setup, self.clients) = (setup, clients)
        opening = DebugOpening(setup.debugger)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .closed = state { return }
        var bytes = unwrapInboundIn(data)
        arrived.writeBuffer(&bytes)
        advance(context.channel)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .connected(let debugger) = state { debugger.flush() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .connected(let debugger) = state { debugger.setAutoRead(context.channel.isWritable) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .connected(let debugger) = state { debugger.close(promise: nil) }
        state = .closed
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Checks what has arrived, and passes on what may be.
    private func advance(_ channel: any Channel) {
        if isAttached { checked = arrived.readableBytes }
        while checked < arrived.readableBytes, !isAttached {
            switch opening.step(arrived.readableBytesView.dropFirst(checked)) {
            case .wait: return send(channel)
            case .refuse(let answer, let reason): return refuse(channel, answer, reason)
            case .pass(let count, let attaches):
                checked += count
                guard attaches else { continue }
                isAttached = true
                checked = arrived.readableBytes
            }
        }
        send(channel)
    }

    private func send(_ channel: any Channel) {
        guard checked > 0 else { return }
        switch state {
        case .unchecked: connect(channel)
        case .connecting, .closed: break
        case .connected(let debugger):
            guard let bytes = arrived.readSlice(length: checked) else { return }
            checked = 0
            arrived.discardReadBytes()
            if isAttached { clients.attach(channel) }
            debugger.writeAndFlush(bytes, promise: nil)
        }
    }

    private func refuse(_ channel: any Channel, _ answer: String, _ reason: String) {
        state = .closed
        arrived.clear()
        setup.onRefusal(reason)
        channel.writeAndFlush(ByteBuffer(string: answer)).whenComplete { _ in channel.close(promise: nil) }
    }

    // MARK: The debugger

    private func connect(_ channel: any Channel) {
        state = .connecting
        // A client that sends more is not read until the debugger takes it.
        channel.setAutoRead(false)
        let (setup, loop) = (setup, channel.eventLoop)
        let connected = loop.makeFutureWithTask { try await Self.connect(setup, to: channel, on: loop) }
        connected.assumeIsolated().whenComplete { result in
            guard case .connecting = self.state, case .success(let debugger) = result else {
                if case .success(let debugger) = result { debugger.close(promise: nil) }
                return channel.close(promise: nil)
            }
            self.state = .connected(debugger)
            self.advance(channel)
            channel.setAutoRead(true)
        }
    }

    /// Connects to the debugger, as soon as it listens.
    private static func connect(
        _ setup: DebugRelay.Setup, to client: any Channel, on loop: any EventLoop
    ) async throws -> any Channel {
        let end = ContinuousClock.now + setup.patience
        while client.isActive {
            switch await setup.target() {
            case .at(let host, let port):
                let bootstrap = ClientBootstrap(group: loop)
                    .connectTimeout(.seconds(2))
                    .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(RelayTarget(client))
                        }
                    }
                if let channel = try? await bootstrap.connect(host: host, port: port).get() { return channel }
            case .later: break
            case .none: throw ChannelError.connectPending
            }
            guard ContinuousClock.now < end else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ChannelError.connectPending
    }
}

/// A connection of a relay to the debugger. What the debugger sends goes to the client.
final class RelayTarget: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: any Channel

    init(_ client: any Channel) { self.client = client }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        client.write(unwrapInboundIn(data), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) { client.flush() }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        client.setAutoRead(context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        client.close(promise: nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

extension Channel {
    /// Whether bytes are read as they arrive.
    fileprivate func setAutoRead(_ isOn: Bool) { setOption(.autoRead, value: isOn).whenFailure { _ in } }
}
