/// A line that a container printed.
public struct LogLine: Sendable, Hashable {
    /// Where it was written.
    public var output: LogOutput
    /// When the engine read its beginning, in its own text (RFC 3339 with nanoseconds), if times were asked for.
    public var timestamp: String?
    /// The same moment, if times were asked for.
    public var time: EngineTimestamp?
    /// The line without its newline; not always UTF-8.
    public var bytes: [UInt8]
    /// Whether a newline ended it, and not the end of the log.
    public var isEndedByNewline: Bool
    /// How many bytes were left out at its end, because it was too long.
    public var droppedBytes: Int
}
