/// The ASCII bytes that JSON's grammar names.
enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let minus = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let point = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")

    static func isDigit(_ byte: UInt8) -> Bool { byte >= zero && byte <= nine }

    /// `e` or `E`: setting bit 5 turns an ASCII capital into its small letter.
    static func isExponentMark(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "e") }

    /// A byte that can occur in an unquoted word or a malformed number.
    static func isWord(_ byte: UInt8) -> Bool {
        let small = byte | 0x20
        return (small >= UInt8(ascii: "a") && small <= UInt8(ascii: "z")) || isDigit(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }

    static func hexValue(_ byte: UInt8) -> UInt32? {
        let small = byte | 0x20
        if isDigit(byte) { return UInt32(byte - zero) }
        if small >= UInt8(ascii: "a"), small <= UInt8(ascii: "f") { return UInt32(small - UInt8(ascii: "a")) + 10 }
        return nil
    }
}

extension [UInt8] {
    /// The length of the well-formed UTF-8 sequence that starts at `offset`; nil if it is not well formed (Unicode
    /// Standard, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
    func utf8SequenceLength(at offset: Int) -> Int? {
        let second: ClosedRange<UInt8>
        let length: Int
        switch self[offset] {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: return nil
        }
        guard offset + length <= count, second.contains(self[offset + 1]) else { return nil }
        for index in offset + 2..<Swift.max(offset + length, offset + 2) where self[index] & 0xC0 != 0x80 { return nil }
        return length
    }

    mutating func append(scalar: Unicode.Scalar) {
        append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
