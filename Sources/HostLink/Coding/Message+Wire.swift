import LambdaModel
import Support

extension LinkVersion: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "link": link.wire, "program": program.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        link = try members["link"]
        program = try members["program"]
    }
}

extension ClientHello: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "version": version.wire, "endsHost": endsHost.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        version = try members["version"]
        endsHost = try members["endsHost"]
    }
}

extension HostHello: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "version": version.wire, "process": process.wire, "instance": instance.wire, "manifest": manifest.wire,
            "engine": engine.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        version = try members["version"]
        process = try members["process"]
        instance = try members["instance"]
        manifest = try members["manifest"]
        engine = try members["engine"]
    }
}

extension Subscription.Client: WireCodable {}

extension Subscription: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "client": client.wire, "logs": logs.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        client = try members["client"]
        logs = try members["logs"]
    }
}

extension LogStart: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .after(let value0): WireCase.wire("after", value0.wire)
        case .now: WireCase.wire("now")
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "after": self = .after(try next.next())
        case "now": self = .now
        default: throw next.unknown
        }
    }
}

extension ClientMessage: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .request(let value0, let value1): WireCase.wire("request", value0.wire, value1.wire)
        case .call(let value0, let value1, let wantsStream):
            WireCase.wire("call", value0.wire, value1.wire, wantsStream.wire)
        case .logs(let value0, let value1): WireCase.wire("logs", value0.wire, value1.wire)
        case .cancel(let value0): WireCase.wire("cancel", value0.wire)
        case .logsHandled(let value0): WireCase.wire("logsHandled", value0.wire)
        case .subscribe(let value0): WireCase.wire("subscribe", value0.wire)
        case .leave: WireCase.wire("leave")
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "request": self = .request(try next.next(), try next.next())
        case "call": self = .call(try next.next(), try next.next(), wantsStream: try next.next())
        case "logs": self = .logs(try next.next(), try next.next())
        case "cancel": self = .cancel(try next.next())
        case "logsHandled": self = .logsHandled(try next.next())
        case "subscribe": self = .subscribe(try next.next())
        case "leave": self = .leave
        default: throw next.unknown
        }
    }
}

extension HostMessage: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .reply(let value0, let value1): WireCase.wire("reply", value0.wire, value1.wire)
        case .news(let value0, let value1): WireCase.wire("news", value0.wire, value1.wire)
        case .outcome(let value0, let value1): WireCase.wire("outcome", value0.wire, value1.wire)
        case .logs(let value0, let value1): WireCase.wire("logs", value0.wire, value1.wire)
        case .update(let value0): WireCase.wire("update", value0.wire)
        case .current(let value0): WireCase.wire("current", value0.wire)
        case .farewell: WireCase.wire("farewell")
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "reply": self = .reply(try next.next(), try next.next())
        case "news": self = .news(try next.next(), try next.next())
        case "outcome": self = .outcome(try next.next(), try next.next())
        case "logs": self = .logs(try next.next(), try next.next())
        case "update": self = .update(try next.next())
        case "current": self = .current(try next.next())
        case "farewell": self = .farewell
        default: throw next.unknown
        }
    }
}
