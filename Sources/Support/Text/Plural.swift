/// Counts in words.
public enum Plural {
    /// `1 function`, `2 functions`.
    ///
    /// - Parameter many: the noun for all counts but 1; nil if it is the other one with an `s`.
    public static func text(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(noun(count, one, many))"
    }

    /// `function` for 1, else `functions`.
    public static func noun(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        count == 1 ? one : many ?? one + "s"
    }
}
