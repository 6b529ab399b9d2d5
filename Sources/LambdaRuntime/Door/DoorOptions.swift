import LambdaModel

/// How the front door behaves.
public struct DoorOptions: Sendable {
    /// Whose functions are behind it, which callers who ask for nothing are told; nil tells nothing.
    var project: ProjectIdentity?
    /// The region in ARNs.
    public var region = LocalAccount.region([:])
    /// What is let through, and how long the door waits.
    public var limits = DoorLimits()

    /// The usual behaviour.
    public init() {}
}

/// What the front door lets through, and how long it waits.
public struct DoorLimits: Sendable {
    /// Bytes of an event whose caller waits: what the emulator lets through (LAMBDA facts, point 8).
    public var payload = EventBytes.limit
    /// Bytes of an event whose caller does not wait: Lambda's 1 MB.
    public var eventPayload = 1_048_576
    /// Calls without a waiting caller that may be under way.
    public var eventsInFlight = 1_000
    /// Bytes that their payloads may hold together.
    public var eventBytesInFlight = 64 << 20
    /// Connections that are kept. One more takes the place of the one that has been silent for longest.
    public var connections = 1_000
    /// Bytes of one header line.
    public var headerBytes = 32 << 10
    /// Bytes of all header lines.
    public var headersBytes = 64 << 10
    /// Header lines.
    public var headerCount = 200
    /// How long the head of a request may take, counted from its first byte; the first one's from the connection.
    public var head: Duration = .seconds(10)
    /// How long a body may pause.
    public var bodyPause: Duration = .seconds(30)
    /// How long a whole body may take, however steadily it comes.
    public var body: Duration = .seconds(20)
    /// How long a connection is kept between two requests.
    public var idle: Duration = .seconds(180)
    /// How long the rest of a refused body is still taken, so that its sender gets to see the answer.
    public var linger: Duration = .seconds(5)
    /// Bytes of such a rest.
    public var lingerBytes = 32 << 20
    /// How long running calls may go on when the door is shut.
    public var shutdown: Duration = .seconds(5)
    /// How long the door tries to open a port again that it has just closed and that is in use.
    public var reopening: Duration = .seconds(3)

    /// The usual limits.
    public init() {}
}
