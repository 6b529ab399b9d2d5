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
    /// Up to where each output was read: the engine puts a time to each by itself, so that the one's lines can stand
    /// behind later ones of the other.
    private var read: [LogOutput: EngineTimestamp] = [:]
    /// The same when the log was opened once more: older lines are known.
    private var known: [LogOutput: EngineTimestamp] = [:]
    private var time = 0.0

    init(
        function: String, container: String, family: LambdaRuntimeIdentifier.Family?, masking: Masking?
    ) {
        self.function = function
        self.container = container
        self.family = family
        self.masking = masking
    }

    /// From where the log is to be opened to read on; nil from its beginning.
    mutating func readOn() -> EngineTimestamp? {
        known = read
        return read.values.max()?.earlier(bySeconds: 2)
    }

    /// The entries of a batch of lines, in the log's order.
    mutating func take(_ lines: [LogLine]) -> [ProjectLogEntry] {
        var entries: [ProjectLogEntry] = []
        for line in lines {
            if let moment = line.timestamp.flatMap({ EngineTimestamp($0) }) {
                if let limit = known[line.output], moment <= limit { continue }
                read[line.output] = moment
                time = moment.secondsSince1970
            }
            let records = LogRecord.records(
                line: masking?.masked(line.bytes).bytes ?? line.bytes, isStandardError: line.output == .stderr,
                time: time, dropped: line.droppedBytes)
            for var record in records {
                record.invocation = slices.take(record)
                entries.append(ProjectLogEntry(function: function, container: container, record: record))
            }
            for slice in slices.complete(after: told) {
                told = slice.number
                let end = LogRecord(time: time, source: .lamdeck, text: "", invocation: slice.requestID)
                let brief = InvocationBrief(slice, of: function, family)
                entries.append(
                    ProjectLogEntry(function: function, container: container, record: end, ended: brief))
            }
        }
        return entries
    }
}
