import LambdaModel
import Support

extension LogNews: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .old(let value0): WireCase.wire("old", value0.wire)
        case .caughtUp: WireCase.wire("caughtUp")
        case .new(let value0): WireCase.wire("new", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "old": self = .old(try next.next())
        case "caughtUp": self = .caughtUp
        case "new": self = .new(try next.next())
        default: throw next.unknown
        }
    }
}

extension ListedFunction: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "name": name.wire, "image": image.wire, "port": port.wire, "isStale": isStale.wire,
            "isUnlisted": isUnlisted.wire, "container": container.wire, "memory": memory.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        name = try members["name"]
        image = try members["image"]
        port = try members["port"]
        isStale = try members["isStale"]
        isUnlisted = try members["isUnlisted"]
        container = try members["container"]
        memory = try members["memory"]
    }
}

extension ListedContainer: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "id": id.wire, "state": state.wire, "status": status.wire, "startedAt": startedAt.wire,
            "credentialsEnd": credentialsEnd.wire, "servedBy": servedBy.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        id = try members["id"]
        state = try members["state"]
        status = try members["status"]
        startedAt = try members["startedAt"]
        credentialsEnd = try members["credentialsEnd"]
        servedBy = try members["servedBy"]
    }
}

extension InvocationNews: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .started(let value0): WireCase.wire("started", value0.wire)
        case .part(let part): WireCase.wire("part", part.wire)
        case .answered(let value0): WireCase.wire("answered", value0.wire)
        case .logIsBehind(let value0): WireCase.wire("logIsBehind", value0.wire)
        case .remark(let value0): WireCase.wire("remark", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "part": self = .part(try next.next())
        case "started": self = .started(try next.next())
        case "answered": self = .answered(try next.next())
        case "logIsBehind": self = .logIsBehind(try next.next())
        case "remark": self = .remark(try next.next())
        default: throw next.unknown
        }
    }
}

extension HostUpdate: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .engine(let value0): WireCase.wire("engine", value0.wire)
        case .manifest(let value0): WireCase.wire("manifest", value0.wire)
        case .events(let function, let value1): WireCase.wire("events", function.wire, value1.wire)
        case .expectation(let function, let event, let value2):
            WireCase.wire("expectation", function.wire, event.wire, value2.wire)
        case .state(let function, let value1, let isStale, let note):
            WireCase.wire("state", function.wire, value1.wire, isStale.wire, note.wire)
        case .emulator(let function, let reason): WireCase.wire("emulator", function.wire, reason.wire)
        case .port(let function, let problem): WireCase.wire("port", function.wire, problem.wire)
        case .build(let function, let value1): WireCase.wire("build", function.wire, value1.wire)
        case .debug(let function, let value1): WireCase.wire("debug", function.wire, value1.wire)
        case .memory(let value0): WireCase.wire("memory", value0.wire)
        case .connections(let api, let value1): WireCase.wire("connections", api.wire, value1.wire)
        case .began(let value0): WireCase.wire("began", value0.wire)
        case .outside(let value0): WireCase.wire("outside", value0.wire)
        case .saved(let function, let value1): WireCase.wire("saved", function.wire, value1.wire)
        case .notice(let value0, let of): WireCase.wire("notice", value0.wire, of.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "engine": self = .engine(try next.next())
        case "manifest": self = .manifest(try next.next())
        case "events": self = .events(function: try next.next(), try next.next())
        case "expectation":
            self = .expectation(function: try next.next(), event: try next.next(), try next.next())
        case "state":
            self = .state(function: try next.next(), try next.next(), isStale: try next.next(), note: try next.next())
        case "emulator": self = .emulator(function: try next.next(), reason: try next.next())
        case "port": self = .port(function: try next.next(), problem: try next.next())
        case "build": self = .build(function: try next.next(), try next.next())
        case "debug": self = .debug(function: try next.next(), try next.next())
        case "memory": self = .memory(try next.next())
        case "connections": self = .connections(api: try next.next(), try next.next())
        case "began": self = .began(try next.next())
        case "outside": self = .outside(try next.next())
        case "saved": self = .saved(function: try next.next(), try next.next())
        case "notice": self = .notice(try next.next(), of: try next.next())
        default: throw next.unknown
        }
    }
}

extension ProjectManifest: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .missing(let value0): WireCase.wire("missing", value0.wire)
        case .broken(let path, let errors): WireCase.wire("broken", path.wire, errors.wire)
        case .loaded(let path, let value1, let warnings, let commands):
            WireCase.wire("loaded", path.wire, value1.wire, warnings.wire, commands.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "missing": self = .missing(try next.next())
        case "broken": self = .broken(path: try next.next(), errors: try next.next())
        case "loaded":
            self = .loaded(
                path: try next.next(), try next.next(), warnings: try next.next(), commands: try next.next())
        default: throw next.unknown
        }
    }
}

extension ProjectFunction: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "name": name.wire, "runtime": runtime.wire, "image": image.wire, "port": port.wire,
            "memorySize": memorySize.wire, "files": files.wire, "routes": routes.wire,
            "build": build.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        name = try members["name"]
        runtime = try members["runtime"]
        image = try members["image"]
        port = try members["port"]
        memorySize = try members["memorySize"]
        files = try members["files"]
        routes = try members["routes"]
        build = try members["build"]
    }
}
