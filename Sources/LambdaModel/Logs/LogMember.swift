import JSONText

/// A member of a logger's object, besides its level, message and time.
public struct LogMember: Hashable, Sendable {
    /// The key; for a member of an inner object, both keys: `customer.id`.
    public let key: String
    /// A string's text, a number as it was written, `true` or `false`; nil for `null`, an array or an inner object, which
    /// are only counted.
    public let value: String?
    /// How much it says about what happened.
    public let weight: Weight

    /// How much a member says.
    public enum Weight: Int, Hashable, Sendable {
        /// An error, a reason or a status.
        case most
        /// Any other member of the function's own.
        case usual
        /// What loggers add to each line, ids that the group of the call shows, stack traces and long texts: only counted.
        case none
    }

    /// A member.
    public init(_ key: String, _ value: String?) {
        self.key = key
        self.value = value
        weight = Self.weight(of: key, value)
    }

    /// `key=value`; a value with white space is quoted. Nil if there is nothing to show. It may contain any character.
    public var text: String? {
        guard let value else { return nil }
        let needsQuotes = value.isEmpty || value.utf8.contains { $0 == 0x20 || $0 == 0x22 || $0 == 0x3D || $0 == 0x09 }
        return needsQuotes ? "\(key)=\"\(value)\"" : "\(key)=\(value)"
    }

    // MARK: Weights

    /// Keys that say what went wrong, also at the end of a longer key.
    private static let telling: Set<String> = [
        "error", "err", "errormessage", "errortype", "exception", "exceptionname", "reason", "status", "statuscode",
    ]
    /// Keys that loggers add by themselves: Powertools for AWS Lambda (documentation "Logger", "Standard structured
    /// keys" and "Injecting Lambda context"), Lambda's own JSON format, pino, bunyan, zap, log4j2, logback, the Elastic
    /// Common Schema, Serilog. In small letters, without `_`, `-` and `.`.
    private static let boilerplate: Set<String> = [
        "location", "service", "samplingrate", "coldstart", "functionarn", "functionmemorysize", "functionname",
        "functionversion", "functionrequestid", "xraytraceid", "requestid", "awsrequestid", "traceid", "spanid",
        "traceflags", "correlationid", "pid", "hostname", "v", "caller", "logger", "loggername", "loggerfqcn",
        "threadid", "thread", "threadname", "threadpriority", "processthreadname", "endofbatch", "instant",
        "levelvalue", "@version", "ecsversion", "loglogger", "sourcecontext", "@i", "@tr", "@sp", "@mt",
        "categoryname",
    ]
    private static let traces: Set<String> = ["stack", "stacktrace", "trace", "extendedstacktrace", "@x"]
    /// Longer values are left to the whole object.
    private static let longestValue = 200

    private static func weight(of key: String, _ value: String?) -> Weight {
        guard let value, value.utf8.count <= longestValue, !value.utf8.contains(0x0A) else { return .none }
        let plain = key.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
        if boilerplate.contains(plain) { return .none }
        let last = key.lowercased().split(separator: ".").last.map { $0.filter { $0 != "_" && $0 != "-" } } ?? plain
        if traces.contains(last) { return .none }
        return telling.contains(last) || telling.contains(plain) || plain.hasPrefix("err") && last == "message"
            ? .most : .usual
    }

    // MARK: From JSON

    /// The members for one member of an object: one, or those of an inner object.
    static func members(_ key: String, _ node: JSONNode) -> [LogMember] {
        guard node.kind == .object, node.count > 0 else { return [LogMember(key, scalar(node))] }
        // A logger's own object with the fields of the statement, as Rust's `tracing` writes it.
        let prefix = key == "fields" ? "" : key + "."
        return node.members.map { LogMember(prefix + $0.key, scalar($0.value)) }
    }

    /// A value as text; nil for `null`, an array or an object.
    static func scalar(_ node: JSONNode) -> String? {
        switch node.kind {
        case .string: node.string
        case .number, .bool: node.text
        case .object, .array, .null: nil
        }
    }
}
