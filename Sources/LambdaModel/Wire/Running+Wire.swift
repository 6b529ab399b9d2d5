import Support

extension LogRecord.Source: WireCodable {}

extension FailureReason.Kind: WireCodable {}

extension LogRecord: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "time": time.wire, "source": source.wire, "text": text.wire, "invocation": invocation.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        time = try members["time"]
        source = try members["source"]
        text = try members["text"]
        invocation = try members["invocation"]
    }
}

extension RunState: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .stopped: WireCase.wire("stopped")
        case .pulling(let value0): WireCase.wire("pulling", value0.wire)
        case .starting: WireCase.wire("starting")
        case .initialising: WireCase.wire("initialising")
        case .ready: WireCase.wire("ready")
        case .busy(let queued): WireCase.wire("busy", queued.wire)
        case .restarting: WireCase.wire("restarting")
        case .stopping: WireCase.wire("stopping")
        case .initFailed(let value0): WireCase.wire("initFailed", value0.wire)
        case .failed(let value0): WireCase.wire("failed", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "stopped": self = .stopped
        case "pulling": self = .pulling(try next.next())
        case "starting": self = .starting
        case "initialising": self = .initialising
        case "ready": self = .ready
        case "busy": self = .busy(queued: try next.next())
        case "restarting": self = .restarting
        case "stopping": self = .stopping
        case "initFailed": self = .initFailed(try next.next())
        case "failed": self = .failed(try next.next())
        default: throw next.unknown
        }
    }
}

extension PullState: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "bytes": bytes.wire, "totalBytes": totalBytes.wire, "layers": layers.wire, "totalLayers": totalLayers.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        bytes = try members["bytes"]
        totalBytes = try members["totalBytes"]
        layers = try members["layers"]
        totalLayers = try members["totalLayers"]
    }
}

extension FailureReason: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "kind": kind.wire, "summary": summary.wire, "lastLines": lastLines.wire, "didRun": didRun.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        kind = try members["kind"]
        summary = try members["summary"]
        lastLines = try members["lastLines"]
        didRun = try members["didRun"]
    }
}

extension EngineStatus: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .connecting: WireCase.wire("connecting")
        case .connected(let value0): WireCase.wire("connected", value0.wire)
        case .unavailable(let value0): WireCase.wire("unavailable", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "connecting": self = .connecting
        case "connected": self = .connected(try next.next())
        case "unavailable": self = .unavailable(try next.next())
        default: throw next.unknown
        }
    }
}

extension DeckView: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "function": function.wire, "events": events.wire, "folds": folds.wire, "arrangement": arrangement.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        function = try members["function"]
        events = try members["events"]
        folds = try members["folds"]
        arrangement = try members["arrangement"]
    }
}

extension DeckView.Arrangement: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "left": left.wire, "rows": rows.wire, "focus": focus.wire, "isZoomed": isZoomed.wire, "wraps": wraps.wire,
            "showsTimes": showsTimes.wire, "showsAllLines": showsAllLines.wire, "theme": theme.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        left = try members["left"]
        rows = try members["rows"]
        focus = try members["focus"]
        isZoomed = try members["isZoomed"]
        wraps = try members["wraps"]
        showsTimes = try members["showsTimes"]
        showsAllLines = try members["showsAllLines"]
        theme = try members["theme"]
    }
}

extension DeckView.LogFolds: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "areAllFolded": areAllFolded.wire, "exceptions": exceptions.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        areAllFolded = try members["areAllFolded"]
        exceptions = try members["exceptions"]
    }
}
