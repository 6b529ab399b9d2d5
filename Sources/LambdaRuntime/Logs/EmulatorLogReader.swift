import HostLink
import LambdaModel

/// Makes entries from the log of a container whose Runtime API the emulator serves. The emulator writes about the calls
/// into the log.
///
/// Lines of a call can follow what the emulator writes about its end, up to ``InvocationLogParser/trailing`` later. So
/// the end of a call waits until standard output goes on with something else, or pauses.
struct EmulatorLogReader: EntryReader {
    let function: String
    let container: String
    let family: LambdaRuntimeIdentifier.Family?
    private var parser = InvocationLogParser()
    /// The ends of calls to which a line may still be added, in the order in which the emulator completed them.
    private var held: [ProjectLogEntry] = []

    init(function: String, container: String, family: LambdaRuntimeIdentifier.Family?) {
        (self.function, self.container, self.family) = (function, container, family)
    }

    var hasOpenCalls: Bool { !held.isEmpty }

    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        for var record in records {
            record.invocation = parser.add(record)
            if !held.isEmpty { release(before: record, &entries) }
            entries.append(entry(record))
            switch record.source {
            case .marker, .emulator: hold(at: record.time)
            case .output, .errorOutput, .lamdeck, .build: break
            }
        }
        return entries
    }

    mutating func addLoss(_ remark: LogRecord) -> ProjectLogEntry {
        var remark = remark
        remark.invocation = parser.addLoss(remark)
        return entry(remark)
    }

    mutating func update() -> [ProjectLogEntry] {
        defer { held = [] }
        return held
    }

    mutating func catchUp() -> [ProjectLogEntry] { update() }

    mutating func end() -> [ProjectLogEntry] { update() }

    /// Holds the ends of the calls that are complete now.
    private mutating func hold(at time: Double) {
        for callLog in parser.takeComplete() {
            held.append(end(of: callLog.requestID, at: time, InvocationSummary(callLog, of: function, family)))
        }
    }

    /// Releases the ends of the calls to which no line can be added when standard output has reached this record. Standard
    /// error can be ahead of it by several calls.
    private mutating func release(before record: LogRecord, _ entries: inout [ProjectLogEntry]) {
        switch record.source {
        case .emulator, .lamdeck, .build: return
        case .marker, .output, .errorOutput: break
        }
        entries += held.filter { $0.record.invocation != record.invocation }
        held.removeAll { $0.record.invocation != record.invocation }
        for index in held.indices { held[index].record.time = max(held[index].record.time, record.time) }
    }
}
