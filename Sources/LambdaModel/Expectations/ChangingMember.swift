import JSONText
import Support

extension ChangingValue {
    /// Whether two different values are expected to differ in each call: UUIDs, timestamps, request and trace ids,
    /// durations. A small number or a word as an id is not; another one is a real difference.
    ///
    /// - Parameter key: the key of both, decoded; nil if they have none.
    public static func differsInEachCall(_ old: JSONNode, _ new: JSONNode, key: String?) -> Bool {
        let words = key.map(MemberKey.init)
        switch (old.kind, new.kind) {
        case (.string, .string):
            guard let one = old.string, let other = new.string else { return false }
            let kind = kind(one, other, nil)
            if kind == .uuid || kind == .timestamp { return true }
            if isTraceID(one), isTraceID(other) { return true }
            return words?.isID == true && isRandom(one) && isRandom(other)
        case (.number, .number):
            guard let one = old.double, let other = new.double, let words else { return false }
            return words.isDuration || words.isTime && isMoment(one) && isMoment(other)
        default: return false
        }
    }

    /// A trace header or trace id of X-Ray, as in `Root=1-67891233-abcdef012345678912345678;Sampled=1` (AWS X-Ray
    /// Developer Guide, "X-Ray concepts": Tracing header).
    private static func isTraceID(_ text: String) -> Bool {
        let id = text.split(separator: ";").first { $0.hasPrefix("Root=") }?.dropFirst(5) ?? text[...]
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [1, 8, 24] && parts[0] == "1"
            && parts.allSatisfy { $0.utf8.allSatisfy { $0.hexDigitValue != nil } }
    }

    /// Whether a text is long, has digits and no blanks, as ids that programs make.
    private static func isRandom(_ text: String) -> Bool {
        text.utf8.count >= 12 && text.utf8.contains { $0.isASCIIDigit }
            && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "-_=+/:.".utf8.contains($0) }
    }

    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, of a moment from 2001 to 2100.
    private static func isMoment(_ number: Double) -> Bool {
        [1, 1e3, 1e6, 1e9].contains { (1e9...4.1e9).contains(number / $0) }
    }
}

/// What a key says of its value, by its words: `createdAt`, `created_at` and `Created-At` have the same.
public struct MemberKey: Hashable, Sendable {
    /// The words in small letters.
    public let words: [String]

    /// Splits a key at capitals and at everything but letters and digits.
    public init(_ key: String) {
        var (words, word, wasSmall) = ([String](), "", false)
        for scalar in key.unicodeScalars {
            let isWord = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            let isCapital = scalar.properties.isUppercase
            if !word.isEmpty, !isWord || isCapital && wasSmall {
                words.append(word.lowercased())
                word = ""
            }
            if isWord { word.unicodeScalars.append(scalar) }
            wasSmall = isWord && !isCapital
        }
        self.words = word.isEmpty ? words : words + [word.lowercased()]
    }

    /// Whether the value is a moment: `createdAt`, `timestamp`, `exp`, `start_time`.
    public var isTime: Bool {
        if words.last == "at" || words.last == "on" && words.count > 1 { return true }
        return words.contains { Self.timeWords.contains($0) }
    }

    private static let timeWords: Set<String> = [
        "time", "timestamp", "ts", "date", "datetime", "exp", "iat", "nbf", "epoch", "expires", "expiry", "expiration",
        "modified", "created", "updated",
    ]

    /// Whether the value is an identifier: `requestId`, `trace_id`, `X-Amzn-Trace-Id`.
    public var isID: Bool { words.last.map { ["id", "uuid", "guid", "arn", "nonce", "etag"].contains($0) } ?? false }

    /// Whether the value is a length of time: `durationMs`, `elapsed`, `billed_duration`.
    public var isDuration: Bool { words.contains { Self.durationWords.contains($0) } }

    private static let durationWords: Set<String> = ["duration", "elapsed", "latency", "took", "uptime"]

    /// Whether the value is a number of bytes: `size`, `content_length`, `totalBytes`.
    public var isSize: Bool {
        words.last.map { ["size", "bytes", "length"].contains($0) } ?? false || words.contains("bytes")
    }
}
