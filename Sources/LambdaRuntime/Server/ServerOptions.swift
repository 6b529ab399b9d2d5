import LambdaModel

/// Options of the server.
public struct ServerOptions: Sendable {
    /// The project, for the identity header of a function's port; nil for no header.
    var project: ProjectIdentity?
    /// The region in ARNs.
    public var region = LocalAccount.region([:])
    /// Limits on sizes and times.
    public var limits = ServerLimits()

    /// The defaults.
    public init() {}
}

/// The server's limits on sizes and times.
public struct ServerLimits: Sendable {
    /// Bytes of an event whose caller waits: the emulator's limit (LAMBDA facts, point 8).
    public var payload = EventBytes.limit
    /// Bytes of an event whose caller does not wait: Lambda's 1 MB.
    public var eventPayload = 1_048_576
    /// Calls in progress without a waiting caller.
    public var eventsInFlight = 1_000
    /// Bytes that their payloads may have together.
    public var eventBytesInFlight = 64 << 20
    /// Open connections. One more replaces the one that has been silent for longest.
    public var connections = 1_000
    /// Bytes of one header line.
    public var headerBytes = 32 << 10
    /// Bytes of all header lines.
    public var headersBytes = 64 << 10
    /// Header lines.
    public var headerCount = 200
    /// The time limit for the head of a request, counted from its first byte, or from the connection for the first one.
    public var head: Duration = .seconds(10)
    /// How long the body of a request may pause, and how long a client may read nothing of a response.
    public var bodyPause: Duration = .seconds(30)
    /// How long a whole body may take, however steadily it arrives.
    public var body: Duration = .seconds(20)
    /// How long an idle connection is kept open.
    public var idle: Duration = .seconds(180)
    /// How long the rest of a refused body is still read, so that the client sees the response.
    public var linger: Duration = .seconds(5)
    /// The most bytes of such a rest.
    public var lingerBytes = 32 << 20
    /// How long an HTTP API waits for an authorizer (API Gateway quotas, "Timeout for Lambda authorizer response").
    public var authorizer: Duration = .seconds(10)
    /// How long running calls may continue after shutdown begins.
    public var shutdown: Duration = .seconds(5)
    /// How long the server retries to open a port that it has just closed and that is in use.
    public var reopening: Duration = .seconds(3)

    /// The defaults.
    public init() {}
}
