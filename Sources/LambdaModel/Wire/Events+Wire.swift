import Support

extension EventListing: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "events": events.wire, "folder": folder.wire, "problem": problem.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        events = try members["events"]
        folder = try members["folder"]
        problem = try members["problem"]
    }
}

extension EventPlace: WireCodable {}

extension SavedEvent: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "name": name.wire, "path": path.wire, "folder": folder.wire, "place": place.wire, "stamp": stamp.wire,
            "expectation": expectation.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        name = try members["name"]
        path = try members["path"]
        folder = try members["folder"]
        place = try members["place"]
        stamp = try members["stamp"]
        expectation = try members["expectation"]
    }
}

extension FileStamp: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue { .map(["size": size.wire, "modified": modified.wire]) }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        self.init(size: try members["size"], modified: try members["modified"])
    }
}

extension ExpectationFile: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue { .map(["path": path.wire, "stamp": stamp.wire]) }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        self.init(path: try members["path"], stamp: try members["stamp"])
    }
}

extension ExpectationState: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .none: WireCase.wire("none")
        case .holds: WireCase.wire("holds")
        case .differs(let count, let first): WireCase.wire("differs", count.wire, first.wire)
        case .unchecked: WireCase.wire("unchecked")
        case .invalid(let problem): WireCase.wire("invalid", problem.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "none": self = .none
        case "holds": self = .holds
        case "differs": self = .differs(count: try next.next(), first: try next.next())
        case "unchecked": self = .unchecked
        case "invalid": self = .invalid(try next.next())
        default: throw next.unknown
        }
    }
}

extension ExpectationReport: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue { .map(["state": state.wire, "stamp": stamp.wire]) }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        self.init(try members["state"], stamp: try members["stamp"])
    }
}

extension EventFileRequest: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .read(let name): WireCase.wire("read", name.wire)
        case .create(let name, let bytes): WireCase.wire("create", name.wire, .bytes(bytes))
        case .duplicate(let name, let new): WireCase.wire("duplicate", name.wire, new.wire)
        case .rename(let name, let new): WireCase.wire("rename", name.wire, new.wire)
        case .delete(let name): WireCase.wire("delete", name.wire)
        case .undo(let token): WireCase.wire("undo", token.wire)
        case .replace(let name, let bytes, let before):
            WireCase.wire("replace", name.wire, .bytes(bytes), .bytes(before))
        case .accept(let name, let response): WireCase.wire("accept", name.wire, response.wire)
        case .saveCall(let id, let name): WireCase.wire("saveCall", id.wire, name.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "read": self = .read(try next.next())
        case "create": self = .create(try next.next(), try next.bytes())
        case "duplicate": self = .duplicate(try next.next(), as: try next.next())
        case "rename": self = .rename(try next.next(), to: try next.next())
        case "delete": self = .delete(try next.next())
        case "undo": self = .undo(try next.next())
        case "replace": self = .replace(try next.next(), try next.bytes(), replacing: try next.bytes())
        case "accept": self = .accept(try next.next(), try next.next())
        case "saveCall": self = .saveCall(try next.next(), as: try next.next())
        default: throw next.unknown
        }
    }
}

extension WireCase {
    /// The next value, which is a sequence of bytes.
    fileprivate mutating func bytes() throws(WireError) -> [UInt8] { (try next() as WireBytes).bytes }
}

extension AcceptedResponse: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .stored(let id): WireCase.wire("stored", id.wire)
        case .result(let result): WireCase.wire("result", result.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "stored": self = .stored(try next.next())
        case "result": self = .result(try next.next())
        default: throw next.unknown
        }
    }
}

extension EventFileReply: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .content(let bytes): WireCase.wire("content", .bytes(bytes))
        case .done(let change): WireCase.wire("done", change.wire)
        case .taken(let suggestion): WireCase.wire("taken", suggestion.wire)
        case .changed: WireCase.wire("changed")
        case .problem(let text): WireCase.wire("problem", text.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "content": self = .content(try next.bytes())
        case "done": self = .done(try next.next())
        case "taken": self = .taken(suggestion: try next.next())
        case "changed": self = .changed
        case "problem": self = .problem(try next.next())
        default: throw next.unknown
        }
    }
}

extension EventFileChange: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map(["name": name.wire, "token": token.wire, "secrets": secrets.wire, "notes": notes.wire])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        self.init(
            name: try members["name"], token: try members["token"], secrets: try members["secrets"],
            notes: try members["notes"])
    }
}
