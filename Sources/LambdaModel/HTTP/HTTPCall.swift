import Support

/// The HTTP request that made a call, in short: a call through a function URL, an API or a load balancer has one.
public struct HTTPCall: Hashable, Sendable {
    /// The form of the event, and of the response.
    public var format: EventFormat
    /// The request's method: `GET`; for a WebSocket API the event's type: `CONNECT`, `MESSAGE`, `DISCONNECT`.
    public var method: String
    /// The request target without the host: `/orders?x=1`, at most 2,048 characters; for a WebSocket API the route key.
    public var target: String
    /// The name of the API; nil for a function URL.
    public var api: String?
    /// Whether the response is a stream: that of a function URL whose `invokeMode` is `RESPONSE_STREAM`.
    public var isStreamed: Bool
    /// Whether the function ran longer than the API waits, so that its client got ``GatewayError/timeout``.
    public var isTimedOut = false

    /// A request. A target that is too long is shortened.
    public init(format: EventFormat, method: String, target: String, api: String? = nil, isStreamed: Bool = false) {
        self.isStreamed = isStreamed
        self.format = format
        self.method = method
        self.target = Self.shortened(target)
        self.api = api
    }

    /// Method and target: `GET /orders?x=1`.
    public var label: String { "\(method) \(target)" }

    /// A request target of at most 2,048 characters, with `…` at its end if it was longer.
    public static func shortened(_ target: String) -> String {
        target.utf8.count > 2_048 ? target.prefix(2_047) + "…" : target
    }
}

extension HTTPCall: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "format": format.wire, "method": method.wire, "target": target.wire, "api": api.wire,
            "isStreamed": isStreamed.wire, "isTimedOut": isTimedOut.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        format = try members["format"]
        method = try members["method"]
        target = try members["target"]
        api = try members["api"]
        isStreamed = try members["isStreamed"]
        // Earlier versions do not send it.
        let isTimedOut: Bool? = try members["isTimedOut"]
        self.isTimedOut = isTimedOut ?? false
    }
}
