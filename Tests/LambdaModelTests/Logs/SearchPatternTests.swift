import LambdaModel
import TestSupport
import Testing

/// Searches as the user types them.
@Suite struct SearchPatternTests {
    private static func found(_ pattern: String, in text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        let pattern = try SearchPattern(pattern)
        let ranges = pattern.ranges(in: text)
        if !ranges.isEmpty { #expect(pattern.matches(text) && pattern.matches(utf8: bytes[...])) }
        return ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(
        arguments: [
            ("abc", "xabcABC", ["abc", "ABC"]), ("Abc", "abcAbc", ["Abc"]), ("x", "X.x", ["X", "x"]),
            ("#", "a#", ["#"]),
            ("größe", "GRÖSSE Größe GRÖßE GRÖẞE", ["Größe", "GRÖßE", "GRÖẞE"]), ("Ö", "öÖ", ["Ö"]),
            ("σ", "ς Σ σ", ["ς", "Σ", "σ"]), ("k", "\u{212A}K", ["K"]), ("空", "空a空", ["空", "空"]), ("👍🏽", "a👍🏽", ["👍🏽"]),
            ("(?i)ABC", "abc", ["abc"]), ("(?-i)abc", "ABCabc", ["abc"]), ("aa", "aaaaa", ["aa", "aa"]),
            ("{\"level\":", "x{\"level\":1}", ["{\"level\":"]), ("a{,3}", "a{,3}", ["a{,3}"]), ("]}", "]}", ["]}"]),
            ("\\$\\.x\\[0\\]", "$.x[0]", ["$.x[0]"]),
        ])
    func `plain text is found in smart case`(pattern: String, text: String, found: [String]) throws {
        #expect(try Self.found(pattern, in: text) == found)
    }

    @Test(
        arguments: [
            ("a+b", "aab ab b", ["aab", "ab"]), ("[^\"]+", "\"abc\"d", ["abc", "d"]), ("^a", "aa", ["a"]),
            ("a$", "aa", ["a"]), ("\\bfoo\\b", "foo foobar barfoo foo", ["foo", "foo"]), ("\\Bo", "o oo", ["o"]),
            ("(a*)*b", "aaaab", ["aaaab"]), ("a{2,3}", "aaaaaaa", ["aaa", "aaa"]), ("a{2}", "aaaaa", ["aa", "aa"]),
            ("a{2,}?", "aaaaa", ["aa", "aa"]), ("a|b|", "ab", ["a", "b"]), ("ab?c", "abc ac", ["abc", "ac"]),
            (".", "äb空", ["ä", "b", "空"]), ("[à-ö]", "äÄ", ["ä", "Ä"]), ("[À-Ö]", "äÄ", ["Ä"]), ("[^a]", "aAb", ["b"]),
            ("\\d+ms", "took 12ms and 3MS", ["12ms", "3MS"]), ("ERROR|WARN", "error WARN", ["WARN"]),
            ("a.*?b", "axxbxxb", ["axxb"]), ("a.*b", "axxbxxb", ["axxbxxb"]), ("[]a]", "]a", ["]", "a"]),
            ("[a-]", "a-b", ["a", "-"]), ("[\\d-x]", "1-x", ["1", "-", "x"]), ("\\w+", "a_1 größe", ["a_1", "größe"]),
            ("\\W", "a,b", [","]), ("\\s\\S", "a b", [" b"]), ("\\x41\\u00e9", "Aé", ["Aé"]),
            ("\\x{1F600}", "😀", ["😀"]),
            ("(?<name>a)(?:b)", "ab", ["ab"]), ("(|a)+", "aa", []), ("\\t", "a\tb", ["\t"]), ("[α-ω]+", "ΑΒγ", ["ΑΒγ"]),
        ])
    func `an expression is found`(pattern: String, text: String, found: [String]) throws {
        #expect(try Self.found(pattern, in: text) == found)
    }

    @Test(
        arguments: [
            ("(", "unclosed ( at character 1"), ("stock (low", "unclosed ( at character 7"),
            ("a)", "unmatched ) at character 2"), ("é[a", "unclosed [ at character 2"),
            ("*", "nothing to repeat before * at character 1"), ("a**", "nothing to repeat before * at character 3"),
            ("a{2}{3}", "nothing to repeat before {3} at character 5"),
            ("^+", "nothing to repeat before + at character 2"),
            ("a|*", "nothing to repeat before * at character 3"), ("a\\", "unfinished \\ at character 2"),
            ("\\q", "unknown escape \\q at character 1"), ("(?=a)", "unsupported group (?= at character 1"),
            ("(?<=a)", "unsupported group (?<= at character 1"),
            ("(a)\\1", "unsupported back-reference \\1 at character 4"),
            ("[[:alpha:]]", "unsupported class [: at character 2"), ("[z-a]", "reversed range z-a at character 2"),
            ("a{3,1}", "reversed limits {3,1} at character 2"),
            ("a{2000}", "more than 1000 repetitions at character 2"),
            ("\\x4", "no character's number at character 1"), ("\\x{41", "unclosed { at character 1"),
            ("((a{900}){900}){9}", "the pattern's repetitions make it too large"),
            (String(repeating: "(", count: 200), "too many groups in each other at character 101"),
        ])
    func `a pattern that is none is refused with the place`(pattern: String, message: String) {
        #expect { try SearchPattern(pattern) } throws: { "\($0)" == message }
    }

    @Test func `an empty pattern matches each line, and marks nothing`() throws {
        let pattern = try SearchPattern("")
        #expect(pattern.matches("") && pattern.matches("a") && pattern.ranges(in: "a").isEmpty)
        #expect(try SearchPattern("a*").matches("") && SearchPattern("a*").ranges(in: "b").isEmpty)
    }

    @Test func `at most a hundred matches are marked`() throws {
        let text = String(repeating: "ab", count: 300)
        #expect(try SearchPattern("a").ranges(in: text).count == 100)
        #expect(try SearchPattern("[a]").ranges(in: text).count == 100)
    }

    @Test func `patterns with the same text are equal`() throws {
        #expect(try SearchPattern("a+") == SearchPattern("a+"))
        #expect(try Set([SearchPattern("a"), SearchPattern("a"), SearchPattern("b")]).count == 2)
    }

    /// A backtracking engine would not end.
    @Test(
        arguments: [
            "(a*)*[bc]", "(a|aa)+[bc]", "(a+a+)+[bc]", "(a|a)*(a|a)*(a|a)*[bc]", "a{1,100}[bc]", "(.*a){10}[bc]",
        ])
    func `no pattern takes exponential time`(pattern: String) throws {
        let text = String(repeating: "a", count: 1_000)
        let pattern = try SearchPattern(pattern)
        #expect(!pattern.matches(text) && pattern.ranges(in: text).isEmpty)
    }

    @Test func `a pattern with more states than are kept still matches`() throws {
        // Each state remembers which of the last twenty characters were an a.
        let pattern = try SearchPattern("a[ab]{20}c")
        var generator = SeededGenerator(seed: 7)
        var text = (0..<5_000).map { _ in Bool.random(using: &generator) ? "a" : "b" }.joined()
        #expect(!pattern.matches(text))
        text += "a" + String(repeating: "b", count: 20) + "c"
        #expect(pattern.matches(text) && pattern.matches(text))
    }

    // MARK: Compared with Swift's own

    /// Swift's engine counts digits as no part of a word, so a pattern has digits or word boundaries.
    private static func randomPattern(_ depth: Int, _ special: [String], _ generator: inout SeededGenerator) -> String {
        func part() -> String { randomPattern(depth - 1, special, &generator) }
        func atom() -> String {
            (["a", "b", "c", ".", "[ab]", "[^a]", "ö"] + special).randomElement(using: &generator) ?? ""
        }
        if depth == 0 { return atom() }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return atom()
        case 1, 2: return part() + part()
        case 3: return "(\(part())|\(part()))"
        default:
            let repetitions = ["*", "+", "?", "{2}", "{1,2}", "{0,2}", "*?", "+?", "??"]
            return "(\(part()))" + (repetitions.randomElement(using: &generator) ?? "")
        }
    }

    @Test(arguments: 0..<12)
    func `random patterns find what Swift's regular expressions find`(part: Int) throws {
        for seed in 1...50 { try Self.compareOne(seed: part * 50 + seed) }
    }

    private static func compareOne(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let hasDigits = seed.isMultiple(of: 2)
        let source = randomPattern(3, hasDigits ? ["\\d", "1"] : ["\\b", "\\B", "\\w", "\\s"], &generator)
        let letters = ["a", "b", "c", "ö", " ", hasDigits ? "1" : "_"]
        let text = (0..<Int.random(in: 0...9, using: &generator))
            .compactMap { _ in letters.randomElement(using: &generator) }.joined()
        let matches = text.matches(
            of: try Regex(source).matchingSemantics(.unicodeScalar).wordBoundaryKind(.simple))
        let ranges = matches.map { match in
            let start = text.utf8.distance(from: text.startIndex, to: match.range.lowerBound)
            return start..<text.utf8.distance(from: text.startIndex, to: match.range.upperBound)
        }
        let pattern = try SearchPattern(source)
        #expect(pattern.matches(text) == !matches.isEmpty, "seed \(seed): \(source) in \(text)")
        #expect(pattern.ranges(in: text) == ranges.filter { !$0.isEmpty }, "seed \(seed): \(source) in \(text)")
    }
}
