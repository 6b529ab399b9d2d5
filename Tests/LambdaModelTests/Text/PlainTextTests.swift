import JSONText
import LambdaModel
import Support
import Testing

/// Text that is safe to send to a terminal.
@Suite struct PlainTextTests {
    /// Sequences that a terminal executes, and characters that reorder or hide text.
    static let hostile = [
        "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{1B}]52;c;Zm9v\u{1B}\\", "\u{1B}P+q\u{1B}\\", "\u{9B}2J",
        "\u{9D}0;x\u{9C}", "\u{90}q",
        "\u{7F}", "\u{8}\u{8}", "\u{0}", "\u{202E}", "\u{202A}", "\u{2066}\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}",
        "\u{200B}",
        "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{180E}", "\u{E0041}", "\u{FFF9}", "\u{3164}", "\u{200C}", "\u{200D}",
        "\u{FE0F}",
    ]

    private func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isControl && !scalar.isInvisible && !scalar.isJoiner
    }

    @Test(arguments: hostile)
    func `control and invisible characters in a line are replaced by visible ones`(text: String) {
        let line = PlainText.line("or\(text)ders")
        #expect(line.unicodeScalars.allSatisfy(isSafe), "\(line.debugDescription)")
        #expect(line != "orders")
        #expect(PlainText.lines("or\(text)ders") == line)
        #expect(PlainText.colouredLine("or\(text)ders\u{1B}[31mred").contains("\u{1B}[31mred\u{1B}[0m"))
        #expect(PlainText.colouredLines("or\(text)ders") == line)
    }

    @Test(arguments: hostile)
    func `JSON for a terminal has the same values`(text: String) throws {
        var writer = JSONWriter()
        writer.object { $0.member("or\(text)ders", "空é👩\u{200D}💻x\(text)") }
        let shown = PlainText.json(writer.text)
        #expect(shown.unicodeScalars.allSatisfy { isSafe($0) || $0 == "\u{200D}" }, "\(shown.debugDescription)")
        let root = try JSONDocument(shown).root
        #expect(root["or\(text)ders"]?.string == "空é👩\u{200D}💻x\(text)")
    }

    @Test func `a character outside the basic plane is escaped as a surrogate pair`() {
        #expect(PlainText.json("\"a\u{E0041}\"") == "\"a\\udb40\\udc41\"")
        #expect(PlainText.json("[\n\t\"a\u{85}\u{2028}\"\r\n]") == "[\n\t\"a\\u0085\\u2028\"\r\n]")
    }

    @Test(arguments: [
        "plain", "空のカート", "é e\u{301}", "👩\u{200D}💻 ❤\u{FE0F} 1\u{FE0F}\u{20E3} 🇩🇪", "می\u{200C}خواهم", "שלום", "│ ● …",
    ])
    func `characters that are part of a script or an emoji are unchanged`(text: String) {
        #expect(PlainText.line(text) == text)
        #expect(PlainText.lines(text) == text)
        #expect(PlainText.json(text) == text)
    }

    @Test func `line breaks become marks in a line, except at its end`() {
        #expect(PlainText.line("one\r\ntwo\nthree\rfour\u{2028}five\n\n") == "one ⏎ two ⏎ three ⏎ four ⏎ five")
        #expect(PlainText.line("\n") == "")
        #expect(PlainText.lines("one\r\ntwo\n\tthree\n") == "one\ntwo\n\tthree\n")
        #expect(PlainText.line("a\tb\n\tc") == "a b ⏎  c", "a tab is a blank")
        #expect(PlainText.line("a\tb", keepingTabs: true) == "a\tb")
    }

    @Test(
        arguments: hostile + [
            "\n", "\r", "\r\n", "\t", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}", "\u{1B}[31m",
        ])
    func `invisible characters are escaped in a message`(text: String) {
        let shown = PlainText.escaped("or\(text)ders")
        #expect(shown.hasPrefix("or\\") && shown.hasSuffix("ders"), "\(shown)")
        #expect(
            shown.unicodeScalars.allSatisfy { isSafe($0) && !$0.isLineBreak }, "\(shown.debugDescription)")
    }

    @Test func `escapes name the character, and visible characters are unchanged`() {
        #expect(PlainText.escaped("a\u{1B}[31mb\u{85}c\nd\u{202E}") == "a\\u{1b}[31mb\\u{85}c\\nd\\u{202e}")
        #expect(PlainText.escaped("空 é 👩\u{200D}💻 ❤\u{FE0F}") == "空 é 👩\u{200D}💻 ❤\u{FE0F}")
        #expect(PlainText.escaped("a\u{200D}b") == "a\\u{200d}b")
        #expect(PlainText.escapedLines("a\n\tb\r\nc\u{85}d\u{B}e\rf\n") == "a\n\tb\nc\\u{85}d\\u{b}e\\rf\n")
    }

    @Test func `plain text has no colours`() {
        #expect(PlainText.line("\u{1B}[1;31mred\u{1B}[0m") == "red")
        #expect(PlainText.lines("\u{1B}[38;2;1;2;3mred\u{1B}[m\n") == "red\n")
    }

    @Test(arguments: [
        ("\u{1B}[8mhidden", "hidden"), ("\u{1B}[31;8mhidden", "\u{1B}[31mhidden"), ("\u{1B}[08mhidden", "hidden"),
        ("\u{1B}[30;40mhidden", "\u{1B}[30;40;49mhidden"),
        ("\u{1B}[31m\u{1B}[41mhidden", "\u{1B}[31m\u{1B}[41;49mhidden"),
        ("\u{1B}[38;5;8mgrey", "\u{1B}[38;5;8mgrey"),
        ("\u{1B}[38;2;8;8;8;48;2;8;8;8mx", "\u{1B}[38;2;8;8;8;48;2;8;8;8;49mx"),
        ("\u{1B}[38:5:8;48;5;8mx", "\u{1B}[38:5:8;48;5;8;49mx"), ("\u{1B}[97;107mx", "\u{1B}[97;107;49mx"),
        ("\u{1B}[32mgreen\u{1B}[0m", "\u{1B}[32mgreen\u{1B}[0m"), ("\u{1B}[30;47mx", "\u{1B}[30;47mx"),
    ])
    func `a function's colours are kept, except those that hide text`(text: String, shown: String) {
        #expect(PlainText.colouredLine(text) == shown + "\u{1B}[0m")
    }
}
