import DockerEngine
import LambdaModel

/// Makes entries of a container's log: each line learns which invocation it belongs to.
struct ContainerLogReader {
    let function: String
    let family: LambdaRuntimeIdentifier.Family?
    var log: ContainerLogFollower
    private var slices = SliceBuilder()
    /// Invocations up to this number were told to have ended.
    private var told = 0
    private var time = 0.0

    var container: String { log.container }

    init(function: String, family: LambdaRuntimeIdentifier.Family?, log: ContainerLogFollower) {
        self.function = function
        self.family = family
        self.log = log
    }

    /// The entries of a batch of lines, in the log's order.
    mutating func take(_ records: [LogRecord]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        for var record in records {
            time = record.time
            record.invocation = slices.take(record)
            entries.append(ProjectLogEntry(function: function, container: container, record: record))
        }
        for slice in slices.complete(after: told) {
            told = slice.number
            let end = LogRecord(time: time, source: .lamdeck, text: "", invocation: slice.requestID)
            let brief = InvocationBrief(slice, of: function, family)
            entries.append(ProjectLogEntry(function: function, container: container, record: end, ended: brief))
        }
        return entries
    }

    /// The entry of a place at which lines are missing.
    mutating func lose(_ remark: LogRecord) -> ProjectLogEntry {
        var remark = remark
        remark.invocation = slices.lose(remark)
        return ProjectLogEntry(function: function, container: container, record: remark)
    }
}
