import Dashboard
import Support
import Testing

@testable import TerminalUI

@Suite("Substitutes for characters that cannot be sent")
struct GlyphSetTests {
    private func sent(_ text: String, _ repertoire: GlyphSet, encodable: Set<Unicode.Scalar> = []) -> String {
        Glyphs(text).map { glyph in
            repertoire.text(for: glyph.text, width: glyph.width) { $0.isASCII || encodable.contains($0) }
        }.joined()
    }

    @Test(
        "without Unicode, borders and symbols keep their shape",
        arguments: [
            ("┌─┬─┐", "+-+-+"), ("│ ├ ┼ ┤ │", "| + + + |"), ("└━┴═┘", "+-+-+"), ("╭╮╰╯", "++++"),
            ("▾ json ▸ more", "v json > more"), ("name…", "name~"), ("28.2 · 3 of 4", "28.2 . 3 of 4"),
            ("“a” – ‘b’ ×2", "\"a\" - 'b' x2"), ("█▓░", "##."), ("▁▂▃▄▅▆▇█✗", "_.:-=+*#x"), ("┈ ↑ ⏎", "- ^ <"),
            ("λ shop › orders ≡", "L shop > orders ="),
            ("é", "?"), ("空の", "????"), ("e\u{301}", "e"),
        ])
    func ascii(text: String, expected: String) {
        #expect(sent(text, .locale) == expected)
    }

    @Test("the states of a function keep distinct shapes")
    func states() {
        let states = "○◔◐●◉✗!".unicodeScalars.map { sent(String($0), .locale) }
        #expect(Set(states).count == 7)
        #expect(states.allSatisfy { $0.count == 1 && $0 != "?" })
    }

    @Test("a substitute takes the same number of cells")
    func cells() {
        for repertoire in [GlyphSet.unicode, .console, .locale] {
            for text in [
                "┌●…空", "👍🏽", "a\u{200D}b", "❤\u{FE0F}", "e\u{301}\u{302}", "⠹", "𝕏", "한글", "\u{1F1E9}\u{1F1EA}",
            ] {
                #expect(sent(text, repertoire).cellWidth == text.cellWidth, "\(text)")
            }
        }
    }

    @Test("a spinner turns without Unicode too")
    func spinner() {
        #expect(Set("⠋⠙⠹⠸".unicodeScalars.map { sent(String($0), .locale) }).count == 4)
    }

    @Test("characters of the locale are sent unchanged")
    func latin1() {
        #expect(sent("é · ü ●", .locale, encodable: ["é", "·"]) == "é · ? *")
    }

    @Test("the Linux console keeps borders and letters, and gets plain symbols")
    func console() {
        #expect(sent("│ ● Grüße ◐", .console) == "│ * Grüße ^")
    }

    @Test("joiners and direction marks are not sent")
    func joining() {
        #expect(sent("👨\u{200D}👩", .unicode) == "👨👩")
        #expect(sent("👍🏽", .unicode) == "👍  ")
        #expect(sent("❤\u{FE0F}", .unicode) == "❤")
        #expect(sent("a\u{202E}b", .unicode) == "a\u{FFFD}b")
        #expect(sent("e\u{301}", .unicode) == "e\u{301}")
    }

    @Test("a run of ASCII is sent in one piece, and every other character separately at its own column")
    func pieces() {
        let run = Run(x: 3, y: 0, style: Style(), cells: ["a", "b", "空", "", "é", "c", " "])
        #expect(
            run.pieces(.unicode) { _ in true } == [
                .ascii(x: 3, "ab"), .glyph(x: 5, "空", width: 2), .glyph(x: 7, "é", width: 1), .ascii(x: 8, "c "),
            ])
        #expect(run.pieces(.locale) { $0.isASCII } == [.ascii(x: 3, "ab???c ")])
    }
}
