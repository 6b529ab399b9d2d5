import HostLink
import LambdaModel

/// Makes entries from the lines of one container, and writes the ends of calls between them. The facts about the calls
/// depend on who serves the container's Runtime API.
///
/// The end of a call follows all lines of that call, however late the engine reads and stamps them. All other entries
/// keep the order of the log.
protocol EntryReader: Sendable {
    /// The function's name.
    var function: String { get }
    /// The engine's id of the container.
    var container: String { get }
    /// Whether the end of a call waits until the log says more or nothing more.
    var hasOpenCalls: Bool { get }

    /// The entries for a batch of lines.
    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry]

    /// The entry for a gap in the log.
    mutating func addLoss(_ remark: LogRecord) -> ProjectLogEntry

    /// The entries that are due without another line.
    mutating func update() -> [ProjectLogEntry]

    /// The entries that are due when everything has been read that was in the log when this was made.
    mutating func catchUp() -> [ProjectLogEntry]

    /// The entries that are due when the log has ended.
    mutating func end() -> [ProjectLogEntry]
}

extension EntryReader {
    /// The entry for a line.
    func entry(_ record: LogRecord) -> ProjectLogEntry {
        ProjectLogEntry(function: function, container: container, record: record)
    }

    /// The entry for the end of a call.
    func end(of requestID: String?, at time: Double, _ summary: InvocationSummary) -> ProjectLogEntry {
        var end = entry(LogRecord(time: time, source: .lamdeck, text: "", invocation: requestID))
        end.ended = summary
        return end
    }
}
