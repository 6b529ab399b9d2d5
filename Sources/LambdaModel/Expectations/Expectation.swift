import JSONText

/// What a function should do with an event.
///
/// A JSON value is the expected response of a successful call. An object whose keys all begin with `$` is a set of
/// statements instead: see ``Statement``.
public struct Expectation: Sendable {
    /// The keys of a set of statements.
    enum Statement: String, CaseIterable {
        /// How the call ends, a ``Verdict``; the default is `ok`, unless an error is stated.
        case verdict = "$verdict"
        /// The class of the error, or a ``ValueMatcher``.
        case errorType = "$errorType"
        /// The error's message, or a ``ValueMatcher``.
        case errorMessage = "$errorMessage"
        /// The whole response.
        case body = "$body"
        /// Values within the response, each by its ``ValuePath``.
        case paths = "$paths"
        /// The most milliseconds for the handler; for the whole call if that is not known.
        case maxDuration = "$maxDurationMs"
        /// The most megabytes for the container's peak memory, with all of its processes.
        case maxMemory = "$maxMemoryMB"
    }

    /// A value within the response.
    struct Place: Sendable {
        let path: ValuePath
        let value: JSONNode
    }

    /// The parsed text.
    let document: JSONDocument
    /// Whether it is a set of statements.
    let hasStatements: Bool
    var verdict: Verdict?
    var body: JSONNode?
    var places: [Place] = []
    var maxDuration: Double?
    var maxMemory: Double?

    /// The value of a statement, for its position.
    subscript(statement: Statement) -> JSONNode? {
        hasStatements ? document.root[statement.rawValue] : nil
    }

    init(document: JSONDocument, hasStatements: Bool) {
        self.document = document
        self.hasStatements = hasStatements
    }
}

/// All problems of an expectation.
public struct ExpectationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems, in the order of the text; never empty.
    public var problems: [ExpectationProblem]

    /// One problem per line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// A problem in an expectation that the user must fix.
public struct ExpectationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file, in the form that the user knows.
    public var file: String
    /// The position; nil if the file could not be read.
    public var position: JSONPosition?
    /// What is wrong and what to do.
    public var message: String

    /// Line breaks and controls in file and message are escaped.
    public init(file: String, position: JSONPosition? = nil, message: String) {
        self.file = PlainText.escaped(file)
        self.position = position
        self.message = PlainText.escaped(message)
    }

    /// `events/cart.expected.json:3:5: error: …`, in the format of compilers.
    public var description: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(file)\(place): error: \(message)"
    }
}
