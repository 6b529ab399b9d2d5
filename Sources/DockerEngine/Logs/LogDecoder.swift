import NIOCore

/// Makes batches of lines from the chunks of a log stream: a batch is what one chunk completed.
struct LogDecoder: StreamDecoding {
    private var frames = LogFrameDecoder()
    private var lines: LogLineSplitter

    init(timestamps: Bool, maximumLineBytes: Int) {
        lines = LogLineSplitter(timestamps: timestamps, maximumLineBytes: maximumLineBytes)
    }

    mutating func feed(_ chunk: ByteBuffer) throws(EngineError) -> [[LogLine]] {
        var batch: [LogLine] = []
        for frame in try frames.feed(Array(chunk.readableBytesView)[...]) {
            batch += lines.feed(frame)
        }
        return batch.isEmpty ? [] : [batch]
    }

    mutating func finish() throws(EngineError) -> [[LogLine]] {
        guard frames.isBetweenFrames else {
            throw EngineError(.disconnected(reason: "the log ended inside a frame"), operation: "read the log")
        }
        let batch = lines.finish()
        return batch.isEmpty ? [] : [batch]
    }
}
