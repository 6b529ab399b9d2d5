/// The life of one connection of a WebSocket API. It decides what follows from an event; its owner carries the actions out.
///
/// - A connection that `$connect` accepted has one `.disconnected`, when it has ended; any other has none.
/// - An action `.end` or `.refuse` is the last one for the client.
///
/// Frames that a client sends too early, before the answer to its handshake, wait unread on its connection.
public struct WebSocketMachine: Sendable, Hashable {
    /// What happens to a connection.
    public enum Event: Sendable, Hashable {
        /// `$connect` accepts the client.
        ///
        /// - Parameter subprotocol: `Sec-WebSocket-Protocol` of the answer.
        case accepted(subprotocol: String?)
        /// `$connect` refuses the client.
        case refused
        /// The client has sent a frame.
        case frame(SocketFrame)
        /// The client has sent what is not a frame, or not one that is allowed.
        case broken(WebSocketClosing)
        /// The client has ended the connection without a close frame.
        case clientLeft
        /// Sends a message to the client.
        case send([UInt8])
        /// Ends the connection (`DELETE @connections`).
        case delete
        /// The API ends.
        case shutDown
        /// Time has passed: ``WebSocketMachine/deadline`` may be over.
        case time
    }

    /// What to do.
    public enum Action: Sendable, Hashable {
        /// Completes the handshake.
        case open(subprotocol: String?)
        /// Answers the handshake with the refusal of `$connect`.
        case refuse
        /// Answers the handshake with 503: the API ends.
        case refuseAsUnavailable
        /// Sends a frame.
        case send(SocketFrame)
        /// Calls the route of a message.
        case message([UInt8])
        /// Ends the output when all frames are sent, so that a client sees the end although it still sends what is not
        /// read any more.
        case finish
        /// Ends the connection when all frames are sent.
        case end
        /// Calls `$disconnect`.
        case disconnected(WebSocketClosing)
    }

    /// The limits of a connection (API Gateway developer guide, quotas of WebSocket APIs).
    public struct Limits: Sendable, Hashable {
        /// The most bytes of a message.
        public var messageBytes = 128 << 10
        /// The most bytes of a frame.
        public var frameBytes = 32 << 10
        /// Seconds without a frame after which the connection ends.
        public var idleSeconds = 600.0
        /// Seconds after which the connection ends.
        public var totalSeconds = 7_200.0
        /// Seconds that a client has to answer a close frame. The service's limit is not known.
        public var closingSeconds = 5.0
        /// Seconds that a client has to answer a close frame if the API ends. `$disconnect` is called after that, while its
        /// function still serves.
        public var endingSeconds = 2.0

        /// The limits of the service.
        public init() {}
    }

    /// How far the connection is.
    public enum State: Sendable, Hashable {
        /// `$connect` runs.
        case connecting
        /// `$connect` runs, but the connection is over.
        case abandoned(WebSocketClosing)
        /// Messages pass.
        case open(Traffic)
        /// A close frame was sent; that of the client is awaited until a time.
        case closing(WebSocketClosing, until: Double)
        /// Nothing happens any more.
        case ended
    }

    /// The facts about an open connection.
    public struct Traffic: Sendable, Hashable {
        /// When the connection was accepted.
        var start: Double
        /// The time of the last frame in either direction.
        var last: Double
        /// The beginning of a message whose last frame is awaited; nil between two messages.
        var partial: [UInt8]?
    }

    /// How far the connection is.
    public private(set) var state = State.connecting
    private let limits: Limits

    /// A client that waits for the answer of `$connect`.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// The time at which to send ``Event/time``; nil if none is needed.
    public var deadline: Double? {
        switch state {
        case .connecting, .abandoned, .ended: nil
        case .open(let traffic): min(traffic.start + limits.totalSeconds, traffic.last + limits.idleSeconds)
        case .closing(_, let end): end
        }
    }

    /// Whether messages can be sent.
    public var isOpen: Bool { if case .open = state { true } else { false } }

    /// Takes an event in.
    ///
    /// - Parameter now: the time in seconds, of a clock that never goes back.
    /// - Returns: what to do, in order.
    public mutating func handle(_ event: Event, at now: Double) -> [Action] {
        switch state {
        case .connecting: return connecting(event, now)
        case .abandoned(let closing): return abandoned(event, closing)
        case .open(let traffic): return open(event, traffic, now)
        case .closing(let closing, let end): return closed(event, closing, end, now)
        case .ended: return []
        }
    }

    // MARK: Before the answer of `$connect`

    private mutating func connecting(_ event: Event, _ now: Double) -> [Action] {
        switch event {
        case .accepted(let subprotocol):
            state = .open(Traffic(start: now, last: now))
            return [.open(subprotocol: subprotocol)]
        case .refused:
            state = .ended
            return [.refuse]
        case .clientLeft, .broken:
            state = .abandoned(.broken)
            return [.end]
        case .shutDown:
            state = .abandoned(.goingAway)
            return [.refuseAsUnavailable]
        case .frame, .send, .delete, .time: return []
        }
    }

    private mutating func abandoned(_ event: Event, _ closing: WebSocketClosing) -> [Action] {
        switch event {
        case .accepted:
            state = .ended
            return [.disconnected(closing)]
        case .refused:
            state = .ended
            return []
        case .frame, .broken, .clientLeft, .send, .delete, .shutDown, .time: return []
        }
    }

    // MARK: Open

    private mutating func open(_ event: Event, _ traffic: Traffic, _ now: Double) -> [Action] {
        switch event {
        case .accepted, .refused: return []
        case .frame(let frame): return take(frame, traffic, now)
        case .broken(let closing): return fail(closing, now)
        case .clientLeft: return end(.broken)
        case .send(let bytes):
            var traffic = traffic
            traffic.last = now
            state = .open(traffic)
            return SocketFrame.message(bytes, size: limits.frameBytes).map(Action.send)
        case .delete: return close(.deleted, now)
        case .shutDown: return close(.goingAway, now, within: limits.endingSeconds)
        case .time: return deadline.map { $0 <= now } == true ? close(.goingAway, now) : []
        }
    }

    private mutating func take(_ frame: SocketFrame, _ traffic: Traffic, _ now: Double) -> [Action] {
        var traffic = traffic
        traffic.last = now
        switch frame.opcode {
        case .text:
            guard traffic.partial == nil else { return fail(.protocolError, now) }
            return add(frame, to: [], traffic, now)
        case .continuation:
            guard let partial = traffic.partial else { return fail(.protocolError, now) }
            return add(frame, to: partial, traffic, now)
        case .binary: return fail(.binary, now)
        case .ping:
            state = .open(traffic)
            return [.send(SocketFrame(.pong, frame.payload))]
        case .pong:
            state = .open(traffic)
            return []
        case .close:
            guard let closing = WebSocketClosing(payload: frame.payload) else { return fail(.protocolError, now) }
            return [.send(SocketFrame(.close, Array(frame.payload.prefix(2))))] + end(closing)
        }
    }

    /// Adds a frame to the message so far.
    private mutating func add(
        _ frame: SocketFrame, to partial: [UInt8], _ traffic: Traffic, _ now: Double
    ) -> [Action] {
        guard frame.payload.count <= limits.frameBytes, partial.count + frame.payload.count <= limits.messageBytes
        else {
            return fail(.tooLarge, now)
        }
        let message = partial + frame.payload
        var traffic = traffic
        traffic.partial = frame.isFinal ? nil : message
        state = .open(traffic)
        guard frame.isFinal else { return [] }
        guard String(validating: message, as: UTF8.self) != nil else { return fail(.notText, now) }
        return [.message(message)]
    }

    private mutating func close(
        _ closing: WebSocketClosing, _ now: Double, within seconds: Double? = nil
    ) -> [Action] {
        state = .closing(closing, until: now + (seconds ?? limits.closingSeconds))
        return [.send(SocketFrame(.close, closing.payload))]
    }

    /// Closes the connection of a client that does what is not allowed (RFC 6455, section 7.1.7).
    private mutating func fail(_ closing: WebSocketClosing, _ now: Double) -> [Action] {
        close(closing, now) + [.finish]
    }

    // MARK: The end

    private mutating func closed(
        _ event: Event, _ closing: WebSocketClosing, _ limit: Double, _ now: Double
    ) -> [Action] {
        switch event {
        case .frame(let frame): return frame.opcode == .close ? end(closing) : []
        case .clientLeft: return end(closing)
        case .time: return limit <= now ? end(closing) : []
        case .shutDown:
            state = .closing(closing, until: min(limit, now + limits.endingSeconds))
            return []
        case .accepted, .refused, .broken, .send, .delete: return []
        }
    }

    private mutating func end(_ closing: WebSocketClosing) -> [Action] {
        state = .ended
        return [.end, .disconnected(closing)]
    }
}
