import HostLink
import LambdaModel

/// Makes entries from the log of a container whose Runtime API a host of this process serves. The container's log has no
/// records about calls, so they are taken from the host (``RuntimeCallLog``) and put between the lines.
///
/// A call begins by its time. Its end does not follow from a time, since the engine can stamp the call's lines later: it
/// is written when all of them have been read (``CallPlaces``).
struct RuntimeLogReader: EntryReader {
    let function: String
    let container: String
    let calls: RuntimeCallLog
    private var lines: CallLines
    private var places = CallPlaces()
    /// The number of the first call that has not begun here.
    private var next = 0
    /// The numbers of the calls that have begun here and whose ends have not been written, in their order.
    private var open: [Int] = []
    /// How many calls the host had closed when this reader was made: their lines were in the log.
    private let closedBefore: Int

    /// Which ends are due.
    private enum Occasion {
        /// Those of calls whose lines have been read.
        case pause
        /// Those of calls whose lines are before this one, which has been read.
        case line(LogRecord)
        /// The same, and those of calls that were closed before: the log has been read to its present end, and lines that
        /// are not there are lost.
        case present
        /// All: the log has ended.
        case end
    }

    init(function: String, container: String, calls: RuntimeCallLog) {
        (self.function, self.container, self.calls) = (function, container, calls)
        lines = CallLines(areConcurrent: calls.areConcurrent)
        closedBefore = calls.closed
    }

    var hasOpenCalls: Bool { !open.isEmpty }

    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        let known = past()
        for var record in records {
            advance(known, .pause, &entries) { $1.mayBegin($0, before: record, known) }
            places.read(to: record)
            // If marks are lost, this line can show that all lines of a call have been read.
            advance(known, .line(record), &entries) { $1.open.isEmpty && $0.begin <= record.time }
            guard lines.take(&record) else { continue }
            places.note(record)
            entries.append(entry(record))
        }
        writeEnds(known, .pause, &entries)
        return entries
    }

    mutating func addLoss(_ remark: LogRecord) -> ProjectLogEntry { entry(remark) }

    mutating func update() -> [ProjectLogEntry] { write(.pause) { $1.calls.areConcurrent || $1.open.isEmpty } }

    mutating func catchUp() -> [ProjectLogEntry] { write(.present) { _, _ in true } }

    /// A call that ran until the log ended can be closed later.
    mutating func end() -> [ProjectLogEntry] { write(.end) { _, _ in true } }

    private mutating func write(
        _ occasion: Occasion, _ mayBegin: (RuntimeCallLog.Past, Self) -> Bool
    ) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        advance(past(), occasion, &entries, mayBegin)
        return entries
    }

    // MARK: The host's calls

    /// The calls that are open here, and all later ones.
    private mutating func past() -> [RuntimeCallLog.Past] {
        let known = calls.past(from: open.first ?? next)
        // The host has forgotten older ones.
        if let first = known.first?.number {
            next = max(next, first)
            open.removeAll { $0 < first }
        }
        return known
    }

    private static func call(_ number: Int, _ known: [RuntimeCallLog.Past]) -> RuntimeCallLog.Past? {
        guard let first = known.first?.number, known.indices.contains(number - first) else { return nil }
        return known[number - first]
    }

    /// Whether a call begins before a line. Calls of one environment follow each other, unless it runs several: the lines
    /// of an output are those of the earlier call until its mark was read there.
    private func mayBegin(
        _ past: RuntimeCallLog.Past, before record: LogRecord, _ known: [RuntimeCallLog.Past]
    ) -> Bool {
        guard past.begin <= record.time else { return false }
        return calls.areConcurrent
            || open.allSatisfy { number in
                Self.call(number, known).map { places.isMarked($0.requestID, for: record) } ?? true
            }
    }

    /// Writes the ends that are due, and begins calls as far as they may begin.
    private mutating func advance(
        _ known: [RuntimeCallLog.Past], _ occasion: Occasion, _ entries: inout [ProjectLogEntry],
        _ mayBegin: (RuntimeCallLog.Past, Self) -> Bool
    ) {
        writeEnds(known, occasion, &entries)
        while let past = Self.call(next, known), past.isWithdrawn || mayBegin(past, self) {
            next += 1
            guard !past.isWithdrawn else { continue }
            lines.begin(past.requestID, at: past.begin, hasInit: past.hasInit)
            places.begin(past.requestID)
            open.append(past.number)
            entries.append(entry(past.start))
            writeEnds(known, occasion, &entries)
        }
    }

    /// Writes the ends of calls whose lines have all been read.
    private mutating func writeEnds(
        _ known: [RuntimeCallLog.Past], _ occasion: Occasion, _ entries: inout [ProjectLogEntry]
    ) {
        for number in open {
            guard let past = Self.call(number, known) else { continue }
            if past.isWithdrawn {
                lines.withdraw(past.requestID)
            } else if let end = past.end, isDue(end, occasion) {
                write(end, of: past.requestID, &entries)
                // Its marks may be lost.
                lines.close(past.requestID)
            } else {
                continue
            }
            places.end(past.requestID)
            open.removeAll { $0 == number }
        }
    }

    private func isDue(_ end: RuntimeCallLog.End, _ occasion: Occasion) -> Bool {
        switch occasion {
        case .pause: places.read.hasReached(end.place)
        case .line(let record): places.read.isAfter(end.place, reading: record)
        case .present: end.number < closedBefore || places.read.hasReached(end.place)
        case .end: true
        }
    }

    /// Writes the end of a call. Its time is not before that of the call's lines.
    private func write(_ end: RuntimeCallLog.End, of requestID: String, _ entries: inout [ProjectLogEntry]) {
        let last = places.lastLine(of: requestID) ?? end.time
        for var record in end.records {
            record.time = max(record.time, last)
            entries.append(entry(record))
        }
        entries.append(self.end(of: requestID, at: max(end.time, last), end.summary))
    }
}
