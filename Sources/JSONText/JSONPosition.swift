/// A position in a JSON text, in the form that editors show.
public struct JSONPosition: Hashable, Sendable {
    /// Bytes from the start of the text, 0-based, including a byte order mark.
    public var offset: Int
    /// Line, 1-based. `\n`, `\r\n` and a lone `\r` each end a line.
    public var line: Int
    /// Unicode scalars from the start of the line, 1-based; a byte order mark is not counted.
    public var column: Int

    /// Makes a position from its three parts, which the caller keeps consistent.
    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }
}

/// Why a text is not JSON, with the position of the mistake.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and, if useful, what to do. No position, no full stop.
    public var message: String
    /// The first character to change.
    public var position: JSONPosition

    /// Makes an error.
    public init(message: String, position: JSONPosition) {
        self.message = message
        self.position = position
    }

    /// `line 3, column 7: expected a value, found ‘}’`
    public var description: String { "line \(position.line), column \(position.column): \(message)" }
}
