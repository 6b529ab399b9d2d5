import JSONText

/// Something in `functions.json`, or in a `.env` file that it names, that a person should mend.
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
    /// The file as a person knows it: its path from the manifest's folder, where it is inside of that.
    public var file: String
    /// The token to be changed.
    public var position: JSONPosition

    /// Makes a problem. What the message quotes may hold anything: it is made one line here, for all who show it.
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
