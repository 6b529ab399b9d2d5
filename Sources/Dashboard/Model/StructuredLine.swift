import JSONText
import Support

/// A log line of a runtime or logger, parsed: the level and the message; the rest is left out or folded away.
struct StructuredLine {
    /// The level; nil if the line names none.
    var level: LogLevel?
    /// The message.
    var message: String
    /// The whole object, if the line is one, and how many of its members are not shown next to the message.
    var object: (document: JSONDocument, more: Int)?

    /// The longest line that is read as JSON.
    private static let maximumBytes = 64 << 10

    /// Nil for a line without a level or an object. `invocation` is the request id of its group, which need not be
    /// repeated.
    init?(_ text: String, invocation: String?) {
        guard let line = Self.json(Substring(text), invocation) ?? Self.tabbed(text, invocation) else { return nil }
        self = line
    }

    private init(level: LogLevel?, message: String, object: (document: JSONDocument, more: Int)? = nil) {
        self.level = level
        self.message = message
        self.object = object
    }

    // MARK: JSON

    /// An object with a message, and a level or a time, as written by Lambda's own JSON format, Powertools and the
    /// common loggers.
    private static func json(_ text: Substring, _ invocation: String?, isMessage: Bool = false) -> StructuredLine? {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "{"), bytes.count <= maximumBytes else { return nil }
        guard let document = try? JSONDocument(Array(bytes)), document.root.kind == .object else { return nil }
        var (level, message): (LogLevel?, String?)
        var (type, error): (String?, String?)
        var hasTime = false
        var more = 0
        for member in document.root.members {
            switch member.key {
            case "message", "msg": message = messageText(of: member.value)
            case "level", "log_level", "severity", "lvl":
                level =
                    member.value.string.flatMap(LogLevel.init(named:))
                    ?? member.value.int.flatMap(LogLevel.init(number:))
                if level == nil { more += 1 }
            case "timestamp", "time", "ts", "@timestamp": hasTime = true
            case "errorType" where member.value.string != nil: type = member.value.string
            case "errorMessage" where member.value.string != nil: error = member.value.string
            case "requestId", "awsRequestId", "AWSRequestId", "function_request_id":
                if member.value.string != invocation { more += 1 }
            default: more += 1
            }
        }
        if let message {
            more += (type == nil ? 0 : 1) + (error == nil ? 0 : 1)
            guard hasTime || level != nil else { return nil }
            return StructuredLine(level: level, message: message, object: (document, more))
        }
        // An error raised by the handler, as the Python runtime reports it, and Node.js after its fields.
        guard let error, hasTime || level != nil || (isMessage && type != nil) else { return nil }
        return StructuredLine(level: level, message: joined(type, error), object: (document, more))
    }

    /// A message as text: for an object that is an error, its type and message; for another object, all of it.
    private static func messageText(of node: JSONNode) -> String {
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
