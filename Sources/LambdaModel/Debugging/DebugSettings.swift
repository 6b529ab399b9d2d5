import OrderedCollections

/// A function's `debug`: how its debugger starts.
public struct DebugSettings: Sendable, Hashable {
    /// Whether the runtime stops before it loads the handler's module, until a debugger has attached.
    public var waits = false
    /// The loopback port for the debugger; nil for one that lamdeck chooses.
    public var port: Int?
    /// Whether a save restarts a function that is debugged.
    public var restartsOnSave = false

    /// The defaults.
    public init() {}
}

/// The debugger of a function, for clients that show it.
public struct DebugStatus: Sendable, Hashable {
    /// The loopback port at which debuggers attach; nil if they attach in another way.
    public var port: Int?
    /// Whether a debugger is attached.
    public var isAttached = false

    /// A debugger to which no client is attached.
    public init(port: Int?) { self.port = port }

    /// What a list says: `debugging :5678, attached`.
    public var words: String {
        (port.map { "debugging :\($0)" } ?? "debugging") + (isAttached ? ", attached" : "")
    }
}

extension DebugSettings {
    /// The members as `functions.json` has them.
    public var written: WrittenValue {
        var members: OrderedDictionary<String, WrittenValue> = [:]
        if waits { members["wait"] = .flag(true) }
        if let port { members["port"] = .number(port) }
        if restartsOnSave { members["restart"] = .flag(true) }
        return .object(members)
    }
}
