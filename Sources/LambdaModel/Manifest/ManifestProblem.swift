import JSONText

/// Something that the user should fix in `functions.json`, or in a `.env` file that it names.
public struct ManifestProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whether the manifest can be used in spite of it.
    public enum Severity: String, Sendable, Hashable {
        case error
        case warning
    }

    /// Whether the manifest can be used in spite of it.
    public var severity: Severity
    /// What is wrong and what to do, on one line: `unknown key "handlr"; did you mean "handler"?`
    public var message: String
    /// The absolute path of the file that the position is in.
    public var path: String
    /// The file as the user knows it: relative to the manifest's folder if the file is in there, otherwise absolute.
    public var file: String
    /// The token to be changed.
    public var position: JSONPosition

    /// Makes a problem. The message may quote any text, so line breaks and control characters are escaped here, once
    /// for all readers.
    public init(severity: Severity, message: String, path: String, file: String, position: JSONPosition) {
        self.severity = severity
        self.message = PlainText.escaped(message)
        self.path = path
        self.file = PlainText.escaped(file)
        self.position = position
    }

    /// `functions.json:12:7: error: …`, as compilers write it, so that editors can jump there.
    public var description: String {
        "\(file):\(position.line):\(position.column): \(severity.rawValue): \(message)"
    }
}
