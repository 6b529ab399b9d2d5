import LambdaModel

/// Sizes for the user: powers of 1,024, as Lambda counts memory.
enum ByteCount {
    static func text(_ bytes: Int) -> String {
        if bytes == 1 { return "1 byte" }
        if bytes < 1024 { return "\(bytes) bytes" }
        if bytes < 1024 * 1024 { return tenths(bytes * 10 / 1024) + " KB" }
        return tenths(bytes * 10 / (1024 * 1024)) + " MB"
    }

    /// Whole megabytes, rounded up: the unit for comparing memory.
    static func megabytes(_ bytes: Int) -> String { Megabytes.text(bytes) }

    private static func tenths(_ value: Int) -> String {
        value >= 1000 || value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)"
    }
}

/// Durations for the user.
enum Duration {
    /// `3.8 ms`, `412 ms`, `2.04 s`, `3 min 5 s`.
    static func text(_ seconds: Double) -> String {
        let milliseconds = max(0, seconds * 1000)
        if milliseconds < 99.95 { return decimal(milliseconds, digits: 1) + " ms" }
        if milliseconds < 999.5 { return decimal(milliseconds, digits: 0) + " ms" }
        if seconds < 59.995 { return decimal(seconds, digits: 2) + " s" }
        let whole = Int(seconds.rounded())
        return "\(whole / 60) min \(whole % 60) s"
    }

    private static func decimal(_ value: Double, digits: Int) -> String {
        var factor = 1
        for _ in 0..<digits { factor *= 10 }
        let scaled = Int((value * Double(factor)).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let fraction = String(scaled % factor)
        return "\(scaled / factor)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}

/// Counts with a comma between thousands.
enum Count {
    static func text(_ number: Int) -> String {
        var digits = String(number)
        var result = ""
        while digits.count > 3 {
            result = "," + digits.suffix(3) + result
            digits.removeLast(3)
        }
        return digits + result
    }
}

/// A time of day.
enum ClockTime {
    /// `12:04:12`, from seconds since 1970 in local time.
    static func text(_ seconds: Double) -> String {
        let second = Int(seconds.rounded(.down)) % 86_400
        return [second / 3600, second / 60 % 60, second % 60].map(padded).joined(separator: ":")
    }

    /// The same with the date before it if it is not today: `11-21 12:04:12`, with the year if it is not this year.
    static func text(_ seconds: Double, now: Double) -> String {
        // A file may say anything.
        guard seconds.isFinite, (0..<1e11).contains(seconds) else { return "no time" }
        let (day, today) = (date(seconds), date(now))
        let time = text(seconds)
        if day == today { return time }
        let monthAndDay = "\(padded(day.month))-\(padded(day.day))"
        return day.year == today.year ? "\(monthAndDay) \(time)" : "\(day.year)-\(monthAndDay)"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The day of the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
    /// civil_from_days).
    private static func date(_ seconds: Double) -> (year: Int, month: Int, day: Int) {
        let days = Int((seconds / 86_400).rounded(.down)) + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

/// Bytes as `hexdump -C` shows them: offset, sixteen bytes, and the printable ones as text.
enum HexDump {
    static func line(_ bytes: [UInt8], _ index: Int) -> String {
        let start = index * 16
        let row = bytes[start..<min(start + 16, bytes.count)]
        var hex = ""
        for (offset, byte) in row.enumerated() { hex += (offset == 8 ? "  " : " ") + pad(byte, 2) }
        hex += String(repeating: " ", count: max(0, 49 - hex.count))
        let text = row.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
        return pad(start, 8) + " " + hex + "  " + text
    }

    private static func pad(_ value: some BinaryInteger, _ width: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
