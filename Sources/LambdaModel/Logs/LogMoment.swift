import Support

/// A moment as the user names it: so long ago, or a time.
public enum LogMoment {
    /// Seconds since 1970 for a length of time (``DurationText``) that has passed since then, or for an ISO 8601 time with
    /// its zone (`2026-01-31T12:00:00Z`); nil for anything else.
    public static func seconds(_ text: String, now: Double) -> Double? {
        DurationText(text).map { now - $0.seconds } ?? ISO8601.seconds(text)
    }
}
