import HostLink
import LambdaModel

/// Makes entries from the log of a container whose Runtime API a host of this process serves. The container's log has no
/// records about calls, so they are taken from the host (``RuntimeCallLog``) and put between the lines by time.
struct RuntimeLogReader {
    let function: String
    let container: String
    let calls: RuntimeCallLog
    private var lines: CallLines
    /// The number of the first call that has not begun here.
    private var next = 0
    /// The number of the first call whose end has not been written. Earlier calls are not looked at again.
    private var firstOpen = 0
    /// The later calls whose ends have been written.
    private var ended: Set<Int> = []

    init(function: String, container: String, calls: RuntimeCallLog) {
        (self.function, self.container, self.calls) = (function, container, calls)
        lines = CallLines(areConcurrent: calls.areConcurrent)
    }

    /// The entries for a batch of lines, with the calls that began and ended before.
    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        let known = calls.past(from: firstOpen)
        for var record in records {
            entries += advance(to: record.time, known)
            if lines.take(&record) { entries.append(entry(record)) }
        }
        return entries
    }

    /// The entries of the calls that have begun or ended since, by now.
    mutating func finish() -> [ProjectLogEntry] { advance(to: .infinity, calls.past(from: firstOpen)) }

    private func entry(_ record: LogRecord) -> ProjectLogEntry {
        ProjectLogEntry(function: function, container: container, record: record)
    }

    private mutating func advance(to time: Double, _ known: [RuntimeCallLog.Past]) -> [ProjectLogEntry] {
        guard let first = known.first?.number else { return [] }
        // Calls that the host has forgotten were never begun here.
        (next, firstOpen) = (max(next, first), max(firstOpen, first))
        var entries: [ProjectLogEntry] = []
        for past in known.dropFirst(next - first) where past.begin <= time {
            guard !past.isWithdrawn else {
                next = past.number + 1
                continue
            }
            // Calls of one environment follow each other, unless it runs several.
            if !calls.areConcurrent { entries += ends(before: past.begin, known) }
            lines.begin(past.requestID, at: past.begin, hasInit: past.hasInit)
            entries.append(entry(past.start))
            next = past.number + 1
        }
        return entries + ends(before: time, known)
    }

    /// The ends of calls that have begun and had ended some time before.
    private mutating func ends(before time: Double, _ known: [RuntimeCallLog.Past]) -> [ProjectLogEntry] {
        guard let first = known.first?.number, firstOpen < next else { return [] }
        var entries: [ProjectLogEntry] = []
        for past in known[(firstOpen - first)..<(next - first)] where !ended.contains(past.number) {
            guard !past.isWithdrawn else {
                lines.withdraw(past.requestID)
                ended.insert(past.number)
                continue
            }
            guard let end = past.end, end.time < time else { continue }
            ended.insert(past.number)
            entries += end.records.map(entry)
            var mark = entry(
                LogRecord(time: end.time, source: .lamdeck, text: "", invocation: past.requestID))
            mark.ended = end.summary
            entries.append(mark)
        }
        while ended.remove(firstOpen) != nil { firstOpen += 1 }
        return entries
    }
}
