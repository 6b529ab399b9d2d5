import JSONText

/// The log record that a language runtime writes when a handler raises an error.
///
/// - Python (`awslambdaric`, `bootstrap.py`) writes `[ERROR] Type: message` and the traceback in one line, separated by
///   carriage returns; in JSON format it writes one object with `errorType`, `errorMessage` and `requestId`.
/// - Node.js writes `time, request id, ERROR, Invoke Error, {…}` separated by tabs; in JSON format one object, too.
///
/// A function can print lines that look like these. The framing and the request id distinguish them.
public struct RuntimeRecord: Hashable, Sendable {
    /// The error's class; empty if it has no name.
    public let type: String
    /// The first line of the message, as much as was kept.
    public let message: String

    /// The most bytes that are compared.
    private static let longest = 1000

    /// Whether this is the record of an answer's error. Secrets are masked only in the record.
    ///
    /// The two are compared as one text: Python writes the type or the message alone if the other is missing, and
    /// either can contain a colon.
    func matches(type: String, message: String) -> Bool {
        Self.fits(Self.joined(self.type, self.message), Self.joined(type, Self.firstLine(message)))
    }

    private static func joined(_ type: String, _ message: String) -> String {
        [type, message].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// Whether a text with masks, possibly cut at its end, can be the same as another.
    private static func fits(_ masked: String, _ whole: String) -> Bool {
        let text = String(decoding: whole.utf8.prefix(longest - 200), as: UTF8.self)
        if masked == text { return true }
        if text.utf8.count < whole.utf8.count, masked.hasPrefix(text) { return true }
        if masked.contains("\u{FFFD}") { return !text.isEmpty }
        guard masked.contains(SecretMark.text) else { return false }
        var rest = text[...]
        for part in masked.split(separator: SecretMark.text, omittingEmptySubsequences: true) {
            guard let found = rest.firstRange(of: part) else { return rest.utf8.count < part.utf8.count }
            rest = rest[found.upperBound...]
        }
        return true
    }

    private static func firstLine(_ text: String) -> String {
        String(decoding: text.utf8.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }

    // MARK: Reading a log

    /// Finds the runtime's record in the lines of a call.
    struct Finder: Hashable, Sendable {
        /// The last record that was found.
        private(set) var record: RuntimeRecord?
        private var head: RuntimeRecord?
        private var lastTime: Double?

        /// Reads a line of the call's function.
        mutating func add(_ line: LogRecord, requestID: String) {
            defer { lastTime = line.time }
            // The pieces of one line have the same time. Python's runtime writes no line break before the traceback.
            if let head, lastTime == line.time, line.text == RuntimeRecord.traceback {
                record = head
            } else if let head = RuntimeRecord.head(line.text) {
                self.head = head
            } else if let found = RuntimeRecord.object(line.text, requestID) {
                record = found
            }
        }
    }

    fileprivate static let traceback = "Traceback (most recent call last):"
    private static let python = Array("[ERROR]".utf8)
    private static let node = Array("\tERROR\tInvoke Error \t{".utf8)
    private static let errorType = Array("\"errorType\"".utf8)

    /// `[ERROR] Type: message`, possibly after output without a line break. A logger's own line has a tab after the
    /// level.
    fileprivate static func head(_ line: String) -> RuntimeRecord? {
        guard let start = ByteSearch.first(python, in: line) else { return nil }
        let rest = line.utf8.dropFirst(start + python.count).prefix(longest)
        guard rest.isEmpty || rest.first == UInt8(ascii: " ") else { return nil }
        let text = String(decoding: rest.dropFirst(), as: UTF8.self)
        guard let colon = text.firstRange(of: ": ") else { return RuntimeRecord(type: text, message: "") }
        return RuntimeRecord(type: String(text[..<colon.lowerBound]), message: String(text[colon.upperBound...]))
    }

    /// The object of Node.js's record, or of a record in JSON format.
    fileprivate static func object(_ line: String, _ requestID: String) -> RuntimeRecord? {
        if let found = ByteSearch.first(node, in: line) {
            // Before it are `time, request id`.
            let fields = line.utf8.prefix(found).split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            guard fields.count == 2, fields[1].elementsEqual(requestID.utf8) else { return nil }
            return read(Array(line.utf8.dropFirst(found + node.count - 1)))
        }
        guard line.utf8.first == UInt8(ascii: "{"), ByteSearch.first(errorType, in: line) != nil,
            let root = try? JSONDocument(Array(line.utf8)).root, root["level"]?.string == "ERROR",
            root["requestId"]?.string == requestID
        else { return nil }
        // A logger's object contains the function's own message.
        if let words = root["message"], words.string?.hasPrefix("Invoke Error") != true { return nil }
        return read(Array(line.utf8))
    }

    fileprivate static func read(_ object: [UInt8]) -> RuntimeRecord? {
        guard let root = try? JSONDocument(object).root else { return nil }
        return RuntimeRecord(
            type: root["errorType"]?.string ?? "", message: firstLine(root["errorMessage"]?.string ?? ""))
    }
}

/// V8's message before Node.js ends itself.
enum FullHeap {
    private static let fatal = Array("FATAL ERROR: ".utf8)
    private static let words = Array("JavaScript heap out of memory".utf8)

    /// Whether a line is V8's message about a full heap: `FATAL ERROR: Reached heap limit Allocation failed -
    /// JavaScript heap out of memory`.
    static func isTold(in line: String) -> Bool {
        line.utf8.starts(with: fatal) && ByteSearch.first(words, in: line) != nil
    }
}

extension InvocationError {
    private static let ends = ["\tERROR\tUnhandled Promise Rejection \t{", "\tERROR\tUncaught Exception \t{"].map {
        Array($0.utf8)
    }

    /// The error because of which Node.js ends itself, from the line that it writes before; nil for another line.
    public init?(lastLineOfRuntime line: String) {
        for end in Self.ends {
            guard let found = ByteSearch.first(end, in: line),
                let record = RuntimeRecord.read(Array(line.utf8.dropFirst(found + end.count - 1)))
            else { continue }
            self.init(type: record.type, message: record.message)
            return
        }
        return nil
    }
}
