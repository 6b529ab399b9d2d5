import Support
import Testing

struct Base64TextTests {
    /// RFC 4648, section 10, and bytes that need both signs.
    @Test(
        arguments: [
            ("", []), ("Zg==", Array("f".utf8)), ("Zm8=", Array("fo".utf8)), ("Zm9v", Array("foo".utf8)),
            ("Zm9vYg==", Array("foob".utf8)), ("Zm9vYmE=", Array("fooba".utf8)), ("Zm9vYmFy", Array("foobar".utf8)),
            ("+/8=", [0xFB, 0xFF]),
        ] as [(String, [UInt8])])
    func `text of bytes, and the bytes again`(text: String, bytes: [UInt8]) {
        #expect(Base64Text.encoded(bytes) == text)
        #expect(Base64Text.decoded(text.utf8) == bytes)
    }

    @Test(
        arguments: [
            ("QQ", [0x41]), ("-_-_", [0xFB, 0xFF, 0xBF]), ("+/+/", [0xFB, 0xFF, 0xBF]), ("QU\nJD", [0x41, 0x42, 0x43]),
            ("Q", nil), ("QQ=Q", nil), ("Q!", nil), ("QQ===", nil),
        ] as [(String, [UInt8]?)])
    func `base64 in both alphabets, with and without padding`(text: String, bytes: [UInt8]?) {
        #expect(Base64Text.decoded(text.utf8) == bytes)
    }
}
