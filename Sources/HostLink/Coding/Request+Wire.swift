import LambdaModel
import Support

extension HistoryEntry: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "row": row.wire, "result": result.wire, "missingEventBytes": missingEventBytes.wire,
            "missingResponseBytes": missingResponseBytes.wire, "maskedEventValues": maskedEventValues.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        row = try members["row"]
        result = try members["result"]
        missingEventBytes = try members["missingEventBytes"]
        missingResponseBytes = try members["missingResponseBytes"]
        maskedEventValues = try members["maskedEventValues"]
    }
}

extension HistoryError: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .noSuchInvocation(let value0): WireCase.wire("noSuchInvocation", value0.wire)
        case .unavailable(let value0): WireCase.wire("unavailable", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "noSuchInvocation": self = .noSuchInvocation(try next.next())
        case "unavailable": self = .unavailable(try next.next())
        default: throw next.unknown
        }
    }
}

extension ProjectLogEntry: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "function": function.wire, "container": container.wire, "record": record.wire, "ended": ended.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        function = try members["function"]
        container = try members["container"]
        record = try members["record"]
        ended = try members["ended"]
    }
}

extension HostRequest: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .start(let value0): WireCase.wire("start", value0.wire)
        case .stop(let value0): WireCase.wire("stop", value0.wire)
        case .restart(let value0): WireCase.wire("restart", value0.wire)
        case .build(let value0): WireCase.wire("build", value0.wire)
        case .skipBuild(let value0): WireCase.wire("skipBuild", value0.wire)
        case .debug(let value0, let value1): WireCase.wire("debug", value0.wire, value1.wire)
        case .endDebug(let value0): WireCase.wire("endDebug", value0.wire)
        case .fetchDebugger(let value0): WireCase.wire("fetchDebugger", value0.wire)
        case .status(let value0): WireCase.wire("status", value0.wire)
        case .function(let value0): WireCase.wire("function", value0.wire)
        case .details(let value0): WireCase.wire("details", value0.wire)
        case .settled(let value0): WireCase.wire("settled", value0.wire)
        case .removed(let value0): WireCase.wire("removed", value0.wire)
        case .restartFailure(let value0): WireCase.wire("restartFailure", value0.wire)
        case .shutDown: WireCase.wire("shutDown")
        case .followEvents(let value0): WireCase.wire("followEvents", value0.wire)
        case .event(let function, let value1): WireCase.wire("event", function.wire, value1.wire)
        case .history(let function, let matching, let limit):
            WireCase.wire("history", function.wire, matching.wire, limit.wire)
        case .entry(let value0): WireCase.wire("entry", value0.wire)
        case .trace(let value0): WireCase.wire("trace", value0.wire)
        case .list(let asksEngine): WireCase.wire("list", asksEngine.wire)
        case .readFile(let value0): WireCase.wire("readFile", value0.wire)
        case .writeFile(let value0, let value1, let replacing):
            WireCase.wire("writeFile", value0.wire, value1.wire, replacing.wire)
        case .keepRunning(let value0): WireCase.wire("keepRunning", value0.wire)
        case .stopKept: WireCase.wire("stopKept")
        case .storeView(let value0): WireCase.wire("storeView", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "start": self = .start(try next.next())
        case "stop": self = .stop(try next.next())
        case "restart": self = .restart(try next.next())
        case "build": self = .build(try next.next())
        case "skipBuild": self = .skipBuild(try next.next())
        case "debug": self = .debug(try next.next(), try next.next())
        case "endDebug": self = .endDebug(try next.next())
        case "fetchDebugger": self = .fetchDebugger(try next.next())
        case "status": self = .status(try next.next())
        case "function": self = .function(try next.next())
        case "details": self = .details(try next.next())
        case "settled": self = .settled(try next.next())
        case "removed": self = .removed(try next.next())
        case "restartFailure": self = .restartFailure(try next.next())
        case "shutDown": self = .shutDown
        case "followEvents": self = .followEvents(try next.next())
        case "event": self = .event(function: try next.next(), try next.next())
        case "history": self = .history(function: try next.next(), matching: try next.next(), limit: try next.next())
        case "entry": self = .entry(try next.next())
        case "trace": self = .trace(try next.next())
        case "list": self = .list(asksEngine: try next.next())
        case "readFile": self = .readFile(try next.next())
        case "writeFile": self = .writeFile(try next.next(), try next.next(), replacing: try next.next())
        case "keepRunning": self = .keepRunning(try next.next())
        case "stopKept": self = .stopKept
        case "storeView": self = .storeView(try next.next())
        default: throw next.unknown
        }
    }
}

extension HostReply: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .done: WireCase.wire("done")
        case .status(let value0): WireCase.wire("status", value0.wire)
        case .function(let value0, let value1): WireCase.wire("function", value0.wire, value1.wire)
        case .details(let value0): WireCase.wire("details", value0.wire)
        case .failure(let value0): WireCase.wire("failure", value0.wire)
        case .problems(let value0): WireCase.wire("problems", value0.wire)
        case .names(let value0): WireCase.wire("names", value0.wire)
        case .rows(let value0, let problem): WireCase.wire("rows", value0.wire, problem.wire)
        case .entry(let value0): WireCase.wire("entry", value0.wire)
        case .noEntry(let value0): WireCase.wire("noEntry", value0.wire)
        case .listing(let value0): WireCase.wire("listing", value0.wire)
        case .file(let value0): WireCase.wire("file", value0.wire)
        case .event(let value0): WireCase.wire("event", value0.wire)
        case .debugging(let value0): WireCase.wire("debugging", value0.wire)
        case .offersDebugger(let value0): WireCase.wire("offersDebugger", value0.wire)
        case .lost(let value0): WireCase.wire("lost", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "done": self = .done
        case "status": self = .status(try next.next())
        case "function": self = .function(try next.next(), try next.next())
        case "details": self = .details(try next.next())
        case "failure": self = .failure(try next.next())
        case "problems": self = .problems(try next.next())
        case "names": self = .names(try next.next())
        case "rows": self = .rows(try next.next(), problem: try next.next())
        case "entry": self = .entry(try next.next())
        case "noEntry": self = .noEntry(try next.next())
        case "listing": self = .listing(try next.next())
        case "file": self = .file(try next.next())
        case "event": self = .event(try next.next())
        case "debugging": self = .debugging(try next.next())
        case "offersDebugger": self = .offersDebugger(try next.next())
        case "lost": self = .lost(try next.next())
        default: throw next.unknown
        }
    }
}

extension RunStatus: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "state": state.wire, "isStale": isStale.wire, "portProblem": portProblem.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        state = try members["state"]
        isStale = try members["isStale"]
        portProblem = try members["portProblem"]
    }
}

extension CallInput: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .request(let value0): WireCase.wire("request", value0.wire)
        case .event(let function, let name): WireCase.wire("event", function.wire, name.wire)
        case .stored(let value0): WireCase.wire("stored", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "request": self = .request(try next.next())
        case "event": self = .event(function: try next.next(), name: try next.next())
        case "stored": self = .stored(try next.next())
        default: throw next.unknown
        }
    }
}

extension CallOutcome: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .result(let value0): WireCase.wire("result", value0.wire)
        case .none(let value0): WireCase.wire("none", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "result": self = .result(try next.next())
        case "none": self = .none(try next.next())
        default: throw next.unknown
        }
    }
}

extension LogSelection: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "functions": functions.wire, "since": since.wire, "tail": tail.wire, "follows": follows.wire,
            "pattern": pattern.wire, "invocation": invocation.wire, "showsEmulator": showsEmulator.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        functions = try members["functions"]
        since = try members["since"]
        tail = try members["tail"]
        follows = try members["follows"]
        pattern = try members["pattern"]
        invocation = try members["invocation"]
        showsEmulator = try members["showsEmulator"]
    }
}
