import Support
import Testing

@Suite struct GlyphsTests {
    private func glyphs(_ text: String) -> [String] { Glyphs(text).map { "\($0.text)·\($0.width)" } }

    @Test func `plain text has one glyph per character`() {
        #expect(glyphs("ab 1") == ["a·1", "b·1", " ·1", "1·1"])
        #expect(glyphs("") == [])
    }

    @Test func `wide characters take two cells`() {
        #expect(glyphs("a空b") == ["a·1", "空·2", "b·1"])
    }

    @Test func `marks stay with the character before them`() {
        #expect(glyphs("e\u{301}x") == ["e\u{301}·1", "x·1"])
        #expect(glyphs("e\u{301}\u{323}") == ["e\u{301}\u{323}·1"])
        #expect(glyphs("か\u{3099}ん") == ["か\u{3099}·2", "ん·2"])
        #expect(glyphs("e\u{301}\u{323}e\u{301}") == ["e\u{301}\u{323}·1", "e\u{301}·1"])
    }

    @Test func `a mark without a preceding character is left out`() {
        #expect(glyphs("\u{301}a") == ["a·1"])
        #expect(glyphs("\u{301}") == [])
        #expect(glyphs("\u{1}\u{301}a") == ["a·1"])
    }

    @Test func `every spacing part of an emoji has its own cells`() {
        #expect(glyphs("👩\u{200D}💻") == ["👩\u{200D}·2", "💻·2"])
        #expect(glyphs("❤\u{FE0F}!") == ["❤\u{FE0F}·1", "!·1"])
        #expect(glyphs("🇩🇪") == ["🇩·1", "🇪·1"])
    }

    @Test func `a tab extends to the next multiple of eight`() {
        #expect("\t".cellWidth == 8)
        #expect("a\t".cellWidth == 8)
        #expect("1234567\t".cellWidth == 8)
        #expect("12345678\t".cellWidth == 16)
        #expect("空\tx".cellWidth == 9)
        #expect("\t\t".cellWidth == 16)
        #expect("e\u{301}\tx".cellWidth == 9)
        #expect(glyphs("a\tb") == ["a·1"] + Array(repeating: " ·1", count: 7) + ["b·1"])
    }

    @Test func `controls are left out, escape sequences lose their escape`() {
        #expect(glyphs("a\u{0}b\u{8}c\u{7F}\u{84}d") == ["a·1", "b·1", "c·1", "d·1"])
        #expect(glyphs("\u{1B}[1m") == ["[·1", "1·1", "m·1"])
        #expect(glyphs("a\u{9B}b") == ["a·1", "b·1"])
    }

    @Test func `a control between a character and its mark removes the mark`() {
        #expect(glyphs("a\u{84}\u{301}b") == ["a·1", "b·1"])
    }

    @Test(arguments: ["a\nb", "a\r\nb", "a\n\n\nb\n", "a\u{2028}b", "a\rb\r\n", "a\u{85}b"])
    func `a line break within text is visible, and one at its end is not`(text: String) {
        #expect(glyphs(text) == ["a·1", " ·1", "⏎·1", " ·1", "b·1"])
        #expect(text.cellWidth == 5)
    }

    @Test(arguments: ["\u{202E}", "\u{2066}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{2060}", "\u{AD}", "\u{E0041}"])
    func `an invisible or reordering character is replaced by a visible cell`(scalar: String) {
        #expect(glyphs("or\(scalar)ders") == ["o·1", "r·1", "\u{FFFD}·1", "d·1", "e·1", "r·1", "s·1"])
        #expect("or\(scalar)ders".cellWidth == 7)
        #expect(glyphs(scalar) == ["\u{FFFD}·1"])
    }

    static let texts = ["", "a", "hello", "空のカート", "a空", "e\u{301}a\u{300}", "a\tb", "…", "👩\u{200D}💻"]

    @Test(arguments: texts)
    func `fitted text is unchanged if it fits, and never too wide`(text: String) {
        for width in 0...12 {
            let fitted = text.fitted(width)
            let ends = text.fittedKeepingEnds(width)
            #expect(fitted.cellWidth <= width)
            #expect(ends.cellWidth <= width)
            #expect((fitted == text) == (text.cellWidth <= width) || text == "…")
            if text.cellWidth > width, width > 0 {
                #expect(fitted.hasSuffix("…"))
                #expect(ends.contains("…"))
            }
        }
    }

    @Test func `fitted text is cut before the first glyph that does not fit`() {
        #expect("hello".fitted(4) == "hel…")
        #expect("hello".fitted(1) == "…")
        #expect("hello".fitted(0) == "")
        #expect("hello".fitted(-1) == "")
        #expect("空のカート".fitted(6) == "空の…")
        #expect("空のカート".fitted(5) == "空の…")
        #expect("cafe\u{301}s".fitted(5) == "cafe\u{301}s")
        #expect("cafe\u{301}s!".fitted(5) == "cafe\u{301}…")
    }

    @Test func `a name is cut in its middle, so that its end is visible`() {
        #expect("order-processing-20".fittedKeepingEnds(10) == "order…g-20")
        #expect("order-processing-20".fittedKeepingEnds(19) == "order-processing-20")
        #expect("hello".fittedKeepingEnds(2) == "h…")
        #expect("hello".fittedKeepingEnds(1) == "…")
        #expect("hello".fittedKeepingEnds(0) == "")
        #expect("空のカート".fittedKeepingEnds(7) == "空の…ト")
        #expect("e\u{301}te\u{301}-e\u{301}te\u{301}".fittedKeepingEnds(5) == "e\u{301}t…te\u{301}")
    }

    @Test(arguments: texts)
    func `padded text has exactly the width`(text: String) {
        for width in 0...12 {
            #expect(text.padded(width).cellWidth == width)
        }
    }

    @Test func `padding is at the end`() {
        #expect("空".padded(4) == "空  ")
        #expect("hello".padded(3) == "he…")
    }
}
