/// Patterns of policies: `*` is any text, also none, and `?` is one character.
enum WildcardPattern {
    /// Whether a pattern matches a whole text. It takes no more steps than the product of both lengths.
    static func matches(_ pattern: some StringProtocol, _ text: some StringProtocol, ignoringCase: Bool = false) -> Bool
    {
        let pattern = Array((ignoringCase ? pattern.lowercased() : String(pattern)).unicodeScalars)
        let text = Array((ignoringCase ? text.lowercased() : String(text)).unicodeScalars)
        var (at, position) = (0, 0)
        // The position of the last star, and the end of the text that it matches so far.
        var star: (pattern: Int, text: Int)?
        while position < text.count {
            if at < pattern.count, pattern[at] == "*" {
                star = (at, position)
                at += 1
            } else if at < pattern.count, pattern[at] == "?" || pattern[at] == text[position] {
                at += 1
                position += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                at = last.pattern + 1
                position = last.text + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "*" }
    }
}
