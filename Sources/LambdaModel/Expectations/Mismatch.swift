import JSONText

/// A difference between the actual and the expected value.
public struct Mismatch: Hashable, Sendable {
    /// The path in the response, such as `body.items[0].price`; or the statement that does not hold, such as
    /// `$maxDurationMs`.
    public var path: String
    /// What was expected, as JSON or in words.
    public var expected: String
    /// The actual value, as JSON or in words.
    public var came: String
    /// The position in the expectation.
    public var position: JSONPosition

    /// A difference.
    public init(path: String, expected: String, came: String, position: JSONPosition) {
        self.path = path
        self.expected = expected
        self.came = came
        self.position = position
    }

    /// One line: `body.n: expected 1, got 2`.
    public var line: String { "\(path): expected \(expected), got \(came)" }

    /// The most characters of a value that are shown.
    static let longestText = 300

    /// A value for a message: on one line, and cut if it is long.
    static func text(_ node: JSONNode) -> String {
        cut(node.byteRange.count < 1 << 16 ? node.compact() : String(node.text.prefix(longestText + 1)))
    }

    static func text(_ string: String) -> String {
        var writer = JSONWriter()
        writer.string(cut(string))
        return writer.text
    }

    private static func cut(_ text: String) -> String {
        text.count > longestText ? text.prefix(longestText) + "…" : text
    }
}
