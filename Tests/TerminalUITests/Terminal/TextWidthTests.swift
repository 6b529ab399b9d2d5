import Dashboard
import Support
import Testing

#if os(Linux)
    import Glibc

    /// Curses counts cells like the C library, the grid like `TextWidth`. If they differ the painter sends a `?`, so a
    /// difference affects one character and never the row; but there should be few.
    @Suite("The same cell widths as the C library's")
    struct TextWidthTests {
        /// Known differences, for characters of Unicode 14 and earlier.
        static let known: [(ClosedRange<UInt32>, String)] = [
            (0xAD...0xAD, "soft hyphen: terminals disagree; never drawn"),
            (0x600...0x605, "Arabic number signs: format characters, never drawn"),
            (0x6DD...0x6DD, "Arabic end of ayah, likewise"),
            (0x70F...0x70F, "Syriac abbreviation mark, likewise"),
            (0x890...0x891, "Arabic pound and piastre marks, likewise"),
            (0x8E2...0x8E2, "Arabic disputed end of ayah, likewise"),
            (0x2028...0x2029, "line and paragraph separators: never drawn"),
            (0x3248...0x324F, "circled numbers on black squares: ambiguous in Unicode, wide in the C library"),
            (0x4DC0...0x4DFF, "hexagrams: narrow up to Unicode 15, wide since"),
            (0xD7B0...0xD7C6, "old Korean vowels: conjoining, narrow in East Asian Width"),
            (0xD7CB...0xD7FB, "old Korean final consonants, likewise"),
            (0x110BD...0x110BD, "Kaithi number sign: a format character, never drawn"),
            (0x110CD...0x110CD, "Kaithi number sign above, likewise"),
            (0x1171E...0x1171E, "Ahom medial ra: became a spacing mark later"),
        ]

        @Test("no other characters differ")
        func difference() throws {
            let symbol = try #require(dlsym(nil, "wcwidth"))
            let wcwidth = unsafeBitCast(symbol, to: (@convention(c) (wchar_t) -> Int32).self)
            let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
            let before = uselocale(locale)
            defer {
                uselocale(before)
                freelocale(locale)
            }
            var differing: [String] = []
            var count = 0
            for value in UInt32(0x20)...0x10FFFF {
                guard let scalar = Unicode.Scalar(value), Self.isAssigned(scalar) else { continue }
                count += 1
                if TextWidth.of(scalar) == Int(wcwidth(wchar_t(value))) { continue }
                if Self.known.contains(where: { $0.0.contains(value) }) { continue }
                differing.append(String(value, radix: 16))
            }
            #expect(differing.isEmpty)
            #expect(count > 140_000)
        }

        /// Whether the character is assigned in Unicode 14, which the oldest supported C library knows.
        private static func isAssigned(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.properties.generalCategory {
            case .unassigned, .privateUse, .surrogate, .control: return false
            default: return scalar.properties.age.map { $0.major <= 14 } ?? false
            }
        }
    }
#endif
