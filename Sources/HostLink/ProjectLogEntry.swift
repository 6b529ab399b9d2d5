import LambdaModel

/// A line of a project's logs, or the end of an invocation.
public struct ProjectLogEntry: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The engine's id of the container that wrote it.
    public var container: String
    /// The line. For the end of an invocation, only its time and request id.
    public var record: LogRecord
    /// The summary of an ended invocation, as far as its log shows it; nil for a line.
    public var ended: InvocationSummary?

    /// An entry.
    public init(function: String, container: String, record: LogRecord, ended: InvocationSummary? = nil) {
        self.function = function
        self.container = container
        self.record = record
        self.ended = ended
    }
}
