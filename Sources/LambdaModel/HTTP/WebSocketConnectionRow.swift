import Support

/// An open connection of a WebSocket API, as the deck lists it.
public struct WebSocketConnectionRow: Hashable, Sendable, Identifiable {
    /// Its `connectionId`.
    public var id: String
    /// The name of the API.
    public var api: String
    /// When the client connected: seconds since 1970.
    public var since: Double
    /// The client's address without the port.
    public var sourceAddress: String
    /// The client's `User-Agent`, at most 200 characters; nil if it sent none.
    public var userAgent: String?
    /// How many messages the client has sent.
    public var messagesIn = 0
    /// How many messages were sent to the client.
    public var messagesOut = 0
    /// The time of the last message in either direction, or of the connection: seconds since 1970.
    public var lastActive: Double
    /// `principalId` of the authorizer; nil if there is none.
    public var principal: String?

    /// A connection without messages.
    public init(
        id: String, api: String, since: Double, sourceAddress: String, userAgent: String?, principal: String? = nil
    ) {
        self.id = id
        self.api = api
        self.since = since
        self.sourceAddress = sourceAddress
        self.userAgent = userAgent.map { String($0.prefix(200)) }
        self.principal = principal
        lastActive = since
    }
}

extension WebSocketConnectionRow: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "id": id.wire, "api": api.wire, "since": since.wire, "source": sourceAddress.wire,
            "agent": userAgent.wire, "in": messagesIn.wire, "out": messagesOut.wire, "last": lastActive.wire,
            "principal": principal.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        id = try members["id"]
        api = try members["api"]
        since = try members["since"]
        sourceAddress = try members["source"]
        userAgent = try members["agent"]
        messagesIn = try members["in"]
        messagesOut = try members["out"]
        lastActive = try members["last"]
        principal = try members["principal"]
    }
}
