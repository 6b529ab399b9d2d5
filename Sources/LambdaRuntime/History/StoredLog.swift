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

    private static func word(_ source: LogRecord.Source) -> String {
        switch source {
        case .output: "out"
        case .errorOutput: "err"
        case .marker: "marker"
        case .emulator: "emulator"
        case .lamdeck: "lamdeck"
        }
    }

    private static func source(_ word: String) -> LogRecord.Source? {
        switch word {
        case "out": .output
        case "err": .errorOutput
        case "marker": .marker
        case "emulator": .emulator
        case "lamdeck": .lamdeck
        default: nil
        }
    }
}
