import Foundation

/// A moment as the user writes it: a duration before now, or a time.
public enum LogMoment {
    /// Seconds since 1970 for `90`, `30s`, `10m`, `2h`, `1d`, several of them (`1h30m`), all of them ago, or for an
    /// ISO 8601 time with its zone (`2026-01-31T12:00:00Z`); nil for anything else.
    public static func seconds(_ text: String, now: Double) -> Double? {
        if let ago = duration(text) { return now - ago }
        let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
        return styles.lazy.compactMap { try? $0.parse(text) }.first?.timeIntervalSince1970
    }

    /// The seconds of a duration; a number alone counts as seconds. Nil if it is not a duration.
    public static func duration(_ text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        var (total, digits, parts) = (0.0, "", 0)
        for character in text {
            if character.isASCII, character.isNumber || character == "." {
                digits.append(character)
            } else if let unit = units[character], let number = number(digits) {
                total += number * unit
                parts += 1
                digits = ""
            } else {
                return nil
            }
        }
        if digits.isEmpty { return parts > 0 ? total : nil }
        return parts == 0 ? number(digits) : nil
    }

    private static func number(_ digits: String) -> Double? {
        Double(digits).flatMap { $0.isFinite && $0 <= 1e9 ? $0 : nil }
    }
}
