/// Puts lines together from the frames of both outputs.
///
/// Without times the payloads are the plain output. With times the engine puts a time and a space before each record
/// of its log, and a record is a line or, as its log keeps no more than 16 KiB in one, a piece of a line. The pieces
/// come in frames of their own, each with the time of the first, and only the last ends with a newline (moby/moby,
/// `daemon/logger/copier.go`, `api/server/httputils/write_log_stream.go`; seen with Docker 20.10).
/// So the time at the beginning of every frame is taken off. Another time than that of the unfinished line begins a
/// new line: the process stopped within the old one, and the container was started again.
public struct LogLineSplitter: Sendable {
    /// Of one line, unless told: 1 MiB.
    public static let defaultMaximumLineBytes = 1 << 20

    private var stdout: LogLineAssembler
    private var stderr: LogLineAssembler
    private var position = LogPosition()

    /// - Parameters:
    ///   - timestamps: whether the engine was asked for times.
    ///   - keepsTimestamps: whether the lines carry them.
    ///   - maximumLineBytes: how much of a line is kept.
    public init(
        timestamps: Bool, keepsTimestamps: Bool = true, maximumLineBytes: Int = defaultMaximumLineBytes
    ) {
        func assembler(_ output: LogOutput) -> LogLineAssembler {
            LogLineAssembler(
                output: output, hasTimestamps: timestamps, keepsTimestamps: keepsTimestamps,
                maximumLineBytes: maximumLineBytes)
        }
        stdout = assembler(.stdout)
        stderr = assembler(.stderr)
    }

    /// The lines that a frame, or a piece of one, completed.
    public mutating func feed(_ frame: LogFrame) -> [LogLine] {
        switch frame.output {
        case .stdout:
            return stdout.feed(frame, position: &position)
        case .stderr:
            return stderr.feed(frame, position: &position)
        }
    }

    /// The unfinished lines, when the log has ended.
    public mutating func finish() -> [LogLine] {
        [stdout.finish(), stderr.finish()].compactMap { $0 }
    }

    /// The time of the newest record so far, if there was one and times were asked for.
    var lastRecordTime: EngineTimestamp? { position.lastTime }

    /// Prepares for the same log once more, from some point before its last record: what was seen is left out.
    mutating func skipRecordsAlreadySeen() {
        position.restart()
    }
}
