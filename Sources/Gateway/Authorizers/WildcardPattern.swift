import Support

/// Patterns of policies: `*` is any text, also none, and `?` is one character.
enum WildcardPattern {
    /// Whether a pattern matches a whole text.
    static func matches(_ pattern: some StringProtocol, _ text: some StringProtocol, ignoringCase: Bool = false) -> Bool
    {
        let pattern = Array((ignoringCase ? pattern.lowercased() : String(pattern)).unicodeScalars)
        let text = Array((ignoringCase ? text.lowercased() : String(text)).unicodeScalars)
        return WildcardMatch.matches(pattern[...], text[...], any: "*", one: "?")
    }
}
