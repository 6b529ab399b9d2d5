/// Numbers for users and reports.
public enum Decimals {
    /// A number with that many decimals, rounded, including trailing zeros.
    public static func text(_ number: Double, _ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (number * scale).rounded()
        guard scaled.magnitude < 1e15 else { return "\(number)" }
        let digits = String(Int(scaled.magnitude))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = padded.dropLast(decimals)
        let sign = scaled < 0 ? "-" : ""
        return decimals == 0 ? sign + whole : "\(sign)\(whole).\(padded.suffix(decimals))"
    }

    /// A number with at most two decimals, for JSON.
    public static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}

/// Durations of calls in a shell. The deck has less room and shortens them.
public enum Milliseconds {
    /// `122.5 ms`.
    public static func text(_ milliseconds: Double) -> String { "\(Decimals.rounded(milliseconds)) ms" }
}
