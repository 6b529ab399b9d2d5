import Support

/// A kind of value. A string in an expectation names the kind of a value that changes from call to call.
public enum ValueMatcher: Hashable, Sendable, CustomStringConvertible {
    /// Any value, including `null`; but there must be one.
    case any
    case string
    case number
    /// A string of 8-4-4-4-12 hexadecimal digits.
    case uuid
    /// A string with an ISO 8601 date and time, such as `2026-11-23T01:44:24.5Z`; the offset may be missing, as in
    /// Python's format.
    case timestamp
    /// A string that a regular expression matches from its beginning to its end.
    case pattern(String)

    private static let names: [String: ValueMatcher] = [
        "<any>": .any, "<string>": .string, "<number>": .number, "<uuid>": .uuid, "<timestamp>": .timestamp,
    ]

    /// Reads the text of a string; nil if it is not a kind.
    public init?(_ text: String) {
        if let kind = Self.names[text] {
            self = kind
        } else if text.hasPrefix("<re:"), text.hasSuffix(">") {
            self = .pattern(String(text.dropFirst(4).dropLast()))
        } else {
            return nil
        }
    }

    /// The kind as written in an expectation: `<uuid>`.
    public var description: String {
        switch self {
        case .any: "<any>"
        case .string: "<string>"
        case .number: "<number>"
        case .uuid: "<uuid>"
        case .timestamp: "<timestamp>"
        case .pattern(let text): "<re:\(text)>"
        }
    }

    /// Why a pattern cannot be used; nil if it can, and for all other kinds.
    var flaw: String? {
        guard case .pattern(let text) = self else { return nil }
        do {
            _ = try Regex(text)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The string that matches only the text itself, if the text would be read as a kind.
    static func literal(_ text: String) -> String? {
        guard ValueMatcher(text) != nil else { return nil }
        return "<re:\(escaped(text))>"
    }

    /// A regular expression that matches only the text.
    static func escaped(_ text: String) -> String {
        text.map { #"\^$.|?*+()[]{}<>"#.contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// The kind that the user may have meant by a text that looks like one.
    static func hint(_ text: String) -> String {
        guard text.hasPrefix("<"), text.hasSuffix(">"), ValueMatcher(text) == nil else { return "" }
        return NearestName.hint(text, in: names.keys.sorted())
    }

    /// Whether a string is of this kind. Numbers and other values are not strings.
    func matches(string text: String) -> Bool {
        switch self {
        case .any, .string: true
        case .number: false
        case .uuid: Self.isUUID(text)
        case .timestamp: Timestamp.isOne(text)
        case .pattern(let pattern): Self.matches(pattern, text)
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.utf8.allSatisfy { $0.hexDigitValue != nil } }
    }

    private static func matches(_ pattern: String, _ text: String) -> Bool {
        guard let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { return false }
        return (try? regex.wholeMatch(in: text)) != nil
    }
}

/// ISO 8601 dates with a time, in the forms that programs write.
private enum Timestamp {
    static func isOne(_ text: String) -> Bool {
        let form = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:Z|z|[+-]\d\d(?::?\d\d)?)?/
            .asciiOnlyDigits()
        guard let match = text.wholeMatch(of: form), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3), let hour = Int(match.4), let minute = Int(match.5)
        else { return false }
        let second = match.6.flatMap { Int($0) } ?? 0
        // 60 is a leap second.
        return (1...12).contains(month) && (1...days(of: month, in: year)).contains(day) && hour < 24 && minute < 60
            && second <= 60
    }

    private static func days(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}
