import Support

extension BuildStatus: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .building(let since): WireCase.wire("building", since.wire)
        case .succeeded(let time, let seconds): WireCase.wire("succeeded", time.wire, seconds.wire)
        case .failed(let failure): WireCase.wire("failed", failure.wire)
        case .watching(let since): WireCase.wire("watching", since.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "building": self = .building(since: try next.next())
        case "succeeded": self = .succeeded(at: try next.next(), seconds: try next.next())
        case "failed": self = .failed(try next.next())
        case "watching": self = .watching(since: try next.next())
        default: throw next.unknown
        }
    }
}

extension BuildFailure: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map(["time": time.wire, "seconds": seconds.wire, "reason": reason.wire, "lastLines": lastLines.wire])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        time = try members["time"]
        seconds = try members["seconds"]
        reason = try members["reason"]
        lastLines = try members["lastLines"]
    }
}

extension BuildSettings.Mode: WireCodable {}

extension BuildInfo: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map(["command": command.wire, "directory": directory.wire, "mode": mode.wire])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        command = try members["command"]
        directory = try members["directory"]
        mode = try members["mode"]
    }
}

extension DebugSettings: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map(["waits": waits.wire, "port": port.wire, "restartsOnSave": restartsOnSave.wire])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        waits = try members["waits"]
        port = try members["port"]
        restartsOnSave = try members["restartsOnSave"]
    }
}

extension DebugStatus: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue { .map(["port": port.wire, "isAttached": isAttached.wire]) }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        port = try members["port"]
        isAttached = try members["isAttached"]
    }
}

extension DebugAttachment: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "function": function.wire, "debugger": debugger.wire, "port": port.wire, "waits": waits.wire,
            "entry": entry.wire, "command": command.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        self.init(
            function: try members["function"], debugger: try members["debugger"], port: try members["port"],
            waits: try members["waits"], entry: try members["entry"], command: try members["command"])
    }
}
