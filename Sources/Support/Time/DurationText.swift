/// Lengths of time as the user types them: one or more numbers with a unit of `ms`, `s`, `m`, `h` or `d`, such as `500ms`,
/// `1.5h` and `1h30m`; a number alone is seconds.
public struct DurationText: Hashable, Sendable, CustomStringConvertible {
    /// The length in seconds; 0 or more.
    public let seconds: Double
    /// As it was typed, with a blank before each unit: `1 h 30 m`.
    public let description: String

    private static let units: [(name: String, seconds: Double)] = [
        ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400),
    ]
    /// A larger number of any unit is taken for a mistake.
    private static let most = 1e9

    /// Reads a length; nil for anything else.
    public init?(_ text: String) {
        var (seconds, parts, rest) = (0.0, [String](), Array(text.utf8)[...])
        repeat {
            let digits = rest.prefix { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
            rest = rest[digits.endIndex...]
            let letters = rest.prefix { $0.isASCIILetter }
            rest = rest[letters.endIndex...]
            var unit = String(decoding: letters, as: UTF8.self)
            if unit.isEmpty, parts.isEmpty, rest.isEmpty { unit = "s" }
            guard let number = Double(String(decoding: digits, as: UTF8.self)), number <= Self.most,
                let size = Self.units.first(where: { $0.name == unit })?.seconds
            else { return nil }
            seconds += number * size
            parts.append("\(String(decoding: digits, as: UTF8.self)) \(unit)")
        } while !rest.isEmpty
        (self.seconds, description) = (seconds, parts.joined(separator: " "))
    }
}

/// Lengths of time as the user reads them.
public enum TimeSpan {
    /// `3.8 ms`, `412 ms`, `2.04 s`, `3 min 5 s`: in little room, rounded to the nearest.
    public static func short(_ seconds: Double) -> String {
        let milliseconds = max(0, seconds * 1000)
        if milliseconds < 99.95 { return Decimals.text(milliseconds, 1) + " ms" }
        if milliseconds < 999.5 { return Decimals.text(milliseconds, 0) + " ms" }
        if seconds < 59.995 { return Decimals.text(seconds, 2) + " s" }
        let whole = Int(seconds.rounded())
        return "\(whole / 60) min \(whole % 60) s"
    }

    /// `59 s`, `12 min`, `1 h 5 min`, `2 d 3 h`: how long something runs or lasts, rounded down.
    public static func long(_ seconds: Int) -> String {
        switch max(0, seconds) {
        case let seconds where seconds < 60: "\(seconds) s"
        case let seconds where seconds < 3600: "\(seconds / 60) min"
        case let seconds where seconds < 86_400: "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }
}
