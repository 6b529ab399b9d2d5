import Support
import Testing

struct TextTests {
    // MARK: Hex

    @Test func `hexadecimal numbers are padded with zeros and never cut`() {
        #expect(Hex.text(0) == "0" && Hex.text(255) == "ff" && Hex.text(UInt64.max) == "ffffffffffffffff")
        #expect(Hex.text(0xAB, digits: 4) == "00ab" && Hex.text(0x12345, digits: 4) == "12345")
        #expect(Hex.text(UInt8(0xAF), digits: 2, isUppercase: true) == "AF")
        #expect(Hex.text([UInt32(0), 0xDEAD_BEEF]) == "00000000deadbeef")
        #expect(Hex.text([UInt32]()) == "")
    }

    @Test func `bytes are classified as ASCII digits, letters and hexadecimal digits`() {
        for byte in UInt8.min...UInt8.max {
            let character = Character(UnicodeScalar(byte))
            let isASCII = byte < 0x80
            #expect(byte.isASCIIDigit == (isASCII && character.isNumber), "\(byte)")
            #expect(byte.isASCIILetter == (isASCII && character.isLetter), "\(byte)")
            #expect(byte.isASCIIAlphanumeric == (isASCII && (character.isNumber || character.isLetter)), "\(byte)")
            #expect(byte.hexDigitValue.map(Int.init) == (isASCII ? character.hexDigitValue : nil), "\(byte)")
        }
    }

    // MARK: Percent-encoding

    @Test(arguments: [
        ("aZ09-._~ /:é\n", "", "aZ09-._~%20%2F%3A%C3%A9%0A"), ("r.io:5000/a b@x", "/:@", "r.io:5000/a%20b@x"),
        ("", "", ""), ("%", "", "%25"), ("空", "", "%E7%A9%BA"),
    ])
    func `reserved and non-ASCII characters are percent-encoded`(text: String, kept: String, encoded: String) {
        #expect(PercentCoding.encoded(text, keeping: kept) == encoded)
        #expect(PercentCoding.decoded(encoded.utf8) == Array(text.utf8))
        #expect(PercentCoding.decodedLoosely(encoded.utf8) == Array(text.utf8))
    }

    @Test(arguments: [("%", "%"), ("a%2", "a%2"), ("%zz%20", "%zz "), ("%+f", "%+f"), ("%%41", "%A")])
    func `a broken encoding is rejected, or kept as text`(text: String, loose: String) {
        #expect(PercentCoding.decoded(text.utf8) == nil)
        #expect(PercentCoding.decodedLoosely(text.utf8) == Array(loose.utf8))
    }

    @Test func `digits have any case`() { #expect(PercentCoding.decoded("%e9%E9".utf8) == [0xE9, 0xE9]) }

    // MARK: Characters

    @Test func `controls are C0, C1 and DEL`() {
        for value in UInt32(0)..<0x300 {
            let isControl = value < 0x20 || (0x7F..<0xA0).contains(value)
            #expect(Unicode.Scalar(value)?.isControl == isControl, "\(value)")
        }
    }

    @Test func `every kind of line break is recognised`() {
        let breaks: [Unicode.Scalar] = ["\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"]
        #expect(breaks.allSatisfy { $0.isLineBreak })
        #expect(!["\t", " ", "a", "\u{1C}", "⏎"].contains { ($0 as Unicode.Scalar).isLineBreak })
    }

    @Test(arguments: ["\u{AD}", "\u{200B}", "\u{202E}", "\u{2066}", "\u{FEFF}", "\u{E0041}", "\u{FFF9}", "\u{115F}"])
    func `invisible characters are recognised`(scalar: Unicode.Scalar) {
        #expect(scalar.isInvisible && !scalar.isJoiner)
    }

    @Test(arguments: ["\u{200C}", "\u{200D}", "\u{FE0F}", "\u{180B}", "\u{E0100}"])
    func `joiners and selectors are invisible, and part of the character before them`(scalar: Unicode.Scalar) {
        #expect(scalar.isJoiner && !scalar.isInvisible)
        #expect(scalar.isPart(of: "空") && scalar.isPart(of: "👍"))
        #expect(!scalar.isPart(of: nil) && !scalar.isPart(of: "a") && !scalar.isPart(of: scalar))
        #expect(!scalar.isPart(of: "\u{200B}") && !scalar.isPart(of: "\u{9B}"))
        #expect(scalar.isPart(of: "1") == (scalar == "\u{FE0F}"))
    }

    @Test func `this machine's name is one word`() {
        #expect(!HostName.current.isEmpty && HostName.current.unicodeScalars.allSatisfy { !$0.isControl && $0 != " " })
    }
}
