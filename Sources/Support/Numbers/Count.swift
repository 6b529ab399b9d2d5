/// Counts with a comma between thousands.
public enum Count {
    /// `12,345`
    public static func text(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var result = ""
        while digits.utf8.count > 3 {
            result = "," + digits.suffix(3) + result
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + digits + result
    }

    /// `1 line`, `12,345 lines`.
    public static func text(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(text(number)) \(Plural.noun(number, one, many))"
    }
}
