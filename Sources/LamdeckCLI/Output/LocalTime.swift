import Foundation
import Support

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

    /// `12:04:12.123`, from seconds since 1970. The milliseconds are rounded down, so that no line
    /// shows a future moment.
    func clock(_ seconds: Double) -> String {
        let milliseconds = ISO8601.milliseconds(seconds)
        return time(milliseconds).clock + ISO8601.fraction(milliseconds)
    }

    /// `2026-01-31 12:04:12`, from seconds since 1970.
    func date(_ seconds: Double) -> String {
        let time = time(ISO8601.milliseconds(seconds))
        return "\(time.date) \(time.clock)"
    }

    private func time(_ milliseconds: Int) -> CivilTime {
        let seconds = milliseconds / 1000
        return CivilTime(secondsSince1970: seconds + offset(time_t(seconds)))
    }
}
