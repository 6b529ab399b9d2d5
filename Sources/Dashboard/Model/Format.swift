import Support

/// A time of day.
enum ClockTime {
    /// `12:04:12`, from seconds since 1970 in local time.
    static func text(_ seconds: Double) -> String {
        time(seconds).clock
    }

    /// The same with the date before it if it is not today: `11-21 12:04:12`, with the year if it is not this year.
    static func text(_ seconds: Double, now: Double) -> String {
        // A file may say anything.
        guard seconds.isFinite, (0..<1e11).contains(seconds) else { return "no time" }
        let (time, now) = (time(seconds), time(now))
        if time.date == now.date { return time.clock }
        return time.year == now.year ? "\(time.date.dropFirst(5)) \(time.clock)" : time.date
    }

    private static func time(_ seconds: Double) -> CivilTime {
        CivilTime(secondsSince1970: Int(seconds.rounded(.down)))
    }
}

/// The animation that shows activity.
enum Spinner {
    private static let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    /// The frame at a moment, in seconds.
    static func frame(at time: Double) -> String {
        frames[Int((time * 10).truncatingRemainder(dividingBy: 10))]
    }
}

/// Bytes as `hexdump -C` shows them: offset, sixteen bytes, and the printable ones as text.
enum HexDump {
    static func line(_ bytes: [UInt8], _ index: Int) -> String {
        let start = index * 16
        let row = bytes[start..<min(start + 16, bytes.count)]
        var hex = ""
        for (offset, byte) in row.enumerated() { hex += (offset == 8 ? "  " : " ") + Hex.text(byte, digits: 2) }
        hex += String(repeating: " ", count: max(0, 49 - hex.count))
        let text = row.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
        return Hex.text(start, digits: 8) + " " + hex + "  " + text
    }
}
