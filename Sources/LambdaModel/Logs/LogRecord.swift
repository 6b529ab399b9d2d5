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
        /// The command that builds the function's code.
        case build = 5
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
    /// bytes of the line that were already lost, and `end` has the last of them.
    public static func records(
        line bytes: [UInt8], isStandardError: Bool, time: Double, dropped: Int = 0, end: [UInt8] = []
    ) -> [LogRecord] {
        var (bytes, dropped) = (bytes, dropped)
        let marker = takeMarker(from: &bytes, &dropped, end)
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
        if !marker.isEmpty { add(.marker, marker) }
        return records
    }

    /// Removes the marker from the end of a line that is too long to be kept: Node.js may still be writing such a line when
    /// its call has ended.
    private static func takeMarker(
        from bytes: inout [UInt8], _ dropped: inout Int, _ end: [UInt8]
    ) -> ArraySlice<UInt8> {
        guard bytes.count + dropped > maximumBytes else { return [] }
        let kept = dropped == end.count ? Array(bytes.suffix(markerBytes)) : []
        let last = kept + end
        guard let start = LogMarker.start(in: last[...]) else { return [] }
        let marker = last[start...]
        let keptOfMarker = max(0, kept.count - start)
        bytes.removeLast(keptOfMarker)
        dropped -= marker.count - keptOfMarker
        return marker
    }

    /// More than the bytes of a marker.
    private static let markerBytes = 128
}
