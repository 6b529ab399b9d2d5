/// A line that a container printed.
public struct LogLine: Sendable, Hashable {
    /// Where it was written.
    public var output: LogOutput
    /// When the engine read its beginning, in its own text (RFC 3339 with nanoseconds), if times were asked for.
    public var timestamp: String?
    /// The line without its newline; not always UTF-8.
    public var bytes: [UInt8]
    /// Whether a newline ended it, and not the end of the log.
    public var isEndedByNewline: Bool
    /// How many bytes were left out at its end, because it was too long.
    public var droppedBytes: Int
}

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

    private struct Partial {
        var timestamp: String?
        var bytes: [UInt8] = []
        var droppedBytes = 0
        /// Whether there is a line, though perhaps an empty one.
        var isBegun = false
        /// What may turn out to be the time before a record.
        var possibleTimestamp: [UInt8]?
    }

    private let hasTimestamps: Bool
    private let maximumLineBytes: Int
    private var stdout = Partial()
    private var stderr = Partial()

    /// - Parameters:
    ///   - timestamps: whether times were asked for.
    ///   - maximumLineBytes: how much of a line is kept.
    public init(timestamps: Bool, maximumLineBytes: Int = defaultMaximumLineBytes) {
        hasTimestamps = timestamps
        self.maximumLineBytes = maximumLineBytes
    }

    /// The lines that a frame, or a piece of one, completed.
    public mutating func feed(_ frame: LogFrame) -> [LogLine] {
        switch frame.output {
        case .stdout:
            return feed(frame, into: &stdout)
        case .stderr:
            return feed(frame, into: &stderr)
        }
    }

    /// The unfinished lines, when the log has ended.
    public mutating func finish() -> [LogLine] {
        var lines: [LogLine] = []
        settle(&stdout)
        settle(&stderr)
        if stdout.isBegun {
            lines.append(take(&stdout, output: .stdout, isEndedByNewline: false))
        }
        if stderr.isBegun {
            lines.append(take(&stderr, output: .stderr, isEndedByNewline: false))
        }
        return lines
    }

    private func feed(_ frame: LogFrame, into partial: inout Partial) -> [LogLine] {
        var lines: [LogLine] = []
        var rest = frame.payload
        if frame.beginsFrame, hasTimestamps {
            settle(&partial)
            partial.possibleTimestamp = []
        }
        while !rest.isEmpty {
            if partial.possibleTimestamp != nil {
                if let line = readTimestamp(from: &rest, into: &partial, output: frame.output) {
                    lines.append(line)
                }
                continue
            }
            let newline = rest.withUnsafeBufferPointer { $0.firstIndex(of: UInt8(ascii: "\n")) }
            let end = newline.map { rest.startIndex + $0 } ?? rest.endIndex
            append(rest[..<end], to: &partial)
            guard newline != nil else {
                break
            }
            lines.append(take(&partial, output: frame.output, isEndedByNewline: true))
            rest = rest[(end + 1)...]
            if hasTimestamps {
                partial.possibleTimestamp = []
            }
        }
        return lines
    }

    /// Takes a time and its space away, or finds that the bytes are text, or waits for more of them. Returns the line
    /// that the time shows to be over.
    private func readTimestamp(
        from rest: inout ArraySlice<UInt8>, into partial: inout Partial, output: LogOutput
    ) -> LogLine? {
        let pending = partial.possibleTimestamp ?? []
        let window = rest.prefix(Self.longestTimestamp + 1 - pending.count)
        let end = window.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        let candidate = pending + window[..<(end ?? window.endIndex)]
        if let end, rest[end] == UInt8(ascii: " "), EngineTimestamp.isRFC3339(candidate) {
            let timestamp = String(decoding: candidate, as: UTF8.self)
            let isAnother = partial.isBegun && partial.timestamp != timestamp
            let line = isAnother ? take(&partial, output: output, isEndedByNewline: false) : nil
            rest = rest[(end + 1)...]
            partial.possibleTimestamp = nil
            partial.timestamp = timestamp
            partial.isBegun = true
            return line
        } else if end == nil, candidate.count <= Self.longestTimestamp {
            rest = []
            partial.possibleTimestamp = candidate
        } else {
            partial.possibleTimestamp = nil
            append(pending[...], to: &partial)
        }
        return nil
    }

    /// Makes text of what did not become a time.
    private func settle(_ partial: inout Partial) {
        if let candidate = partial.possibleTimestamp, !candidate.isEmpty {
            append(candidate[...], to: &partial)
        }
        partial.possibleTimestamp = nil
    }

    private func append(_ bytes: ArraySlice<UInt8>, to partial: inout Partial) {
        partial.isBegun = true
        let room = maximumLineBytes - partial.bytes.count
        partial.bytes += bytes.prefix(room)
        partial.droppedBytes += max(0, bytes.count - room)
    }

    private func take(_ partial: inout Partial, output: LogOutput, isEndedByNewline: Bool) -> LogLine {
        let line = LogLine(
            output: output, timestamp: partial.timestamp, bytes: partial.bytes, isEndedByNewline: isEndedByNewline,
            droppedBytes: partial.droppedBytes)
        partial = Partial()
        return line
    }

    /// `2026-11-22T18:00:51.985416894+02:00`
    private static let longestTimestamp = 35
}
