import TestSupport
import Testing

@testable import Dashboard

/// What remains of a line with escape sequences (ECMA-48).
@Suite struct ANSITextTests {
    private static let base = Style(.warning)

    /// Each piece as text, with its differences from the line's own style.
    private func pieces(_ text: String) -> [String] {
        ANSIText.spans(text, base: Self.base).map { span in
            var marks: [String] = []
            let names: [(TextAttributes, String)] = [
                (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
            ]
            marks += names.filter { span.style.attributes.contains($0.0) }.map(\.1)
            if let colour = span.style.foreground { marks.append("fg\(colour)") }
            if let colour = span.style.background { marks.append("bg\(colour)") }
            #expect(span.style.role == Self.base.role)
            return marks.isEmpty ? span.text : span.text + "<" + marks.joined(separator: " ") + ">"
        }
    }

    /// The remaining text, without colours.
    private func plain(_ text: String) -> String { ANSIText.spans(text, base: Self.base).map(\.text).joined() }

    @Test func `a line without escapes is one span in the base style`() {
        #expect(pieces("plain 空") == ["plain 空"])
        #expect(pieces("") == [""])
    }

    @Test(arguments: [
        ("\u{1B}[31mred\u{1B}[0m not", ["red<fg1>", " not"]),
        ("\u{1B}[1;4;34mx", ["x<bold underline fg4>"]),
        ("\u{1B}[2mx\u{1B}[22my", ["x<dim>", "y"]),
        ("\u{1B}[3mx\u{1B}[23my", ["x<italic>", "y"]),
        ("\u{1B}[4mx\u{1B}[24my", ["x<underline>", "y"]),
        ("\u{1B}[7mx\u{1B}[27my", ["x<reverse>", "y"]),
        ("\u{1B}[41mx\u{1B}[49my", ["x<bg1>", "y"]),
        ("\u{1B}[31mx\u{1B}[39my", ["x<fg1>", "y"]),
        ("\u{1B}[91;102mx", ["x<fg9 bg10>"]),
        ("\u{1B}[37;40mx", ["x<fg7 bg0>"]),
        ("\u{1B}[31mx\u{1B}[my", ["x<fg1>", "y"]),
        ("\u{1B}[31mx\u{1B}[;1my", ["x<fg1>", "y<bold>"]),
        ("\u{1B}[1mx\u{1B}[31my", ["x<bold>", "y<bold fg1>"]),
        ("a\u{1B}[31m\u{1B}[32mb", ["a", "b<fg2>"]),
        ("空\u{1B}[33mの\u{1B}[0mカ", ["空", "の<fg3>", "カ"]),
        ("\u{1B}[5;8;9;53;999mx", ["x"]),
    ])
    func `colours and attributes are kept`(text: String, expected: [String]) {
        #expect(pieces(text) == expected)
    }

    @Test(arguments: [
        ("\u{1B}[38;5;208mx", ["x<fg208>"]), ("\u{1B}[48;5;17mx", ["x<bg17>"]), ("\u{1B}[38;5;0;1mx", ["x<bold fg0>"]),
        ("\u{1B}[38:5:208mx", ["x<fg208>"]), ("\u{1B}[38;5mx", ["x"]), ("\u{1B}[38mx", ["x"]),
        ("\u{1B}[38;5;208;48;5;17mx", ["x<fg208 bg17>"]), ("\u{1B}[38;9;1mx", ["x<bold>"]),
    ])
    func `colours of the 256-colour palette are kept`(text: String, expected: [String]) {
        #expect(pieces(text) == expected)
    }

    @Test(arguments: [
        ("\u{1B}[38;2;255;0;0mx", ["x<fg196>"]), ("\u{1B}[48;2;0;0;255mx", ["x<bg21>"]),
        ("\u{1B}[38;2;0;0;0mx", ["x<fg16>"]), ("\u{1B}[38;2;255;255;255mx", ["x<fg231>"]),
        // The cube's levels are 0, 95, 135, 175, 215 and 255.
        ("\u{1B}[38;2;95;135;175mx", ["x<fg67>"]), ("\u{1B}[38;2;215;95;0mx", ["x<fg166>"]),
        ("\u{1B}[38;2;40;60;110mx", ["x<fg23>"]), ("\u{1B}[38;2;999;0;0mx", ["x<fg196>"]),
        ("\u{1B}[38;2;255;0;0;1mx", ["x<bold fg196>"]), ("\u{1B}[38;2;255;0mx", ["x"]),
        ("\u{1B}[38:2:255:0:0mx", ["x<fg196>"]), ("\u{1B}[38:2::255:0:0mx", ["x<fg196>"]),
        ("\u{1B}[38:2::255:0:0;4mx", ["x<underline fg196>"]),
    ])
    func `true colours become the nearest colour of the palette's cube`(text: String, expected: [String]) {
        #expect(pieces(text) == expected)
    }

    @Test(arguments: [
        ("\u{1B}[4:3mx", ["x<underline>"]), ("\u{1B}[4mx\u{1B}[4:0my", ["x<underline>", "y"]),
        ("\u{1B}[31;4:3;1mx", ["x<bold underline fg1>"]),
        // Cells have no underline colour; its numbers must not be read as attributes.
        ("\u{1B}[58;5;1mx", ["x"]), ("\u{1B}[58;2;1;3;4mx", ["x"]), ("\u{1B}[58:2::1:3:4mx", ["x"]),
        ("\u{1B}[58;5;1;31mx", ["x<fg1>"]),
    ])
    func `parameters of a preceding code are not read as attributes`(text: String, expected: [String]) {
        #expect(pieces(text) == expected)
    }

    @Test(arguments: [
        "\u{1B}[2J", "\u{1B}[H", "\u{1B}[10;20H", "\u{1B}[K", "\u{1B}[?25l", "\u{1B}[?1049h", "\u{1B}[6n", "\u{1B}[!p",
        "\u{1B}[>4;1m", "\u{1B}[?4m", "\u{1B}[1 q", "\u{1B}[=1u", "\u{1B}[200~",
        "\u{1B}]0;title\u{7}", "\u{1B}]0;title\u{1B}\\", "\u{1B}]8;;http://x\u{1B}\\", "\u{1B}]52;c;aGk=\u{7}",
        "\u{1B}P1$r0m\u{1B}\\", "\u{1B}_app\u{1B}\\", "\u{1B}^private\u{1B}\\", "\u{1B}Xstring\u{1B}\\",
        "\u{1B}c", "\u{1B}7", "\u{1B}8", "\u{1B}(B", "\u{1B}#8", "\u{1B}=", "\u{1B}M",
    ])
    func `every other sequence is removed, and nothing else`(sequence: String) {
        #expect(pieces("a" + sequence + "b").joined() == "ab")
        #expect(plain("\u{1B}[31m" + sequence + "空") == "空")
        #expect(ANSIText.spans("\u{1B}[31m" + sequence + "x", base: Self.base).last?.style.foreground == 1)
    }

    @Test(arguments: [
        "\u{1B}", "\u{1B}[", "\u{1B}[31", "\u{1B}[38;5;", "\u{1B}]0;title", "\u{1B}]0;title\u{1B}", "\u{1B}P",
        "\u{1B}(",
    ])
    func `an unterminated sequence removes only the rest of the line`(sequence: String) {
        #expect(pieces("a" + sequence) == ["a"])
    }

    @Test func `another sequence ends an unterminated string`() {
        #expect(pieces("\u{1B}]0;title\u{1B}[31mred") == ["red<fg1>"])
        #expect(pieces("\u{1B}Pq\u{1B}]0;t\u{7}x") == ["x"])
    }

    @Test func `an invalid byte ends a sequence and is kept`() {
        #expect(plain("\u{1B}[31空") == "空")
        #expect(plain("\u{1B}空") == "空")
        #expect(plain("\u{1B}\u{1B}[31mx") == "x")
        #expect(plain("\u{1B}[3\u{1B}[31mx") == "x")
    }

    @Test func `long numbers and many parameters are handled`() {
        let long = String(repeating: "9", count: 1000)
        #expect(plain("\u{1B}[\(long)mx\u{1B}[38;5;\(long)my") == "xy")
        #expect(plain("\u{1B}[" + String(repeating: "1;", count: 5000) + "mx") == "x")
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `no escape character reaches the screen`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = [
            "\u{1B}", "[", "]", "P", "\\", "m", ";", ":", "3", "8", "5", "2", "\u{7}", "x", "空", "?", " ", "(",
        ]
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }
            #expect(!plain(text.joined()).unicodeScalars.contains("\u{1B}"), "\(text)")
        }
    }
}
