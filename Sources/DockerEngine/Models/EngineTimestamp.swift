import Support

/// A moment by the engine's clock, exact to the nanosecond.
///
/// The engine prints times as RFC 3339 (`2026-11-22T18:00:51.985416894Z`), but in `since` and `until` it takes
/// `seconds.nanoseconds` (docker/docker, `api/types/time/timestamp.go`); the docker command converts them.
public struct EngineTimestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970.
    public let seconds: Int64
    /// 0 to 999,999,999.
    public let nanoseconds: Int32

    /// The moment that many nanoseconds after (or before) the start of 1970.
    public init(nanosecondsSince1970 total: Int64) {
        let (quotient, remainder) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        seconds = remainder < 0 ? quotient - 1 : quotient
        nanoseconds = Int32(remainder < 0 ? remainder + 1_000_000_000 : remainder)
    }

    private init(seconds: Int64, nanoseconds: Int32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Reads `seconds`, `seconds.nanoseconds`, or RFC 3339 with up to nine fractional digits and `Z` or an offset.
    public init?(_ text: String) {
        if let parsed = Self.parseUnix(text.utf8) ?? Self(rfc3339: Array(text.utf8)) {
            self = parsed
        } else {
            return nil
        }
    }

    /// The next nanosecond: `since` includes its own moment, so this excludes it.
    public var next: EngineTimestamp {
        nanoseconds == 999_999_999
            ? EngineTimestamp(seconds: seconds + 1, nanoseconds: 0)
            : EngineTimestamp(seconds: seconds, nanoseconds: nanoseconds + 1)
    }

    /// Nanoseconds since 1970.
    public var nanosecondsSince1970: Int64 { seconds &* 1_000_000_000 &+ Int64(nanoseconds) }

    /// `seconds.nanoseconds`, with all nine digits.
    public var description: String {
        let digits = String(nanoseconds)
        return "\(seconds)." + String(repeating: "0", count: 9 - digits.count) + digits
    }

    /// The earlier moment is less.
    public static func < (one: EngineTimestamp, other: EngineTimestamp) -> Bool {
        (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
    }

    /// Reads a time as the engine prints it.
    init?(rfc3339 text: [UInt8]) {
        guard let moment = ISO8601.moment(text) else { return nil }
        self.init(seconds: moment.seconds, nanoseconds: moment.nanoseconds)
    }

    /// The moment a whole number of seconds earlier.
    public func earlier(bySeconds seconds: Int64) -> EngineTimestamp {
        EngineTimestamp(seconds: self.seconds - seconds, nanoseconds: nanoseconds)
    }

    private static func parseUnix(_ text: String.UTF8View) -> EngineTimestamp? {
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let seconds = number(parts[0], digits: 1...15).map(Int64.init) else {
            return nil
        }
        guard parts.count == 2 else {
            return EngineTimestamp(seconds: seconds, nanoseconds: 0)
        }
        return fraction(parts[1]).map { EngineTimestamp(seconds: seconds, nanoseconds: $0) }
    }

    /// One to nine digits after the point, as nanoseconds.
    private static func fraction(_ digits: some Collection<UInt8>) -> Int32? {
        guard var value = number(digits, digits: 1...9) else {
            return nil
        }
        for _ in digits.count..<9 {
            value *= 10
        }
        return Int32(value)
    }

    private static func number(_ text: some Collection<UInt8>, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.count) else {
            return nil
        }
        var value = 0
        for byte in text {
            guard byte.isASCIIDigit else {
                return nil
            }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
