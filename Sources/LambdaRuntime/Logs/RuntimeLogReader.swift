import HostLink
import LambdaModel

/// Makes entries from the log of a container whose Runtime API a host of this process serves. The container's log has no
/// records about calls, so they are taken from the host (``RuntimeCallLog``) and put between the lines by time.
struct RuntimeLogReader {
    let function: String
    let container: String
    let calls: RuntimeCallLog
    private var lines: CallLines
    /// How many calls have been begun, and how many of their ends have been written.
    private var begun = 0
    private var ended: Set<String> = []

    init(function: String, container: String, calls: RuntimeCallLog) {
        (self.function, self.container, self.calls) = (function, container, calls)
        lines = CallLines(areConcurrent: calls.areConcurrent)
    }

    /// The entries for a batch of lines, with the calls that began and ended before.
    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        let known = calls.past
        for var record in records {
            entries += advance(to: record.time, known)
            if let mark = WaitingShell.mark(in: record) {
                lines.mark(mark.requestID, in: mark.output)
                continue
            }
            if let line = WaitingShell.line(record.text) {
                guard case .output(let name, let text) = line else { continue }
                record.text = "[\(name)] \(text)"
            } else {
                lines.add(&record)
            }
            entries.append(ProjectLogEntry(function: function, container: container, record: record))
        }
        return entries
    }

    /// The entries of the calls that have begun or ended since, by now.
    mutating func finish() -> [ProjectLogEntry] { advance(to: .infinity, calls.past) }

    private mutating func advance(to time: Double, _ known: [RuntimeCallLog.Past]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        let first = known.first.map(\.number) ?? 0
        begun = max(begun, first)
        for past in known.dropFirst(begun - first) where past.begin <= time {
            // Calls of one environment follow each other, unless it runs several.
            if !calls.areConcurrent { entries += ends(before: past.begin, known) }
            lines.begin(past.requestID, at: past.begin, hasInit: past.hasInit)
            entries.append(ProjectLogEntry(function: function, container: container, record: past.start))
            begun = past.number + 1
        }
        return entries + ends(before: time, known)
    }

    /// The ends of calls that have begun and had ended some time before.
    private mutating func ends(before time: Double, _ known: [RuntimeCallLog.Past]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        for past in known where past.number < begun && !ended.contains(past.requestID) {
            guard let end = past.end, end.time < time else { continue }
            ended.insert(past.requestID)
            for record in end.records {
                entries.append(ProjectLogEntry(function: function, container: container, record: record))
            }
            let mark = LogRecord(time: end.time, source: .lamdeck, text: "", invocation: past.requestID)
            entries.append(
                ProjectLogEntry(function: function, container: container, record: mark, ended: end.summary))
        }
        return entries
    }
}
