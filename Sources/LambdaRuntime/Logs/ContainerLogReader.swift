import DockerEngine
import LambdaModel

/// Makes entries of a container's log: each line learns which invocation it belongs to.
struct ContainerLogReader {
    let function: String
    let container: String
    let family: LambdaRuntimeIdentifier.Family?
    /// Hides the AWS keys that the container was given.
    let masking: Masking?
    private var slices = SliceBuilder()
    /// Invocations up to this number were told to have ended.
    private var told = 0
    /// When the last line was written.
    private(set) var last: EngineTimestamp?

    init(
        function: String, container: String, family: LambdaRuntimeIdentifier.Family?, masking: Masking?
    ) {
        self.function = function
        self.container = container
        self.family = family
        self.masking = masking
    }

    /// The entries of a batch of lines, in the log's order.
    mutating func take(_ lines: [LogLine]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        for line in lines {
            last = line.timestamp.flatMap { EngineTimestamp($0) } ?? last
            let records = LogRecord.records(
                line: masking?.masked(line.bytes).bytes ?? line.bytes, isStandardError: line.output == .stderr,
                time: last?.secondsSince1970 ?? 0, dropped: line.droppedBytes)
            for var record in records {
                record.invocation = slices.take(record)
                entries.append(ProjectLogEntry(function: function, container: container, record: record))
            }
            for slice in slices.complete(after: told) {
                told = slice.number
                let end = LogRecord(
                    time: last?.secondsSince1970 ?? 0, source: .lamdeck, text: "", invocation: slice.requestID)
                let brief = InvocationBrief(slice, of: function, family)
                entries.append(
                    ProjectLogEntry(function: function, container: container, record: end, ended: brief))
            }
        }
        return entries
    }
}
