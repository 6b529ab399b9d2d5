import Support
import Testing

@Suite struct TextWidthTests {
    private func width(_ value: UInt32) throws -> Int { TextWidth.of(try #require(Unicode.Scalar(value))) }

    @Test func `controls take no cell, all other ASCII takes one`() throws {
        for value in UInt32(0)..<0x80 {
            let isControl = value < 0x20 || value == 0x7F
            #expect(try width(value) == (isControl ? 0 : 1), "\(value)")
        }
        for value in UInt32(0x80)..<0xA0 { #expect(try width(value) == 0, "\(value)") }
    }

    @Test(arguments: [
        "é", "ß", "Ω", "Ж", "א", "─", "│", "●", "◐", "▸", "…", "⠋", "ｶ", "\u{A0}", "\u{E000}", "\u{1F1E9}",
    ])
    func `letters, borders, half-width forms and symbols take one cell`(text: Unicode.Scalar) {
        #expect(TextWidth.of(text) == 1)
    }

    @Test(arguments: [
        "空", "の", "カ", "ー", "한", "ᄀ", "Ａ", "（", "　", "、", "😀", "⌚", "⏰", "✅", "⭐", "🈁", "𠀀", "￥",
    ])
    func `East Asian wide and full-width characters and emoji take two cells`(text: Unicode.Scalar) {
        #expect(TextWidth.of(text) == 2)
    }

    @Test(arguments: [
        "\u{300}", "\u{36F}", "\u{20DD}", "\u{3099}", "\u{FE0F}", "\u{200B}", "\u{200D}", "\u{202E}", "\u{2028}",
        "\u{FEFF}", "\u{1161}", "\u{11A8}", "\u{E0100}", "\u{1AB0}", "\u{5B0}",
    ])
    func `marks, joiners and format characters take no cell`(text: Unicode.Scalar) {
        #expect(TextWidth.of(text) == 0)
    }

    @Test func `characters next to a wide block are not wide`() throws {
        for value: UInt32 in [0x10FF, 0x2319, 0x231C, 0x303F, 0xA4CF, 0xD7A4, 0xFF61, 0xFFE7, 0x1F3F1, 0x1F43F] {
            #expect(try width(value) <= 1, "\(String(value, radix: 16))")
        }
        for value: UInt32 in [0x1100, 0x115F, 0x231A, 0x231B, 0x303E, 0xAC00, 0xD7A3, 0xFF60, 0xFFE6, 0x3FFFD] {
            #expect(try width(value) == 2, "\(String(value, radix: 16))")
        }
    }
}
