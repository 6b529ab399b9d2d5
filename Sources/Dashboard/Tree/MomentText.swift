import Support

/// Moments in words for the user: in local time, with the distance from now.
struct MomentText {
    /// Seconds since 1970.
    let now: Double
    /// Seconds that local time is ahead of UTC.
    let secondsFromUTC: Int

    /// `2026-11-28 11:26:50, 3 days ago`; nil for a moment outside of the years 1 to 9999.
    func text(_ seconds: Double) -> String? {
        guard let local = local(seconds) else { return nil }
        return local + ", " + distance(seconds)
    }

    /// `2026-11-28 11:26:50`
    private func local(_ seconds: Double) -> String? {
        guard (-62_135_596_800.0 + 86_400...253_402_300_799 - 86_400).contains(seconds) else { return nil }
        let time = CivilTime(secondsSince1970: Int(seconds.rounded(.down)) + secondsFromUTC)
        return "\(time.date) \(time.clock)"
    }

    /// `3 days ago`, `in 2 h`, `now`.
    func distance(_ seconds: Double) -> String {
        let difference = seconds - now
        guard difference.magnitude >= 1 else { return "now" }
        let span = Self.span(difference.magnitude)
        return difference < 0 ? "\(span) ago" : "in \(span)"
    }

    /// Rounded down, in the largest unit of which there are at least two.
    private static func span(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e15))
        switch whole {
        case ..<120: return "\(whole) s"
        case ..<7200: return "\(whole / 60) min"
        case ..<(48 * 3600): return "\(whole / 3600) h"
        case ..<(60 * 86_400): return "\(whole / 86_400) days"
        case ..<(730 * 86_400): return "\(whole / 86_400 / 30) months"
        case _: return Count.text(whole / 86_400 / 365) + " years"
        }
    }

    // MARK: Reading

    /// A moment that a program wrote.
    struct Reading: Hashable {
        /// Seconds since 1970.
        var seconds: Double
        /// Whether the text names no zone; it is taken for UTC then, which is the zone of Lambda.
        var isWithoutZone = false
    }

    /// Reads ISO 8601 (also with a blank for the `T`, without a zone, or only a date) and the date of HTTP headers
    /// (RFC 9110, IMF-fixdate); nil for other text.
    static func reading(_ text: String) -> Reading? {
        var bytes = Array(text.utf8)
        guard (10...40).contains(bytes.count) else { return nil }
        if bytes[0].isASCIILetter { return httpDate(text).map { Reading(seconds: $0) } }
        if bytes.count > 10, bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "t") {
            bytes[10] = UInt8(ascii: "T")
        }
        if bytes.last == UInt8(ascii: "z") { bytes[bytes.count - 1] = UInt8(ascii: "Z") }
        if let moment = ISO8601.moment(bytes) { return Reading(seconds: moment.secondsSince1970) }
        let isDate = bytes.count == 10
        return ISO8601.moment(bytes + Array((isDate ? "T00:00:00Z" : "Z").utf8)).map {
            Reading(seconds: $0.secondsSince1970, isWithoutZone: true)
        }
    }

    /// `Sat, 28 Nov 2026 11:26:50 GMT`
    private static func httpDate(_ text: String) -> Double? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let month = CivilTime.monthNames.firstIndex(of: String(parts[2]))
        else { return nil }
        return ISO8601.seconds("\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
    }
}
