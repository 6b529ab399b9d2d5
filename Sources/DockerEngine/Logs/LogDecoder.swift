import NIOCore

/// Makes a batch of lines from each chunk of a log stream: the lines that the chunk completed, possibly none.
struct LogDecoder: StreamDecoding {
    private var frames = LogFrameDecoder()
    private var lines: LogLineSplitter
    private var isEmpty = true
    private var catchUp: (@Sendable (EngineTimestamp?) -> EngineRequest?)?

    /// - Parameter catchUp: makes the request for what a followed log left out at its end, from the last record's time.
    init(lines: LogLineSplitter, catchUp: (@Sendable (EngineTimestamp?) -> EngineRequest?)? = nil) {
        self.lines = lines
        self.catchUp = catchUp
    }

    mutating func feed(_ chunk: ByteBuffer) throws(EngineError) -> [[LogLine]] {
        var batch: [LogLine] = []
        for frame in try frames.feed(Array(chunk.readableBytesView)[...]) {
            isEmpty = false
            batch += lines.feed(frame)
        }
        return [batch]
    }

    /// A followed log can end too early when the container stops: Docker 20.10 left out a last line without newline
    /// (moby/moby issue 43860), and once, on a machine under load, most of a flood. The missing lines are in the log,
    /// so the log is read once more without following.
    mutating func continuation() -> EngineRequest? {
        // Without times the place where the log ended cannot be found again.
        guard frames.isBetweenFrames, isEmpty || lines.lastRecordTime != nil,
            let request = catchUp?(lines.lastRecordTime)
        else {
            return nil
        }
        catchUp = nil
        lines.skipRecordsAlreadySeen()
        return request
    }

    mutating func finish() throws(EngineError) -> [[LogLine]] {
        guard frames.isBetweenFrames else {
            throw EngineError(.disconnected(reason: "the log ended inside a frame"), operation: "read the log")
        }
        let batch = lines.finish()
        return batch.isEmpty ? [] : [batch]
    }
}
