import Foundation
import JSONText
import LambdaModel

/// A log in the history's format: a JSON array of `[time, source, text]`, followed by the request id if it is not the
/// invocation's own.
enum StoredLog {
    /// The first lines of an invocation's log that fit, and how many did not.
    static func text(of result: InvocationResult, _ masking: Masking, limit: Int) -> (bytes: [UInt8], dropped: Int) {
        var kept = 0
        var writer = JSONWriter()
        writer.array { writer in
            var bytes = 0
            for record in result.log {
                let text = masking.masked(record.text)
                // About the size of brackets, quotes and time; control characters take more than one byte.
                bytes += text.utf8.count + 40
                if bytes > limit { break }
                kept += 1
                writer.array { writer in
                    writer.double(record.time)
                    writer.string(Self.word(record.source))
                    writer.string(text)
                    guard record.invocation != result.requestID else { return }
                    if let id = record.invocation { writer.string(id) } else { writer.null() }
                }
            }
        }
        return (writer.bytes, result.log.count - kept)
    }

    /// The lines; nil if ``text(of:_:limit:)`` did not write the bytes.
    static func records(_ bytes: [UInt8], _ stored: StoredInvocation) -> [LogRecord]? {
        guard let lines = try? JSONDocument(bytes).root, lines.kind == .array else { return nil }
        var records: [LogRecord] = []
        records.reserveCapacity(lines.count)
        for line in lines.elements {
            let parts = Array(line.elements)
            guard parts.count >= 3, let time = parts[0].double, let source = parts[1].string.flatMap(source),
                let text = parts[2].string
            else { return nil }
            let invocation = parts.count > 3 ? parts[3].string : stored.requestID
            records.append(LogRecord(time: time, source: source, text: text, invocation: invocation))
        }
        return records
    }

    // MARK: Searching

    /// Whether the text of a line has a property. The bytes are read as ``text(of:_:limit:)`` writes them: making a
    /// document of each log would take most of the time of a search.
    ///
    /// - Parameter holds: gets the inside of a JSON string.
    static func contains(
        _ bytes: UnsafeBufferPointer<UInt8>, _ holds: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        var scanner = StringScanner(bytes)
        // The first string of a line is its source, the second one its text. The request id or null may follow.
        while scanner.next() != nil, let text = scanner.next() {
            if holds(text) { return true }
            if scanner.isBefore(",\"") { _ = scanner.next() }
        }
        return false
    }

    /// The text in a JSON string.
    ///
    /// - Parameter content: the inside of the string.
    static func decoded(_ content: UnsafeBufferPointer<UInt8>) -> String {
        let quote = UInt8(ascii: "\"")
        return (try? JSONDocument([quote] + content + [quote]).root.string) ?? String(decoding: content, as: UTF8.self)
    }

    private static func word(_ source: LogRecord.Source) -> String {
        switch source {
        case .output: "out"
        case .errorOutput: "err"
        case .marker: "marker"
        case .emulator: "emulator"
        case .lamdeck: "lamdeck"
        case .build: "build"
        }
    }

    private static func source(_ word: String) -> LogRecord.Source? {
        switch word {
        case "out": .output
        case "err": .errorOutput
        case "marker": .marker
        case "emulator": .emulator
        case "lamdeck": .lamdeck
        case "build": .build
        default: nil
        }
    }
}

/// Finds the strings in JSON that lamdeck wrote.
private struct StringScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The inside of the next string; nil if there is none.
    mutating func next() -> UnsafeBufferPointer<UInt8>? {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        guard let start = first(quote, from: offset).map({ $0 + 1 }) else { return nil }
        var end = start
        while let next = first(quote, from: end) {
            let escapes = bytes[start..<next].reversed().prefix { $0 == backslash }.count
            if escapes.isMultiple(of: 2) {
                offset = next + 1
                return UnsafeBufferPointer(rebasing: bytes[start..<next])
            }
            end = next + 1
        }
        return nil
    }

    /// Whether these bytes follow.
    func isBefore(_ text: String) -> Bool { bytes[min(offset, bytes.count)...].starts(with: text.utf8) }

    private func first(_ byte: UInt8, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, start < bytes.count,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
