/// Moments as machines write them (ISO 8601, RFC 3339): `2026-01-31T12:00:00.123Z`. Foundation's own style is not used: it
/// writes about half of all times a millisecond too early, and accepts any text after a time.
public enum ISO8601 {
    /// A moment to the nanosecond.
    public struct Moment: Hashable, Sendable {
        /// Seconds since 1970.
        public var seconds: Int64
        /// 0 to 999,999,999.
        public var nanoseconds: Int32

        /// Seconds since 1970, as far as a double holds them.
        public var secondsSince1970: Double { Double(seconds) + Double(nanoseconds) * 1e-9 }
    }

    // MARK: Writing

    /// The last second that has a year of four digits: the end of 9999.
    private static let lastSecond = 253_402_300_799.0

    /// A moment that can be written. Clocks and files can hold anything: an earlier or later moment than those from 1970 to
    /// 9999 is the first or last of them, and a number that is not finite is the first.
    private static func bounded(_ seconds: Double) -> Double {
        seconds.isFinite ? min(max(seconds, 0), lastSecond) : 0
    }

    /// Seconds since 1970 in UTC. Fractions are rounded down, so that no text shows a future moment.
    ///
    /// - Parameter hasMilliseconds: whether three decimals are written, or none.
    public static func text(_ seconds: Double, hasMilliseconds: Bool = false) -> String {
        let milliseconds = milliseconds(seconds)
        let time = CivilTime(secondsSince1970: milliseconds / 1000)
        return "\(time.date)T\(time.clock)" + (hasMilliseconds ? fraction(milliseconds) : "") + "Z"
    }

    /// Whole milliseconds since 1970, rounded down, of a moment that can be written.
    public static func milliseconds(_ seconds: Double) -> Int { Int((bounded(seconds) * 1000).rounded(.down)) }

    /// The decimals of a number of milliseconds: `.123`.
    public static func fraction(_ milliseconds: Int) -> String { "." + CivilTime.padded(milliseconds % 1000, 3) }

    // MARK: Reading

    /// Reads date, `T`, time with or without decimals, and `Z` or an offset (`+02:00`, `+0200`, `+02`); nil for anything
    /// else. Decimals after the ninth are left out.
    public static func moment(_ text: [UInt8]) -> Moment? {
        var reader = Reader(bytes: text)
        guard let year = reader.number(4), reader.consume("-"), let month = reader.number(2), reader.consume("-"),
            let day = reader.number(2), reader.consume("T"), let hour = reader.number(2), reader.consume(":"),
            let minute = reader.number(2), reader.consume(":"), let second = reader.number(2),
            (1...12).contains(month), (1...CivilTime.days(inMonth: month, of: year)).contains(day), hour < 24,
            minute < 60, second <= 60
        else { return nil }
        var nanoseconds = 0
        if reader.consume(".") {
            guard let fraction = reader.fraction() else { return nil }
            nanoseconds = fraction
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return Moment(seconds: Int64(time.secondsSince1970 - offset), nanoseconds: Int32(nanoseconds))
    }

    /// Seconds since 1970; see ``moment(_:)``.
    public static func seconds(_ text: String) -> Double? { moment(Array(text.utf8))?.secondsSince1970 }
}

/// Reads the parts of a time, one after the other.
private struct Reader {
    let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    /// Whether a sign follows, which is then read.
    mutating func consume(_ sign: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: sign) else { return false }
        index += 1
        return true
    }

    /// A number of exactly so many digits.
    mutating func number(_ digits: Int) -> Int? {
        guard index + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<(index + digits)] {
            guard byte.isASCIIDigit else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        index += digits
        return value
    }

    /// Decimals as nanoseconds; nil if there is none.
    mutating func fraction() -> Int? {
        var (value, scale, count) = (0, 100_000_000, 0)
        while index < bytes.count, bytes[index].isASCIIDigit {
            value += Int(bytes[index] - 0x30) * scale
            scale /= 10
            (index, count) = (index + 1, count + 1)
        }
        return count > 0 ? value : nil
    }

    /// Seconds by which the time is ahead of UTC.
    mutating func offset() -> Int? {
        if consume("Z") { return 0 }
        let sign = consume("+") ? 1 : consume("-") ? -1 : 0
        guard sign != 0, let hours = number(2), hours < 24 else { return nil }
        if isAtEnd { return sign * hours * 3600 }
        _ = consume(":")
        guard let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
