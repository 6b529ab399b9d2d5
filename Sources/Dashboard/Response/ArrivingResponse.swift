import LambdaModel
import Support

/// The response of a call that runs, as far as it has arrived: its last lines.
struct ArrivingResponse: Sendable {
    /// The lines, oldest first; the last one may not be complete.
    private var lines: [[UInt8]] = [[]]
    /// How many bytes the lines have.
    private var keptBytes = 0
    /// How many lines were dropped before them.
    private(set) var droppedLines = 0
    /// How many bytes have arrived.
    private(set) var total = 0
    /// Milliseconds from the delivery of the event to the first byte; nil if that was not measured.
    let firstByteMilliseconds: Double?
    /// When the pane may show it, or show more of it: seconds since 1970.
    private var dueAt: Double
    /// Whether bytes have arrived that the pane does not show.
    private var hasNews = true

    /// Seconds until the pane shows a response, and more of it. A response that is complete before is never shown in
    /// parts.
    private static let interval = 0.1

    /// - Parameter now: seconds since 1970.
    init(_ first: ResponsePart, at now: Double) {
        firstByteMilliseconds = first.firstByteMilliseconds
        dueAt = now + Self.interval
        add(first)
    }

    /// Adds a part. If bytes are missing before it, the lines begin with it.
    mutating func add(_ part: ResponsePart) {
        guard part.end > total else { return }
        if part.offset > total {
            droppedLines += lines.count
            (lines, keptBytes) = ([[]], 0)
        }
        for byte in part.bytes.suffix(part.end - total) {
            if byte == UInt8(ascii: "\n") { lines.append([]) } else { lines[lines.count - 1].append(byte) }
            keptBytes += 1
        }
        total = part.end
        hasNews = true
        drop()
    }

    /// Drops the oldest lines, and the beginning of a line that is too long.
    private mutating func drop() {
        var count = 0
        while keptBytes > ResponsePart.keptBytes, count < lines.count - 1 {
            keptBytes -= lines[count].count + 1
            count += 1
        }
        lines.removeFirst(count)
        droppedLines += count
        let surplus = keptBytes - ResponsePart.keptBytes
        guard surplus > 0 else { return }
        lines[0].removeFirst(surplus)
        keptBytes -= surplus
    }

    /// Whether the pane must be updated. If it must, the next update is due later.
    mutating func isDue(at now: Double) -> Bool {
        guard hasNews, now >= dueAt else { return false }
        hasNews = false
        dueAt = now + Self.interval
        return true
    }

    /// The lines as text; nil if they are not text.
    var text: [String]? {
        var texts: [String] = []
        for (index, line) in lines.enumerated() {
            var bytes = line[...]
            // A character may have lost its beginning, or may not have arrived completely.
            if index == 0, total > keptBytes { bytes = bytes.drop { $0 & 0xC0 == 0x80 } }
            if index == lines.count - 1 { bytes = Self.complete(bytes) }
            if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
            guard let text = String(validating: bytes, as: UTF8.self),
                !text.unicodeScalars.contains(where: { $0.isControl && !"\r\t\u{1B}".unicodeScalars.contains($0) })
            else { return nil }
            texts.append(text)
        }
        if texts.count > 1, texts.last?.isEmpty == true { texts.removeLast() }
        return texts
    }

    /// Bytes without an incomplete character at their end.
    private static func complete(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes }
        let length =
            switch bytes[lead] {
            case 0xC0..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0...: 4
            default: 1
            }
        return bytes.endIndex - lead < length ? bytes[..<lead] : bytes
    }

    /// How many bytes are not shown.
    var hiddenBytes: Int { total - keptBytes }
}
