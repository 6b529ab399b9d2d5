extension JSONParser {
    /// Reads a string; the current byte is the opening quote.
    mutating func readString() throws(JSONError) {
        let start = at
        var hasEscapes = false
        at += 1
        while at < bytes.count {
            switch bytes[at] {
            case Byte.quote:
                at += 1
                append(.string, from: start, hasEscapes: hasEscapes)
                return
            case Byte.backslash:
                hasEscapes = true
                try readEscape(stringStart: start)
            case 0..<0x20:
                throw controlCharacter(stringStart: start)
            case 0x20..<0x80:
                at += 1
            default:
                guard let length = bytes.utf8SequenceLength(at: at) else { throw invalidUTF8() }
                at += length
            }
        }
        throw unterminatedString(start)
    }

    private mutating func readEscape(stringStart: Int) throws(JSONError) {
        guard at + 1 < bytes.count else { throw unterminatedString(stringStart) }
        switch bytes[at + 1] {
        case Byte.quote, Byte.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
        case UInt8(ascii: "u"):
            for index in at + 2..<at + 6 {
                guard index < bytes.count else { throw unterminatedString(stringStart) }
                guard Byte.hexValue(bytes[index]) != nil else {
                    throw failure("‘\\u’ needs four hexadecimal digits, as in ‘\\u00e9’", at: at)
                }
            }
            at += 6
        default:
            throw unknownEscape()
        }
    }

    /// Reads a number; the current byte is a digit or a minus sign.
    mutating func readNumber() throws(JSONError) {
        let start = at
        if current == Byte.minus { at += 1 }
        if current == Byte.zero {
            at += 1
            if Byte.isDigit(current) {
                throw failure("a number cannot start with 0: write \(withoutLeadingZeros(start))", at: start)
            }
        } else {
            try readDigits(numberStart: start, after: "-")
        }
        if current == Byte.point {
            at += 1
            try readDigits(numberStart: start, after: ".")
        }
        if Byte.isExponentMark(current) {
            at += 1
            if current == Byte.plus || current == Byte.minus { at += 1 }
            try readDigits(numberStart: start, after: "e")
        }
        if Byte.isWord(current) || current == Byte.point { throw notANumber(start) }
        append(.number, from: start, hasEscapes: false)
    }

    private mutating func readDigits(numberStart: Int, after mark: String) throws(JSONError) {
        guard Byte.isDigit(current) else {
            if mark == "-", Byte.isWord(current) { throw wordInPlaceOfValue(from: numberStart) }
            throw failure("expected a digit after ‘\(mark)’, found \(found(at: at))", at: at)
        }
        while Byte.isDigit(current) { at += 1 }
    }

    /// Reads `true`, `false` or `null`; the current byte is its first letter.
    mutating func readLiteral() throws(JSONError) {
        let start = at
        while Byte.isWord(current) { at += 1 }
        let word = bytes[start..<at]
        if word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) {
            append(.bool, from: start, hasEscapes: false)
        } else if word.elementsEqual("null".utf8) {
            append(.null, from: start, hasEscapes: false)
        } else {
            throw wordInPlaceOfValue(from: start)
        }
    }
}
