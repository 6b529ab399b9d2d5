import Foundation
import Gateway
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// One connection of a WebSocket API, from its handshake on: the last handler of its channel. Carries out what
/// ``WebSocketMachine`` decides.
final class WebSocketConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = Never
    typealias OutboundOut = WebSocketFrame

    let client: Client
    let connections: WebSocketConnections
    let loop: any EventLoop
    private var machine: WebSocketMachine
    private let output: FrameOutput
    private var deadline = MovingDeadline()
    /// The answer of `$connect`, and the request that waits for it; nil before and after.
    private var handshake:
        (answer: WebSocketAnswer?, opening: CheckedContinuation<WebSocketConnections.Opening, Never>)?
    private var lane = MessageLane()
    private var isReadDue = false

    /// The most bytes that wait for a client that does not read.
    private static let mostUnsent = 1 << 20

    init(_ client: Client, of connections: WebSocketConnections, loop: any EventLoop) {
        (self.client, self.connections, self.loop) = (client, connections, loop)
        machine = WebSocketMachine(limits: connections.limits)
        output = FrameOutput(loop: loop, limit: connections.limits.closingSeconds)
    }

    func handlerAdded(context: ChannelHandlerContext) { output.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        output.context = nil
        deadline.cancel()
    }

    /// Nil after the handler has left its channel.
    private var context: ChannelHandlerContext? { output.context }

    // MARK: The machine

    private func handle(_ event: WebSocketMachine.Event) {
        for action in machine.handle(event, at: Self.now) { perform(action) }
        guard context != nil, let end = machine.deadline else { return deadline.clear() }
        deadline.move(to: .uptimeNanoseconds(UInt64(end * 1e9)), on: loop) { self.ring() }
    }

    private func ring() {
        guard context != nil, deadline.isOver(on: loop, ring: { self.ring() }) else { return }
        handle(.time)
    }

    /// Seconds of the clock of NIO's deadlines.
    private static var now: Double { Double(NIODeadline.now().uptimeNanoseconds) * 1e-9 }

    private func perform(_ action: WebSocketMachine.Action) {
        switch action {
        case .open(let subprotocol): open(subprotocol)
        case .refuse: refuse()
        case .refuseAsUnavailable:
            resume(.refused(WebSocketAnswer.unavailable, problem: Self.ending))
            leave()
        case .send(let frame): output.send(frame)
        case .message(let bytes): take(bytes)
        case .finish: output.end(.output)
        case .end:
            resume(.left)
            output.end(.all)
        case .disconnected(let closing): disconnected(closing)
        }
    }

    // MARK: The handshake

    private static let ending = "the API ends"

    /// Calls `$connect`. Without a route every client is accepted.
    func connect(_ route: APIRoute?, _ opening: CheckedContinuation<WebSocketConnections.Opening, Never>) {
        handshake = (nil, opening)
        // The client may have left before, or the API may have ended.
        guard context?.channel.isActive == true, !isInputClosed, machine.state == .connecting else {
            handle(.clientLeft)
            resume(.refused(WebSocketAnswer.unavailable, problem: Self.ending))
            return connections.ended(client.id)
        }
        guard let route else { return answered(.accept(subprotocol: nil)) }
        let event = WebSocketEvent.connect(client.session)
        call(.connect, route, event) { connection, outcome in
            let answer = WebSocketAnswer.connect(outcome)
            if case .responded = outcome, case .refuse(_, let problem?) = answer { connection.report(problem, route) }
            connection.answered(answer)
        }
    }

    /// Whether the client has closed its output, also if the handlers of HTTP have not passed that on.
    private var isInputClosed: Bool {
        (try? context?.pipeline.syncOperations.handler(type: ConnectionGuard.self))?.wire.isInputClosed ?? false
    }

    private func answered(_ answer: WebSocketAnswer) {
        handshake?.answer = answer
        switch answer {
        case .accept(let subprotocol): handle(.accepted(subprotocol: subprotocol))
        case .refuse:
            handle(.refused)
            connections.ended(client.id)
        }
    }

    private func open(_ subprotocol: String?) {
        guard let context else { return }
        // Before the client sees the answer, and has its id used.
        connections.opened(client.id)
        let hasLeft = isInputClosed
        do {
            try WebSocketSwitch.upgrade(
                context, self, key: client.key, subprotocol: subprotocol, frameBytes: connections.limits.frameBytes)
            resume(.opened)
            // After the frames that the client sent too early, which the decoder passes on later.
            if hasLeft { loop.assumeIsolated().execute { self.handle(.clientLeft) } }
        } catch {
            // The handlers of HTTP are gone: the channel has ended.
            context.close(promise: nil)
        }
    }

    private func refuse() {
        if case .refuse(let response, let problem)? = handshake?.answer {
            resume(.refused(response, problem: problem))
        }
        leave()
    }

    private func resume(_ opening: WebSocketConnections.Opening) {
        handshake?.opening.resume(returning: opening)
        handshake = nil
    }

    /// Leaves the channel to the handlers of HTTP.
    private func leave() {
        guard let context else { return }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// Leaves a channel before `$connect`.
    func withdraw() { leave() }

    // MARK: From the client

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        // A client masks all frames (RFC 6455, section 5.1); no extension was agreed on that uses the other bits.
        guard let opcode = SocketFrame.Opcode(rawValue: UInt8(webSocketOpcode: frame.opcode)), frame.maskKey != nil,
            !frame.rsv1, !frame.rsv2, !frame.rsv3
        else { return handle(.broken(.protocolError)) }
        handle(.frame(SocketFrame(opcode, Array(buffer: frame.unmaskedData), isFinal: frame.fin)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: handle(.clientLeft)
        // Not at once: the handlers may just be replaced.
        case is ChannelShouldQuiesceEvent: loop.assumeIsolated().execute { self.handle(.shutDown) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: handle(.broken(.tooLarge))
        case is NIOWebSocketError: handle(.broken(.protocolError))
        // What follows a frame that is not allowed is not read.
        case is ByteToMessageDecoderError: break
        default: handle(.clientLeft)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        handle(.clientLeft)
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        if lane.isFull || !context.channel.isWritable { isReadDue = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        readOn()
        context.fireChannelWritabilityChanged()
    }

    private func readOn() {
        guard isReadDue, let context, !lane.isFull, context.channel.isWritable else { return }
        isReadDue = false
        context.read()
    }

    // MARK: Messages

    private func take(_ message: [UInt8]) {
        let time = Date().timeIntervalSince1970
        connections.passed(client.id, isFromClient: true, at: time)
        lane.add(.message(message, at: time))
        beginNext()
    }

    /// Begins what may begin now.
    private func beginNext() {
        while let item = lane.next() {
            switch item {
            case .message(let message, let time): begin(message, at: time)
            case .disconnect(let route, let event): call(.disconnect, route, event) { _, _ in }
            }
        }
    }

    /// Calls the route of a message.
    private func begin(_ message: [UInt8], at time: Double) {
        let requestID = GatewayID.make()
        guard let route = connections.routes.route(for: message) else {
            lane.ended()
            return reply(WebSocketAnswer.noRoute(connectionID: client.id, requestID: requestID))
        }
        let event = WebSocketEvent.message(
            client.session, route: route.key, body: message, messageID: GatewayID.make(), requestID: requestID,
            at: time)
        call(.message, route, event) { connection, outcome in
            connection.lane.ended()
            let reply = WebSocketAnswer.message(
                outcome, hasRouteResponse: route.hasRouteResponse, most: connection.connections.limits.messageBytes,
                connectionID: connection.client.id, requestID: requestID)
            if let problem = reply.problem { connection.report(problem.description, route) }
            if let message = reply.message { connection.reply(message) }
            connection.beginNext()
            connection.readOn()
        }
    }

    /// Drops the messages that wait, because calls are cut off.
    func dropWaitingMessages() { lane.dropMessages() }

    // MARK: To the client

    /// Sends a message for the Management API.
    func post(_ message: [UInt8]) -> WebResponse {
        guard machine.isOpen else { return ManagementRequest.gone }
        guard output.unsent + message.count <= Self.mostUnsent else { return ManagementRequest.fullBuffer }
        reply(message)
        return ManagementRequest.sent
    }

    /// Ends the connection for the Management API.
    func delete() -> WebResponse {
        guard machine.isOpen else { return ManagementRequest.gone }
        handle(.delete)
        return ManagementRequest.deleted
    }

    private func reply(_ message: [UInt8]) {
        guard machine.isOpen else { return }
        connections.passed(client.id, isFromClient: false, at: Date().timeIntervalSince1970)
        handle(.send(message))
    }

    // MARK: The end

    /// Ends the connection because the API ends.
    func shutDown() { handle(.shutDown) }

    /// Ends the connection without a close frame.
    func cutOff() {
        context?.close(promise: nil)
        handle(.clientLeft)
    }

    private func disconnected(_ closing: WebSocketClosing) {
        // The call is recorded before the connection is removed: a shutdown waits for one of them. If messages wait, the call
        // follows them, and the shutdown waits for the calls of those that run.
        if let route = connections.routes.disconnect {
            let event = WebSocketEvent.disconnect(
                client.session, closing, requestID: GatewayID.make(), at: Date().timeIntervalSince1970)
            lane.add(.disconnect(route, event))
            beginNext()
        }
        connections.ended(client.id)
    }
}
