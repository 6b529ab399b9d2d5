import LambdaModel

/// The version of the link and of the program at one end.
public struct LinkVersion: Hashable, Sendable {
    /// The version of the messages. Two ends with different versions cannot exchange messages, except for
    /// ``ClientHello`` and ``HostHello``, which never change.
    public var link: Int
    /// The program's version and build.
    public var program: String

    /// The messages of this source.
    public static let currentLink = 5

    /// A version.
    public init(link: Int = LinkVersion.currentLink, program: String) { (self.link, self.program) = (link, program) }
}

/// The first message of a client. Members may be added, and none changes its meaning: programs of all versions read it.
public struct ClientHello: Hashable, Sendable {
    /// The client's version.
    public var version: LinkVersion
    /// Whether the host must stop its functions and end, whatever its version is. It answers with its hello, and the
    /// connection closes when the host has ended.
    public var endsHost = false

    /// A greeting.
    public init(_ version: LinkVersion, endsHost: Bool = false) { (self.version, self.endsHost) = (version, endsHost) }
}

/// The first message of a host. Members may be added, and none changes its meaning.
public struct HostHello: Hashable, Sendable {
    /// The host's version.
    public var version: LinkVersion
    /// The host's process.
    public var process: Int32
    /// Identifies this run of the host. An earlier host of the project has another value, and its log positions are not
    /// valid here.
    public var instance: String
    /// The manifest's real path on the host's machine.
    public var manifest: String
    /// The address of the host's engine; nil if none was found.
    public var engine: String?

    /// A greeting.
    public init(version: LinkVersion, process: Int32, instance: String, manifest: String, engine: String?) {
        (self.version, self.process, self.instance) = (version, process, instance)
        (self.manifest, self.engine) = (manifest, engine)
    }
}

/// The first log lines that a client wants.
public enum LogStart: Hashable, Sendable {
    /// The lines after a position. For an empty position, all lines that the host still stores.
    case after(LogCursor)
    /// The lines that are written from now on.
    case now
}

/// What the host reports to a client from now on.
public struct Subscription: Hashable, Sendable {
    /// What the client is.
    public enum Client: String, Hashable, Sendable {
        /// A deck: the functions belong to it while it is connected.
        case deck
        /// A command.
        case command
    }

    /// What the client is.
    public var client: Client
    /// Which log lines are sent; nil for none.
    public var logs: LogStart?

    /// A subscription.
    public init(_ client: Client, logs: LogStart? = nil) { (self.client, self.logs) = (client, logs) }
}

/// What a client sends after its hello. Requests, calls and readings of logs have numbers, which the answers repeat.
public enum ClientMessage: Sendable, Equatable {
    /// A request, which is answered by `reply`.
    case request(Int, HostRequest)
    /// A call, which is answered by `outcome`. `wantsStream`: whether parts of the response are sent as they arrive.
    case call(Int, CallInput, wantsStream: Bool)
    /// A reading of logs: `logs` until it ends with `reply`.
    case logs(Int, LogSelection)
    /// The client does not wait for the answer with this number any more: a call or a reading ends, and a question is
    /// answered with the current state.
    case cancel(Int)
    /// The client has handled one delivery of this reading, so the host can send another one.
    case logsHandled(Int)
    /// Report the complete current state, and all changes from then on.
    case subscribe(Subscription)
    /// The client disconnects on purpose. If a connection ends without this message, the client was killed or its
    /// terminal was closed.
    case leave
}

/// What a host sends after its hello.
public enum HostMessage: Sendable, Equatable {
    /// The reply to a request, or the end of a reading of logs.
    case reply(Int, HostReply)
    /// News of a call.
    case news(Int, InvocationNews)
    /// The end of a call.
    case outcome(Int, CallOutcome)
    /// Entries of logs.
    case logs(Int, LogNews)
    /// Something changed.
    case update(HostUpdate)
    /// The complete current state has been sent, after a subscription.
    case current(DeckView?)
    /// The host ends, because a client or a signal requested it or because the host is idle.
    case farewell
}
