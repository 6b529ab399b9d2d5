/// Puts the lines of one output together.
struct LogLineAssembler: Sendable {
    /// The line that is being read.
    private struct Line {
        var time: EngineTimestamp?
        var timestamp: String?
        var bytes: [UInt8] = []
        var droppedBytes = 0
        /// Whether there is a line, though perhaps an empty one.
        var isBegun = false
    }

    /// `2026-11-22T18:00:51.985416894+02:00`
    private static let longestTimestamp = 35

    private let output: LogOutput
    private let hasTimestamps: Bool
    private let keepsTimestamps: Bool
    private let maximumLineBytes: Int
    private var line = Line()
    /// What may turn out to be the time before a record; `nil` within one.
    private var possibleTimestamp: [UInt8]?
    /// Whether the record that is being read was seen before.
    private var isSkipping = false

    init(output: LogOutput, hasTimestamps: Bool, keepsTimestamps: Bool, maximumLineBytes: Int) {
        self.output = output
        self.hasTimestamps = hasTimestamps
        self.keepsTimestamps = keepsTimestamps
        self.maximumLineBytes = maximumLineBytes
    }

    /// The lines that a frame of this output, or a piece of one, completed.
    mutating func feed(_ frame: LogFrame, position: inout LogPosition) -> [LogLine] {
        var lines: [LogLine] = []
        var rest = frame.payload
        if frame.beginsFrame, hasTimestamps {
            settle()
            possibleTimestamp = []
        }
        while !rest.isEmpty {
            if possibleTimestamp != nil {
                if let line = readTimestamp(from: &rest, position: &position) {
                    lines.append(line)
                }
                continue
            }
            let newline = rest.withUnsafeBufferPointer { $0.firstIndex(of: UInt8(ascii: "\n")) }
            let end = newline.map { rest.startIndex + $0 } ?? rest.endIndex
            append(rest[..<end])
            guard newline != nil else {
                break
            }
            if !isSkipping {
                lines.append(take(isEndedByNewline: true))
            }
            rest = rest[(end + 1)...]
            if hasTimestamps {
                possibleTimestamp = []
            }
        }
        return lines
    }

    /// The unfinished line, when the log has ended.
    mutating func finish() -> LogLine? {
        settle()
        return line.isBegun ? take(isEndedByNewline: false) : nil
    }

    /// Takes a time and its space away, or finds that the bytes are text, or waits for more of them. Returns the line
    /// that the time shows to be over.
    private mutating func readTimestamp(from rest: inout ArraySlice<UInt8>, position: inout LogPosition) -> LogLine? {
        let pending = possibleTimestamp ?? []
        let window = rest.prefix(Self.longestTimestamp + 1 - pending.count)
        let end = window.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        let candidate = pending + window[..<(end ?? window.endIndex)]
        if let end, rest[end] == UInt8(ascii: " "), let time = EngineTimestamp(rfc3339: candidate) {
            rest = rest[(end + 1)...]
            possibleTimestamp = nil
            isSkipping = position.isSeenBefore(recordAt: time, of: output)
            return isSkipping ? nil : beginRecord(at: time, text: candidate)
        }
        if end == nil, candidate.count <= Self.longestTimestamp {
            rest = []
            possibleTimestamp = candidate
        } else {
            possibleTimestamp = nil
            append(pending[...])
        }
        return nil
    }

    private mutating func beginRecord(at time: EngineTimestamp, text: [UInt8]) -> LogLine? {
        let finished = line.isBegun && line.time != time ? take(isEndedByNewline: false) : nil
        if !line.isBegun, keepsTimestamps {
            line.timestamp = String(decoding: text, as: UTF8.self)
        }
        line.time = time
        line.isBegun = true
        return finished
    }

    /// Makes text of what did not become a time.
    private mutating func settle() {
        if let candidate = possibleTimestamp, !candidate.isEmpty {
            append(candidate[...])
        }
        possibleTimestamp = nil
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !isSkipping else {
            return
        }
        line.isBegun = true
        let room = maximumLineBytes - line.bytes.count
        line.bytes += bytes.prefix(room)
        line.droppedBytes += max(0, bytes.count - room)
    }

    private mutating func take(isEndedByNewline: Bool) -> LogLine {
        let finished = LogLine(
            output: output, timestamp: line.timestamp, bytes: line.bytes, isEndedByNewline: isEndedByNewline,
            droppedBytes: line.droppedBytes)
        line = Line()
        return finished
    }
}
