import OrderedCollections

/// How a function's log is written: Lambda's `LoggingConfig`.
public struct LoggingSettings: Sendable, Hashable {
    /// The format of the log.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Plain text.
        case text = "Text"
        /// A JSON object for each record.
        case json = "JSON"
    }

    /// The levels that Lambda knows, the most verbose first.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        case trace = "TRACE"
        case debug = "DEBUG"
        case info = "INFO"
        case warn = "WARN"
        case error = "ERROR"
        case fatal = "FATAL"
    }

    /// `logFormat`.
    public var format = Format.text
    /// `applicationLogLevel`: the least important records of the function that are written; nil for the runtime's choice.
    public var applicationLevel: Level?
    /// `systemLogLevel`: the same for Lambda's own records. lamdeck writes no such records in JSON.
    public var systemLevel: Level?
    /// `logGroup`; nil for `/aws/lambda/NAME`.
    public var group: String?

    /// Lambda's defaults.
    public init() {}

    /// The members as `functions.json` has them.
    var written: OrderedDictionary<String, String> {
        var members: OrderedDictionary<String, String> = [:]
        if format != .text { members["logFormat"] = format.rawValue }
        if let applicationLevel { members["applicationLogLevel"] = applicationLevel.rawValue }
        if let systemLevel { members["systemLogLevel"] = systemLevel.rawValue }
        if let group { members["logGroup"] = group }
        return members
    }
}

/// When a function's language runtime starts.
public enum InitTiming: String, Sendable, Hashable, CaseIterable {
    /// With the container and after a save, so that calls are warm.
    case early = "start"
    /// With the first call, as on Lambda.
    case call
}
