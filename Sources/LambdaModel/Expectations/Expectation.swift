import JSONText

/// What a function is expected to do with an event.
///
/// A JSON value is the response that is expected of a call that succeeds. An object whose keys all begin with `$` is a
/// set of statements instead: see ``Statement``.
public struct Expectation: Sendable {
    /// The keys of a set of statements.
    enum Statement: String, CaseIterable {
        /// How the call ends, a ``Verdict``: `ok` where neither it nor an error is stated.
        case verdict = "$verdict"
        /// The class of the error, or a ``ValueKind``.
        case errorType = "$errorType"
        /// The error's message, or a ``ValueKind``.
        case errorMessage = "$errorMessage"
        /// The whole response.
        case body = "$body"
        /// Values within the response, each by its ``ValuePath``.
        case paths = "$paths"
        /// Milliseconds that the handler may take, as the emulator measured them; of the call where it did not.
        case maxDuration = "$maxDurationMs"
        /// Megabytes that the container may use at its peak, the emulator included.
        case maxMemory = "$maxMemoryMB"
    }

    /// A value within the response.
    struct Place: Sendable {
        let path: ValuePath
        let value: JSONNode
    }

    /// The text that was read.
    let document: JSONDocument
    /// Whether it is a set of statements.
    let hasStatements: Bool
    var verdict: Verdict?
    var body: JSONNode?
    var places: [Place] = []
    var maxDuration: Double?
    var maxMemory: Double?

    /// A value of a statement, for the place where it stands.
    subscript(statement: Statement) -> JSONNode? {
        hasStatements ? document.root[statement.rawValue] : nil
    }

    init(document: JSONDocument, hasStatements: Bool) {
        self.document = document
        self.hasStatements = hasStatements
    }
}

/// What is wrong with an expectation, a problem each.
public struct ExpectationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems, in the order of the text; never empty.
    public var problems: [ExpectationProblem]

    /// A problem a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Something in an expectation that a person must mend.
public struct ExpectationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file, as a person knows it.
    public var file: String
    /// Where; nil where the file could not be read.
    public var position: JSONPosition?
    /// What is wrong and what to do.
    public var message: String

    /// A problem; file and message are made one line.
    public init(file: String, position: JSONPosition? = nil, message: String) {
        self.file = PlainText.escaped(file)
        self.position = position
        self.message = PlainText.escaped(message)
    }

    /// `events/cart.expected.json:3:5: error: …`, as compilers write it.
    public var description: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(file)\(place): error: \(message)"
    }
}
