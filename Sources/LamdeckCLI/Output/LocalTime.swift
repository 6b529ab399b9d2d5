import Foundation

/// Moments as text for the user: in the time of this machine.
struct LocalTime: Sendable {
    /// Seconds by which local time is ahead of UTC at a moment.
    let offset: @Sendable (time_t) -> Int

    /// The time zone of this process.
    static let system = LocalTime { moment in
        var (moment, parts) = (moment, tm())
        localtime_r(&moment, &parts)
        return Int(parts.tm_gmtoff)
    }

    /// `12:04:12.123`. The milliseconds are rounded down, so that no line shows a moment that has not come.
    func clock(_ seconds: Double) -> String {
        let milliseconds = Int((Moment.bounded(seconds) * 1000).rounded(.down))
        let fraction = String(String(1000 + milliseconds % 1000).dropFirst())
        return Self.clock(parts(milliseconds / 1000)) + "." + fraction
    }

    /// `2026-01-31 12:04:12`
    func date(_ seconds: Double) -> String {
        let parts = parts(Int(Moment.bounded(seconds)))
        let day = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map(Self.padded)
        return day.joined(separator: "-") + " " + Self.clock(parts)
    }

    private func parts(_ seconds: Int) -> tm {
        var (local, parts) = (time_t(seconds + offset(time_t(seconds))), tm())
        gmtime_r(&local, &parts)
        return parts
    }

    private static func clock(_ parts: tm) -> String {
        [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0)) }.joined(separator: ":")
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Moments as text for a machine.
enum Moment {
    /// `2026-01-31T12:00:00.123Z`, from seconds since 1970.
    static func iso(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: bounded(seconds))
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A moment that can be written: clocks and files can hold anything. From 1970 to the end of the year 9999.
    static func bounded(_ seconds: Double) -> Double {
        seconds.isFinite ? min(max(seconds, 0), 253_402_300_799) : 0
    }
}
