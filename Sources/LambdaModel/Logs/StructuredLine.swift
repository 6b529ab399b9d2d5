import JSONText
import Support

/// A log line of a runtime or logger, parsed: the level and the message; the rest is left out or folded away.
public struct StructuredLine: Sendable {
    /// The level; nil if the line names none.
    public private(set) var level: LogLevel?
    /// The message; of metrics, their names and values. It may contain line breaks.
    public private(set) var message: String
    /// The members besides the level, the message, times and the request id of the call, in the order of the line. Those
    /// of inner objects count one by one.
    public private(set) var members: [LogMember] = []
    /// The metrics, if it is a line of metrics.
    public private(set) var metrics: LogMetrics?
    /// The whole object, if the line is one, and how many of its members are not shown next to the message.
    public private(set) var object: (document: JSONDocument, more: Int)?

    /// The longest line that is read as JSON.
    private static let maximumBytes = 64 << 10

    /// Nil for a line without a level or an object. `invocation` is the request id of its group, which need not be
    /// repeated.
    public init?(_ text: String, invocation: String?) {
        guard
            let line = Self.json(Substring(text), invocation) ?? Self.tabbed(text, invocation)
                ?? Logfmt.json(text).flatMap({ Self.json(Substring($0), invocation) })
        else { return nil }
        self = line
    }

    private init(level: LogLevel?, message: String, members: [LogMember] = []) {
        (self.level, self.message, self.members) = (level, message, members)
    }

    /// The word for the level's column: the level's, or `METRIC`; nil if there is none.
    public var word: String? { level?.rawValue ?? (metrics == nil ? nil : "METRIC") }

    // MARK: JSON

    /// The members of an object, by what loggers use them for.
    fileprivate struct Parts {
        var level: LogLevel?
        var message: String?
        var type: String?
        var error: String?
        var hasTime = false
        var members: [LogMember] = []
        /// Members, each of the object's own counted once.
        var more = 0

        mutating func add(_ key: String, _ node: JSONNode) {
            members += LogMember.members(key, node)
            more += 1
        }
    }

    /// An object with a message, and a level or a time, as written by Lambda's own JSON format, Powertools and the
    /// common loggers; or one with metrics.
    private static func json(_ text: Substring, _ invocation: String?, isMessage: Bool = false) -> StructuredLine? {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "{"), bytes.count <= maximumBytes else { return nil }
        guard let document = try? JSONDocument(Array(bytes)), document.root.kind == .object else { return nil }
        var parts = Parts()
        for member in document.root.members { parts.read(member.key, member.value, invocation) }
        var line: StructuredLine
        if let metrics = LogMetrics(document.root) {
            line = StructuredLine(level: nil, message: metrics.text, members: members(of: metrics, parts))
            line.metrics = metrics
            line.object = (document, document.root.count)
            return line
        }
        if let message = parts.message {
            if let type = parts.type { parts.members.append(LogMember("errorType", type)) }
            if let error = parts.error { parts.members.append(LogMember("errorMessage", error)) }
            parts.more += (parts.type == nil ? 0 : 1) + (parts.error == nil ? 0 : 1)
            guard parts.hasTime || parts.level != nil else { return nil }
            line = StructuredLine(level: parts.level, message: message, members: parts.members)
        } else {
            // An error raised by the handler, as the Python runtime reports it, and Node.js after its fields.
            guard let error = parts.error,
                parts.hasTime || parts.level != nil || (isMessage && parts.type != nil)
            else { return nil }
            line = StructuredLine(level: parts.level, message: joined(parts.type, error), members: parts.members)
        }
        line.object = (document, parts.more)
        return line
    }

    /// The dimensions, then what is not a metric's own.
    private static func members(of metrics: LogMetrics, _ parts: Parts) -> [LogMember] {
        let names = Set(metrics.metrics.map(\.name) + metrics.dimensions.map(\.key))
        return metrics.dimensions
            + parts.members.filter { !names.contains($0.key) && !$0.key.hasPrefix("_aws.") }
    }

    /// A message as text: for an object that is an error, its type and message; for another object, all of it.
    fileprivate static func messageText(of node: JSONNode) -> String {
        if let text = node.string { return text }
        guard node.kind == .object, let error = node["errorMessage"]?.string else { return node.compact() }
        return joined(node["errorType"]?.string, error)
    }

    private static func joined(_ type: String?, _ message: String) -> String {
        guard let type, !type.isEmpty else { return message }
        return message.isEmpty ? type : "\(type): \(message)"
    }

    // MARK: Fields separated by tabs

    /// Node.js and .NET: time, request id, level, message. Python's logger: `[LEVEL]`, time, request id, message.
    private static func tabbed(_ text: String, _ invocation: String?) -> StructuredLine? {
        // The first bytes contain three tabs, or the line has no such fields.
        guard text.utf8.prefix(40).contains(UInt8(ascii: "\t")) else { return nil }
        let fields = text.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4 else { return nil }
        if isTime(fields[0]), isID(fields[1]), let level = LogLevel(named: String(fields[2])) {
            return line(level, fields[3], invocation)
        }
        if fields[0].first == "[", fields[0].last == "]", isTime(fields[1]), isID(fields[2]),
            let level = LogLevel(named: String(fields[0].dropFirst().dropLast()))
        {
            return line(level, fields[3], invocation)
        }
        return nil
    }

    /// A message after the fields. It may be an object: that of a logger that prints to the console, or the error after
    /// `Invoke Error` and a tab.
    private static func line(_ level: LogLevel, _ message: Substring, _ invocation: String?) -> StructuredLine {
        let head = message.firstIndex(of: "{").map { message[..<$0] } ?? message
        guard head.isEmpty || head.last == "\t",
            var line = json(message[head.endIndex...], invocation, isMessage: true)
        else { return StructuredLine(level: level, message: String(message)) }
        line.level = line.level ?? level
        let message = head.filter { $0 != "\t" }
        line.message = message.isEmpty ? line.message : message + (message.last == " " ? "" : " ") + line.message
        return line
    }

    /// `2026-11-22T12:04:12.123Z`.
    private static func isTime(_ field: Substring) -> Bool {
        let bytes = Array(field.utf8.prefix(32))
        guard (20...30).contains(bytes.count), bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z") else {
            return false
        }
        return bytes.prefix(4).allSatisfy(\.isASCIIDigit)
    }

    /// A request id, or what replaces it outside of an invocation.
    private static func isID(_ field: Substring) -> Bool {
        field.isEmpty || field == "undefined" || field.utf8.count == 36
    }
}

extension StructuredLine.Parts {
    /// Reads a member. Keys are those of Lambda's own JSON format, Powertools, pino, bunyan, winston, zap, log4j2,
    /// logback, the Elastic Common Schema, Serilog's compact format and Rust's `tracing`.
    fileprivate mutating func read(_ key: String, _ node: JSONNode, _ invocation: String?) {
        switch key {
        case "message", "msg", "@m": message = StructuredLine.messageText(of: node)
        // The template of a message that has not been rendered.
        case "@mt" where message == nil: message = StructuredLine.messageText(of: node)
        case "fields" where message == nil && node["message"]?.string != nil:
            message = node["message"]?.string
            members += LogMember.members(key, node).filter { $0.key != "message" }
            more += 1
        case "level", "log_level", "severity", "lvl", "log.level", "@l":
            level =
                node.string.flatMap(LogLevel.init(named:)) ?? node.int.flatMap(LogLevel.init(number:)) ?? level
            if level == nil { add(key, node) }
        case "timestamp", "time", "ts", "@timestamp", "@t", "instant", "timeMillis": hasTime = true
        case "errorType" where node.string != nil: type = node.string
        case "errorMessage" where node.string != nil: error = node.string
        case "requestId", "awsRequestId", "AWSRequestId", "function_request_id":
            if node.string != invocation { add(key, node) }
        default: add(key, node)
        }
    }
}
