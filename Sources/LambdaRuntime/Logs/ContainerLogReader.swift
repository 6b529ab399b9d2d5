import DockerEngine
import HostLink
import LambdaModel

/// Makes entries from a container's log, and finds the invocation of each line.
struct ContainerLogReader {
    let function: String
    let family: LambdaRuntimeIdentifier.Family?
    var log: ContainerLogFollower
    private var parser = InvocationLogParser()
    /// Reads the log of a container whose Runtime API is served here; nil for another one.
    private var runtime: RuntimeLogReader?
    /// Reads the log of a container whose Runtime API another process serves or served; nil for another one.
    private var unserved: UnservedLogReader?
    /// Signals when a call of such a container begins or ends.
    var calls: RuntimeCallLog? { runtime?.calls }

    var container: String { log.container }

    /// - Parameters:
    ///   - calls: the calls of a container whose Runtime API is served here.
    ///   - server: who serves the container's Runtime API.
    init(
        function: String, family: LambdaRuntimeIdentifier.Family?, log: ContainerLogFollower,
        calls: RuntimeCallLog? = nil, server: ServingKind = .emulator
    ) {
        if calls == nil, server == .lamdeck {
            unserved = UnservedLogReader(function: function, container: log.container)
        }
        runtime = calls.map { RuntimeLogReader(function: function, container: log.container, calls: $0) }
        self.function = function
        self.family = family
        self.log = log
    }

    /// The entries for a batch of lines, in the log's order. They do not depend on where batches end: the end of a call
    /// follows the line that completed it.
    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry] {
        if let entries = runtime?.read(records) ?? unserved?.read(records) { return entries }
        var entries: [ProjectLogEntry] = []
        for var record in records {
            record.invocation = parser.add(record)
            entries.append(ProjectLogEntry(function: function, container: container, record: record))
            switch record.source {
            case .marker, .emulator: entries += ends(at: record.time)
            case .output, .errorOutput, .lamdeck: break
            }
        }
        return entries
    }

    /// The entries of calls that began or ended since the last line.
    mutating func finish() -> [ProjectLogEntry] { runtime?.finish() ?? [] }

    /// The ends of the calls that are complete now and have not been reported.
    private mutating func ends(at time: Double) -> [ProjectLogEntry] {
        parser.takeComplete().map { callLog in
            let end = LogRecord(time: time, source: .lamdeck, text: "", invocation: callLog.requestID)
            let summary = InvocationSummary(callLog, of: function, family)
            return ProjectLogEntry(function: function, container: container, record: end, ended: summary)
        }
    }

    /// The entry for a gap in the log.
    mutating func addLoss(_ remark: LogRecord) -> ProjectLogEntry {
        var remark = remark
        remark.invocation = parser.addLoss(remark)
        return ProjectLogEntry(function: function, container: container, record: remark)
    }
}
