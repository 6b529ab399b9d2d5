import HostLink
import LambdaModel

/// Makes entries from the log of a container whose Runtime API no host of this process serves: its host has ended, or
/// the container is one of a command such as `lamdeck test`. Only the process that serves it knows which lines belong to
/// which call, so the lines are shown without calls, after a remark that says so.
struct UnservedLogReader: EntryReader {
    let function: String
    let container: String
    /// Takes out what the container's shell writes. It knows no calls.
    private var lines = CallLines()
    private var hasRemarked = false

    static let remark = "no host serves this container: its lines are shown without the calls that wrote them"

    init(function: String, container: String) { (self.function, self.container) = (function, container) }

    var hasOpenCalls: Bool { false }

    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        for var record in records where WaitingShell.mark(in: record) == nil {
            guard lines.take(&record) else { continue }
            if !hasRemarked {
                hasRemarked = true
                entries.append(entry(LogRecord(time: record.time, source: .lamdeck, text: Self.remark)))
            }
            entries.append(entry(record))
        }
        return entries
    }

    mutating func addLoss(_ remark: LogRecord) -> ProjectLogEntry { entry(remark) }

    mutating func update() -> [ProjectLogEntry] { [] }

    mutating func catchUp() -> [ProjectLogEntry] { [] }

    mutating func end() -> [ProjectLogEntry] { [] }
}
