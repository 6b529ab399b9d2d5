import JSONText
import Support

/// Lines of pairs, as Go's `log/slog` and logrus write them: `time=… level=INFO msg="order received" total=3`.
enum Logfmt {
    /// Longer lines are not read.
    private static let maximumBytes = 16 << 10
    private static let levels = ["level", "lvl"].map { Array("\($0)=".utf8) }
    private static let messages = ["msg", "message"].map { Array("\($0)=".utf8) }

    /// The pairs as an object; nil for a line that is anything but pairs, or has no level and message.
    static func json(_ text: String) -> String? {
        guard text.utf8.count <= maximumBytes, levels.contains(where: { ByteSearch.first($0, in: text) != nil }),
            messages.contains(where: { ByteSearch.first($0, in: text) != nil }),
            let pairs = pairs(Array(text.utf8)), pairs.contains(where: { $0.key == "level" || $0.key == "lvl" }),
            pairs.contains(where: { $0.key == "msg" || $0.key == "message" })
        else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            for pair in pairs { writer.member(pair.key, pair.value) }
        }
        return writer.text
    }

    /// The pairs; nil if anything is between them.
    private static func pairs(_ bytes: [UInt8]) -> [(key: String, value: String)]? {
        var pairs: [(key: String, value: String)] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: " ") {
                place += 1
                continue
            }
            guard let equals = bytes[place...].firstIndex(of: UInt8(ascii: "=")), isKey(bytes[place..<equals]),
                let (value, end) = value(bytes, at: equals + 1)
            else { return nil }
            pairs.append((String(decoding: bytes[place..<equals], as: UTF8.self), value))
            place = end
        }
        return pairs
    }

    private static func isKey(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { $0.isASCIIAlphanumeric || "_-.@/".utf8.contains($0) || $0 >= 0x80 }
    }

    /// A value and its end: up to a space, or between quotes, in which a backslash escapes.
    private static func value(_ bytes: [UInt8], at start: Int) -> (String, Int)? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: " ")) ?? bytes.count
            return (String(decoding: bytes[start..<end], as: UTF8.self), end)
        }
        var place = start + 1
        var text: [UInt8] = []
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                let end = place + 1
                guard end == bytes.count || bytes[end] == UInt8(ascii: " ") else { return nil }
                return (String(decoding: text, as: UTF8.self), end)
            case UInt8(ascii: "\\") where place + 1 < bytes.count:
                let next = bytes[place + 1]
                switch next {
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "t"): text.append(0x09)
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(next)
                default: text += [bytes[place], next]
                }
                place += 2
            default:
                text.append(bytes[place])
                place += 1
            }
        }
        return nil
    }
}
