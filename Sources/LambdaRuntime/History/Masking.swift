import JSONText
import LambdaModel

/// Replaces secret values in text by a mark (`SecretMark`) before it is stored. A value of 8 bytes or more is replaced
/// everywhere, raw or in JSON's escaped form (`\"`, `\n`, `\/`, `\u00e9`), and also in a string inside a string. A value
/// of 4 to 7 bytes is replaced if it is a whole word. Shorter values, and `true`, `false` and `null`, stay.
/// ``SecretVariable`` decides which values are secret.
public struct Masking: Sendable {
    /// Replaces nothing.
    public static let none = Masking([])

    private let values: Set<[UInt8]>
    private let matcher: SecretMatcher

    /// Masks these values. Each line of a value with several lines counts as well, since a log has them separately.
    public init(_ values: some Sequence<String>) {
        var found: Set<[UInt8]> = []
        for value in values where !["true", "false", "null"].contains(value.lowercased()) {
            found.insert(Array(value.utf8))
            let lines = value.utf8.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            if lines.count > 1 { found.formUnion(lines.filter { $0.count >= SecretMatcher.anywhere }.map(Array.init)) }
        }
        self.init(bytes: found)
    }

    private init(bytes: Set<[UInt8]>) {
        values = bytes.filter { $0.count >= SecretMatcher.shortest }
        matcher = SecretMatcher(values)
    }

    /// Masks the values of both.
    public func adding(_ other: Masking?) -> Masking {
        guard let other, !other.values.isSubset(of: values) else { return self }
        return Masking(bytes: values.union(other.values))
    }

    /// Bytes without the values, and the number of replacements. JSON stays valid JSON: if a value is a number, or
    /// otherwise outside of a string, the mark gets quotes.
    public func masked(_ bytes: [UInt8]) -> (bytes: [UInt8], count: Int) {
        let ranges = matcher.ranges(in: bytes)
        guard !ranges.isEmpty else { return (bytes, 0) }
        if (try? JSONDocument(bytes)) != nil {
            let json = Self.replaced(Self.widened(ranges, inJSON: bytes), in: bytes)
            // If a value contains unbalanced brackets of JSON, the result cannot be valid JSON.
            if (try? JSONDocument(json)) != nil { return (json, ranges.count) }
        }
        return (Self.replaced(ranges.map { ($0, mark: Self.plainMark) }, in: bytes), ranges.count)
    }

    /// Text without the values. A JSON object or array, such as a structured log line, stays valid JSON.
    public func masked(_ text: String) -> String {
        guard !matcher.isEmpty else { return text }
        let bytes = Array(text.utf8)
        if let first = bytes.first(where: { $0 > UInt8(ascii: " ") }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        {
            return String(decoding: masked(bytes).bytes, as: UTF8.self)
        }
        let ranges = matcher.ranges(in: bytes)
        guard !ranges.isEmpty else { return text }
        return String(decoding: Self.replaced(ranges.map { ($0, mark: Self.plainMark) }, in: bytes), as: UTF8.self)
    }

    private typealias Replacement = (range: Range<Int>, mark: [UInt8])
    private static let plainMark = Array(SecretMark.text.utf8)
    private static let quotedMark = Array("\"\(SecretMark.text)\"".utf8)

    private static func replaced(_ replacements: [Replacement], in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var end = 0
        for (range, mark) in replacements {
            result += bytes[end..<range.lowerBound]
            result += mark
            end = range.upperBound
        }
        return result + bytes[end...]
    }

    /// The replacements for a JSON text: outside of strings they cover a whole number, and have quotes.
    private static func widened(_ ranges: [Range<Int>], inJSON bytes: [UInt8]) -> [Replacement] {
        var result: [Replacement] = []
        var isInString = false
        var index = 0
        for range in ranges {
            while index < range.lowerBound {
                if isInString, bytes[index] == UInt8(ascii: "\\") {
                    index += 2
                } else {
                    if bytes[index] == UInt8(ascii: "\"") { isInString.toggle() }
                    index += 1
                }
            }
            guard !isInString else {
                result.append((range, plainMark))
                continue
            }
            var (start, end) = (range.lowerBound, range.upperBound)
            while start > 0, isOfNumber(bytes[start - 1]) { start -= 1 }
            while end < bytes.count, isOfNumber(bytes[end]) { end += 1 }
            if let last = result.last, last.range.upperBound > start {
                // Two values in one number: the number is hidden as a whole.
                result[result.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, end)
                continue
            }
            result.append((start..<end, quotedMark))
        }
        return result
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
