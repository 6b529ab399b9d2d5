import Support

/// Builds JSON text in the order of the calls.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object {
///     $0.member("name", "hello")
///     $0.key("ports")
///     $0.array { $0.int(9001) }
/// }
/// writer.text  // {"name":"hello","ports":[9001]}
/// ```
///
/// Calls that do not produce JSON (a value without a key in an object, a second value at the top) are programming
/// errors and stop the program.
public struct JSONWriter: Sendable {
    private struct Level {
        let isObject: Bool
        var isEmpty = true
        var hasPendingKey = false
    }

    private let style: JSONStyle
    private var output: [UInt8] = []
    private var levels: [Level] = []

    /// A writer that has written nothing yet.
    public init(style: JSONStyle = .compact) { self.style = style }

    /// The text written so far, in UTF-8.
    public var bytes: [UInt8] { output }

    /// The text written so far.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// Writes an object whose members `body` writes: a key, then its value.
    public mutating func object<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        try container(isObject: true, body)
    }

    /// Writes an array whose elements `body` writes.
    public mutating func array<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        try container(isObject: false, body)
    }

    /// Writes the key of the member whose value is written next.
    public mutating func key(_ key: String) {
        precondition(levels.last?.isObject == true, "a key outside of an object")
        precondition(levels.last?.hasPendingKey == false, "a key after a key")
        separate()
        writeString(key)
        output.append(Byte.colon)
        if style != .compact { output.append(Byte.space) }
        levels[levels.count - 1].hasPendingKey = true
    }

    /// Writes a string.
    public mutating func string(_ value: String) {
        beginValue()
        writeString(value)
    }

    /// Writes a whole number.
    public mutating func int(_ value: Int) { scalar(value.description) }

    /// Writes a number in the shortest form that reads back as the same double. Writes `null` for values without a JSON
    /// number (not a number, infinity), as JavaScript does.
    public mutating func double(_ value: Double) { scalar(value.isFinite ? value.description : "null") }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { scalar(value ? "true" : "false") }

    /// Writes `null`.
    public mutating func null() { scalar("null") }

    /// Writes a value of a document in this writer's style, with strings and numbers as in the source.
    public mutating func raw(_ node: JSONNode) {
        beginValue()
        node.write(to: &output, style: style, depth: levels.count)
    }

    /// Writes a key with a string.
    public mutating func member(_ key: String, _ value: String) {
        self.key(key)
        string(value)
    }

    /// Writes a key with a whole number.
    public mutating func member(_ key: String, _ value: Int) {
        self.key(key)
        int(value)
    }

    /// Writes a key with a number; see ``double(_:)``.
    public mutating func member(_ key: String, _ value: Double) {
        self.key(key)
        double(value)
    }

    /// Writes a key with `true` or `false`.
    public mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    /// Writes a key with a value of a document; see ``raw(_:)``.
    public mutating func member(_ key: String, _ value: JSONNode) {
        self.key(key)
        raw(value)
    }

    private mutating func container<Failure: Error>(
        isObject: Bool, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginValue()
        output.append(isObject ? Byte.openBrace : Byte.openBracket)
        levels.append(Level(isObject: isObject))
        try body(&self)
        let level = levels.removeLast()
        precondition(!level.hasPendingKey, "a key without a value")
        if !level.isEmpty { output.breakLine(style, depth: levels.count) }
        output.append(isObject ? Byte.closeBrace : Byte.closeBracket)
    }

    private mutating func scalar(_ text: String) {
        beginValue()
        output.append(contentsOf: text.utf8)
    }

    private mutating func beginValue() {
        guard let level = levels.last else {
            precondition(output.isEmpty, "a second value at the top")
            return
        }
        if level.isObject {
            precondition(level.hasPendingKey, "a value without a key in an object")
            levels[levels.count - 1].hasPendingKey = false
        } else {
            separate()
        }
    }

    /// The comma and the line break before a member or element.
    private mutating func separate() {
        if !levels[levels.count - 1].isEmpty { output.append(Byte.comma) }
        levels[levels.count - 1].isEmpty = false
        output.breakLine(style, depth: levels.count)
    }

    private mutating func writeString(_ value: String) {
        output.append(Byte.quote)
        for byte in value.utf8 {
            switch byte {
            case Byte.quote, Byte.backslash: output += [Byte.backslash, byte]
            case Byte.newline: output += Array("\\n".utf8)
            case Byte.carriageReturn: output += Array("\\r".utf8)
            case Byte.tab: output += Array("\\t".utf8)
            case 0..<0x20:
                output += Array("\\u\(Hex.text(byte, digits: 4))".utf8)
            default: output.append(byte)
            }
        }
        output.append(Byte.quote)
    }
}
