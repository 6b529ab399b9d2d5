/// Assembles the lines of one output.
struct LogLineAssembler: Sendable {
    /// The line being read.
    private struct Line {
        var time: EngineTimestamp?
        var timestamp: String?
        var bytes: [UInt8] = []
        var droppedBytes = 0
        var end: [UInt8] = []
        /// Whether a line has begun; it may still be empty.
        var isBegun = false
    }

    /// `2026-11-22T18:00:51.985416894+02:00`
    private static let longestTimestamp = 35

    private let output: LogOutput
    private let hasTimestamps: Bool
    private let keepsTimestamps: Bool
    private let maximumLineBytes: Int
    private var line = Line()
    /// Bytes that may turn out to be the time before a record; nil inside a record.
    private var possibleTimestamp: [UInt8]?
    /// The last complete line: an engine that returns to an earlier record sends the newest one again with its time.
    private var last: Line?
    /// Whether the next bytes continue the line in a new record.
    private var isAtSeam = false
    /// Whether the current record was read before.
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
            if !isSkipping, let line = takeWhole() {
                lines.append(line)
            }
            rest = rest[(end + 1)...]
            if hasTimestamps {
                possibleTimestamp = []
            }
        }
        return lines
    }

    /// The unfinished line at the end of the log.
    mutating func finish() -> LogLine? {
        settle()
        return line.isBegun ? take(isEndedByNewline: false) : nil
    }

    /// Consumes a record's time and the space after it; decides that the bytes are text; or waits for more. Returns the
    /// previous line if the time shows that it is complete.
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

    /// Joins a piece of a line to the previous one. The engine stores at most 16 KiB in a record. With the `json-file`
    /// driver it writes U+FFFD for each byte of a character that is cut there; these become a single one.
    private mutating func joined(_ piece: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let mark: [UInt8] = [0xEF, 0xBF, 0xBD]
        guard line.bytes.suffix(3).elementsEqual(mark), piece.starts(with: mark) else { return piece }
        for _ in 0..<2 where line.bytes.count >= 6 && line.bytes.suffix(6).elementsEqual(mark + mark) {
            line.bytes.removeLast(3)
        }
        var rest = piece
        for _ in 0..<3 where rest.starts(with: mark) { rest = rest.dropFirst(3) }
        return rest
    }

    private mutating func beginRecord(at time: EngineTimestamp, text: [UInt8]) -> LogLine? {
        let finished = line.isBegun && line.time != time ? take(isEndedByNewline: false) : nil
        if !line.isBegun, keepsTimestamps {
            line.timestamp = String(decoding: text, as: UTF8.self)
        }
        isAtSeam = line.isBegun
        line.time = time
        line.isBegun = true
        return finished
    }

    /// Treats bytes that did not become a time as text.
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
        var bytes = bytes
        if isAtSeam {
            isAtSeam = false
            bytes = joined(bytes)
        }
        let room = maximumLineBytes - line.bytes.count
        line.bytes += bytes.prefix(room)
        let excess = bytes.dropFirst(room)
        guard !excess.isEmpty else { return }
        line.droppedBytes += excess.count
        line.end = Array((line.end + excess.suffix(LogLine.endBytes)).suffix(LogLine.endBytes))
    }

    /// The line that a newline ended; nil if it only repeats the previous one.
    private mutating func takeWhole() -> LogLine? {
        guard line.time != nil else { return take(isEndedByNewline: true) }
        let whole = line
        let finished = take(isEndedByNewline: true)
        // Two lines with the same text have different times, to the nanosecond.
        if let last, last.time == whole.time, !whole.bytes.isEmpty, last.bytes == whole.bytes { return nil }
        last = whole
        return finished
    }

    private mutating func take(isEndedByNewline: Bool) -> LogLine {
        let finished = LogLine(
            output: output, timestamp: line.timestamp, time: keepsTimestamps ? line.time : nil, bytes: line.bytes,
            isEndedByNewline: isEndedByNewline, droppedBytes: line.droppedBytes, end: line.end)
        line = Line()
        return finished
    }
}
