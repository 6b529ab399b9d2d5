import JSONText
import Support

/// A line of a log, parsed once for all that show, filter or count it.
public struct ParsedLogLine: Sendable {
    /// The line as it was written.
    public let raw: String
    /// Who wrote it.
    public let source: LogRecord.Source
    /// What a logger or runtime wrote; nil for plain text, for the emulator's lines and for lamdeck's.
    public let structured: StructuredLine?
    /// Its place in a stack trace.
    public let tracePart: TracePart
    /// The level: a logger's, or one that a plain line names near its start. ``LogLevel/error`` for a line of a stack
    /// trace and for one that begins with an error's type. Nil if there is none.
    public let level: LogLevel?

    /// A line of a log. `LogRecord.invocation` is the id that its members need not repeat.
    public init(_ record: LogRecord) {
        (raw, source) = (record.text, record.source)
        switch record.source {
        case .marker, .emulator, .lamdeck: (structured, tracePart, level) = (nil, .none, nil)
        case .build: (structured, tracePart, level) = (nil, .none, BuildLine.level(of: record.text))
        case .output, .errorOutput:
            structured = StructuredLine(record.text, invocation: record.invocation)
            tracePart = structured == nil ? TracePart(of: record.text) : .none
            switch tracePart {
            case .start, .frame, .link: level = .error
            case .error: level = structured?.level ?? LogLevel(firstIn: record.text) ?? .error
            case .blank, .none: level = structured?.level ?? LogLevel(firstIn: record.text)
            }
        }
    }

    /// The lines of its message, or the line itself; at least one.
    public var message: [String] {
        guard let structured else { return [raw] }
        return CondensedLine(structured).message
    }

    /// The members of its object besides the message; empty for plain text.
    public var members: [LogMember] { structured?.members ?? [] }

    /// Its metrics; nil if it has none.
    public var metrics: LogMetrics? { structured?.metrics }

    /// The whole object; nil for plain text.
    public var document: JSONDocument? { structured?.object?.document }

    /// Whether a list of lines of at least this level has it. A line without a level counts as ``LogLevel/info``, as
    /// Lambda does (Lambda documentation, "Log-level filtering"), and one of a build as ``LogLevel/debug``. Lines of
    /// lamdeck and of the emulator always pass.
    public func isAtLeast(_ least: LogLevel) -> Bool {
        switch source {
        case .marker, .emulator, .lamdeck: true
        case .build: (level ?? .debug).severity >= least.severity
        case .output, .errorOutput: (level ?? .info).severity >= least.severity
        }
    }
}
