import Support
import Testing

@Suite("Patterns with wildcards") struct WildcardMatchTests {
    @Test(
        "A pattern matches a whole text",
        arguments: [
            ("", "", true), ("", "a", false), ("*", "", true), ("**", "", true), ("?", "", false), ("?", "a", true),
            ("a?", "a", false), ("a*", "a", true), ("*a", "ba", true), ("*a", "ab", false), ("a**?", "ab", true),
            ("*ab*ab", "abab", true), ("*ab*ab", "abb", false), ("a*b?c", "axxbbc", true), ("*?", "xyz", true),
            ("x*", "*", false), ("?*?", "a", false),
        ])
    func matches(pattern: String, text: String, expected: Bool) {
        // Slices do not begin at 0.
        let (pattern, text) = (Array("--\(pattern)".utf8), Array("-\(text)".utf8))
        let isMatch = WildcardMatch.matches(
            pattern[2...], text[1...], any: UInt8(ascii: "*"), one: UInt8(ascii: "?"))
        #expect(isMatch == expected)
    }
}
