import Support

/// One line of a function's log.
public struct LogRecord: Hashable, Sendable {
    /// Who wrote it. The numbers are part of the link between a host and its clients.
    public enum Source: UInt8, Hashable, Sendable {
        /// The function, on standard output.
        case output = 0
        /// The function, on standard error.
        case errorOutput = 1
        /// Who serves the Runtime API: `START`, `END` and `REPORT`.
        case marker = 2
        /// The emulator's own messages, which contain `(rapid)` or begin with its name.
        case emulator = 3
        /// lamdeck: what it did to the container.
        case lamdeck = 4
    }

    /// Seconds since 1970, by the engine's clock.
    public var time: Double
    /// Who wrote it.
    public var source: Source
    /// The text, including escape sequences, without line breaks.
    public var text: String
    /// The request id of the invocation that it belongs to; nil for a line outside any.
    public var invocation: String?

    /// A line of a log.
    public init(time: Double, source: Source, text: String, invocation: String? = nil) {
        self.time = time
        self.source = source
        self.text = text
        self.invocation = invocation
    }

    /// The most bytes of a line that are kept, as in Lambda. A remark at the end counts the rest.
    public static let maximumBytes = 256 << 10

    /// The records in a line of the container's output: some runtimes write a carriage return for a line break inside
    /// one record, and a marker may follow output without a line break (LAMBDA facts, "Its log"). `dropped` counts
    /// bytes of the line that were already lost.
    public static func records(
        line bytes: [UInt8], isStandardError: Bool, time: Double, dropped: Int = 0
    ) -> [LogRecord] {
        let plain: Source = isStandardError ? .errorOutput : .output
        var records: [LogRecord] = []
        func add(_ source: Source, _ bytes: ArraySlice<UInt8>) {
            records.append(LogRecord(time: time, source: source, text: String(decoding: bytes, as: UTF8.self)))
        }
        let carriageReturn = UInt8(ascii: "\r")
        for piece in bytes.prefix(maximumBytes).split(separator: carriageReturn, omittingEmptySubsequences: false) {
            if let marker = LogMarker.start(in: piece) {
                if marker > piece.startIndex { add(plain, piece[..<marker]) }
                add(.marker, piece[marker...])
            } else if let start = LogMarker.extensionStart(in: piece) {
                add(plain, piece[..<start])
                add(plain, piece[start...])
            } else {
                add(isStandardError && LogMarker.isEmulator(piece) ? .emulator : plain, piece)
            }
        }
        if records.count > 1, records.last?.text.isEmpty == true { records.removeLast() }
        let excess = max(0, bytes.count - maximumBytes) + dropped
        if excess > 0 { records[records.count - 1].text += " … \(Plural.text(excess, "more byte"))" }
        return records
    }
}
