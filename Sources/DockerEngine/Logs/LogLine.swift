/// A line that a container printed.
public struct LogLine: Sendable, Hashable {
    /// The output that the container wrote to.
    public var output: LogOutput
    /// When the engine read the line's beginning, as the engine writes it (RFC 3339 with nanoseconds); nil unless times
    /// were asked for.
    public var timestamp: String?
    /// The same moment; nil unless times were asked for.
    public var time: EngineTimestamp?
    /// The line without its newline; not always UTF-8.
    public var bytes: [UInt8]
    /// Whether the line ended with a newline rather than with the end of the log.
    public var isEndedByNewline: Bool
    /// How many bytes were cut off its end because the line was too long.
    public var droppedBytes: Int
    /// The last of these bytes, at most ``endBytes``: another process of the container may have written them.
    public var end: [UInt8] = []

    /// The most bytes of ``end``.
    public static let endBytes = 128
}
