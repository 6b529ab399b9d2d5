/// Assembles lines from the frames of both outputs.
///
/// Without times the payloads are the plain output. With times the engine puts a time and a space before each record of
/// its log. A record is a line or, since a record holds at most 16 KiB, a piece of a line. The pieces arrive in
/// separate frames, each with the time of the first, and only the last ends with a newline (moby/moby,
/// `daemon/logger/copier.go`, `api/server/httputils/write_log_stream.go`; seen with Docker 20.10). So the time at the
/// beginning of every frame is removed. A time that differs from that of the unfinished line begins a new line: the
/// process ended within the old one, and the container was started again.
public struct LogLineSplitter: Sendable {
    /// The default limit of one line: 1 MiB.
    public static let defaultMaximumLineBytes = 1 << 20

    private var stdout: LogLineAssembler
    private var stderr: LogLineAssembler
    private var position = LogPosition()

    /// - Parameters:
    ///   - timestamps: whether the engine was asked for times.
    ///   - keepsTimestamps: whether the lines carry them.
    ///   - maximumLineBytes: the most bytes of a line to keep.
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

    /// The unfinished lines at the end of the log.
    public mutating func finish() -> [LogLine] {
        [stdout.finish(), stderr.finish()].compactMap { $0 }
    }

    /// The time of the newest record so far; nil without records or if times were not asked for.
    var lastRecordTime: EngineTimestamp? { position.lastTime }

    /// Prepares to read the same log again from a point before its last record. Records that were already seen are
    /// skipped.
    mutating func skipRecordsAlreadySeen() {
        position.restart()
    }
}
