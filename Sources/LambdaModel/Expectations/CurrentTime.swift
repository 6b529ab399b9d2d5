import Support

/// When calls were made. Two calls in a row have the same day, so values that contain it are recognized by their form.
public struct CurrentTime: Sendable, Hashable {
    /// Seconds since 1970 before the first call and after the last one.
    private let seconds: ClosedRange<Double>
    private let forms: [DateForm]
    private let beginnings: Set<UInt8>
    private let texts: Set<String>

    /// Makes a time.
    ///
    /// - Parameters:
    ///   - seconds: seconds since 1970 before the first call and after the last one.
    ///   - days: the current days in all relevant time zones.
    public init(_ seconds: ClosedRange<Double>, days: Set<CalendarDay>) {
        // The clock of a container may differ a little if its engine runs in a virtual machine.
        self.seconds = (seconds.lowerBound - 5)...(seconds.upperBound + 5)
        var forms: [String: DateForm] = [:]
        for form in days.flatMap(DateForm.all) { forms[form.text] = forms[form.text] ?? form }
        // The longest first: "28 Nov 2026" contains "28 Nov 20".
        self.forms = forms.values.sorted { ($0.text.utf8.count, $0.text) > ($1.text.utf8.count, $1.text) }
        beginnings = Set(self.forms.compactMap(\.bytes.first))
        texts = Set(forms.keys)
    }

    /// The longest text that becomes a pattern: a longer one would be slow to match and hard to read.
    static let longestPattern = 1 << 14

    /// The kind of a text that contains the current day or time; nil for all other texts.
    func kind(of text: String) -> ValueMatcher? {
        if isNow(number: text) { return .pattern("\\d+") }
        let bytes = Array(text.utf8)
        let days = days(in: bytes)
        guard !days.isEmpty else { return nil }
        guard bytes.count <= Self.longestPattern else { return .string }
        let kinds = [ValueMatcher.timestamp, .pattern(Self.pattern(bytes, days))]
        return kinds.first { $0.matches(string: text) } ?? .string
    }

    /// The regular expression for a text that contains the current day, with patterns for the day and for times of day;
    /// nil for all other texts.
    func pattern(of text: String) -> String? {
        let bytes = Array(text.utf8)
        let days = days(in: bytes)
        return days.isEmpty ? nil : Self.pattern(bytes, days)
    }

    private typealias Day = (range: Range<Int>, pattern: String)

    /// The positions of the current day in a text.
    private func days(in bytes: [UInt8]) -> [Day] {
        var days: [Day] = []
        var index = 0
        while index < bytes.count {
            guard let (pattern, length) = form(in: bytes, at: index) else {
                index += 1
                continue
            }
            days.append((index..<(index + length), pattern))
            index += length
        }
        return days
    }

    private static func pattern(_ bytes: [UInt8], _ days: [Day]) -> String {
        var (result, start) = ("", 0)
        for day in days {
            result += withForms(String(decoding: bytes[start..<day.range.lowerBound], as: UTF8.self)) + day.pattern
            start = day.range.upperBound
        }
        return result + withForms(String(decoding: bytes[start...], as: UTF8.self))
    }

    /// Whether a number is the current time in seconds, milliseconds, microseconds or nanoseconds since 1970, or the
    /// current day as `20261128`.
    func isNow(number text: String) -> Bool {
        guard text.utf8.count <= 40, let number = Double(text) else { return false }
        if texts.contains(text) { return true }
        return [1, 1e3, 1e6, 1e9].contains { seconds.contains(number / $0) }
    }

    /// The form of the current day at an index of a text, and its length in bytes.
    private func form(in bytes: [UInt8], at index: Int) -> (pattern: String, length: Int)? {
        guard beginnings.contains(bytes[index]) else { return nil }
        let isInNumber = index > 0 && bytes[index - 1].isASCIIDigit
        let isInWord = index > 0 && bytes[index - 1].isASCIILetter
        for form in forms where bytes[index...].starts(with: form.bytes) {
            if isInNumber || isInWord && bytes[index].isASCIILetter { continue }
            let rest = bytes[(index + form.bytes.count)...]
            let digits = rest.prefix(while: \.isASCIIDigit).count
            if digits == 0 {
                // `20261128T161044Z`
                let time = rest.dropFirst().prefix(while: \.isASCIIDigit).count
                let hasTime = form.isCompact && rest.first == UInt8(ascii: "T") && (4...6).contains(time)
                return hasTime
                    ? (form.pattern + "T\\d+", form.bytes.count + 1 + time) : (form.pattern, form.bytes.count)
            }
            // `20261128161044`
            if form.isCompact, digits == 6 { return ("\\d{14}", form.bytes.count + 6) }
        }
        return nil
    }

    /// The pattern for the text around a day, with patterns for times of day.
    private static func withForms(_ literal: String) -> String {
        var (result, rest) = ("", literal[...])
        let time = /\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?(?<half> [AP]M)?/.asciiOnlyDigits()
        while let match = rest.firstMatch(of: time) {
            result += ValueMatcher.escaped(String(rest[..<match.range.lowerBound])) + "[\\d:.,]+"
            if match.half != nil { result += " [AP]M" }
            rest = rest[match.range.upperBound...]
        }
        return result + ValueMatcher.escaped(String(rest))
    }
}

/// A way to write a day.
private struct DateForm: Sendable, Hashable {
    let text: String
    /// A regular expression for all days in this notation.
    let pattern: String
    let bytes: [UInt8]
    /// Eight digits.
    let isCompact: Bool

    private init(text: String, pattern: String) {
        (self.text, self.pattern, bytes) = (text, pattern, Array(text.utf8))
        isCompact = bytes.count == 8 && Int(text) != nil
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = [
        "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
    ]

    static func all(of day: CalendarDay) -> [DateForm] {
        guard months.indices.contains(day.month - 1) else { return [] }
        return numeric(day) + named(day)
    }

    /// `2026-11-28`, `28.11.2026`, `11/28/26` and similar, with or without leading zeros.
    private static func numeric(_ day: CalendarDay) -> [DateForm] {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let year = ("\(day.year)", "\\d{4}")
        let short = (padded(day.year % 100), "\\d\\d")
        let months = [(padded(day.month), "\\d\\d"), ("\(day.month)", "\\d{1,2}")]
        let days = [(padded(day.day), "\\d\\d"), ("\(day.day)", "\\d{1,2}")]
        var forms = [DateForm(text: year.0 + months[0].0 + days[0].0, pattern: "\\d{8}")]
        for (month, date) in zip(months, days) {
            for (sign, escaped) in [("-", "-"), ("/", "/"), (".", "\\.")] {
                for parts in [
                    [year, month, date], [date, month, year], [month, date, year], [date, month, short],
                    [month, date, short],
                ] {
                    forms.append(
                        DateForm(
                            text: parts.map(\.0).joined(separator: sign),
                            pattern: parts.map(\.1).joined(separator: escaped)))
                }
            }
        }
        return forms
    }

    /// `Sat, 28 Nov 2026`, `November 28th, 2026` and similar, with or without the weekday.
    private static func named(_ day: CalendarDay) -> [DateForm] {
        let month = months[day.month - 1]
        let ending = (11...13).contains(day.day) ? "th" : [1: "st", 2: "nd", 3: "rd"][day.day % 10] ?? "th"
        let weekday = weekdays[weekdayIndex(day)]
        let date = "\\d{1,2}(?:st|nd|rd|th)?"
        var forms: [DateForm] = []
        let numbers = Set(["\(day.day)", day.day < 10 ? "0\(day.day)" : "\(day.day)", "\(day.day)\(ending)"]).sorted()
        for name in Set([month, String(month.prefix(3))]).sorted() {
            for number in numbers {
                for (separator, comma) in [(" ", ""), (" ", ","), ("-", "")] {
                    forms.append(
                        DateForm(
                            text: "\(number)\(separator)\(name)\(comma)\(separator)\(day.year)",
                            pattern: "\(date)\(separator)\\p{L}+\(comma)\(separator)\\d{4}"))
                    forms.append(
                        DateForm(
                            text: "\(name)\(separator)\(number)\(comma)\(separator)\(day.year)",
                            pattern: "\\p{L}+\(separator)\(date)\(comma)\(separator)\\d{4}"))
                }
                forms.append(
                    DateForm(text: "\(number). \(name) \(day.year)", pattern: "\(date)\\. \\p{L}+ \\d{4}"))
            }
        }
        let prefixes = [weekday, String(weekday.prefix(3))].flatMap { [($0 + ", ", ","), ($0 + " ", "")] }
        return forms
            + prefixes.flatMap { prefix, comma in
                forms.map { DateForm(text: prefix + $0.text, pattern: "\\p{L}+\(comma) \($0.pattern)") }
            }
    }

    /// Zeller's rule: 0 is Saturday.
    private static func weekdayIndex(_ day: CalendarDay) -> Int {
        let (month, year) = day.month < 3 ? (day.month + 12, day.year - 1) : (day.month, day.year)
        return (day.day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400) % 7
    }
}
