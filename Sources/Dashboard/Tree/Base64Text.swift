import Support

/// Base64 in text from outside (RFC 4648), in the common and in the URL's alphabet, with or without padding. Foundation's
/// reader knows only the first, and needs padding.
enum Base64Text {
    /// The bytes; nil if the text is not base64. Blanks and line breaks are left out.
    static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var (result, bits, held, padding) = ([UInt8](), UInt32(0), 0, 0)
        for byte in text {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            if byte <= 0x20 { continue }
            guard padding == 0, let value = value(byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        // One character more than whole groups holds no byte; padding only fills a group.
        return held == 6 || padding > 2 ? nil : result
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 0x41
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x61 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30 + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
