import Support

/// What the grammar expects next.
enum ExpectedToken {
    case value
    case key
    case colon
    case separator(inObject: Bool)
    case end

    var text: String {
        switch self {
        case .value: "a value"
        case .key: "a key in double quotes"
        case .colon: "‘:’ after the key"
        case .separator(let inObject): inObject ? "‘,’ or ‘}’" : "‘,’ or ‘]’"
        case .end: "the end of the text"
        }
    }
}

/// The messages. Each names what was found and, for a common mistake, what to write instead.
extension JSONParser {
    func failure(_ message: String, at offset: Int) -> JSONError {
        JSONError(message: message, position: LineTable(bytes).position(of: offset, in: bytes))
    }

    func trailingComma(at offset: Int, before bracket: String) -> JSONError {
        failure("trailing comma before ‘\(bracket)’; remove the comma", at: offset)
    }

    /// The error for a current byte that does not meet `expectation`.
    func unexpected(_ expectation: ExpectedToken) -> JSONError {
        guard at < bytes.count else { return endOfText(expectation) }
        if isComment { return failure("JSON has no comments; remove this one", at: at) }
        let byte = bytes[at]
        switch expectation {
        case .value, .key:
            if byte == UInt8(ascii: "'") {
                return failure("single quotes; JSON strings need double quotes", at: at)
            }
            if found(at: at) == "‘“’" || found(at: at) == "‘”’" {
                return failure("typographic quotes; JSON strings need straight double quotes", at: at)
            }
            if Byte.isWord(byte) {
                if case .value = expectation { return wordInPlaceOfValue(from: at) }
                let key = word(from: at)
                return failure("expected \(expectation.text), found ‘\(key)’; write \"\(key)\"", at: at)
            }
            if byte == Byte.plus || byte == Byte.point {
                return failure("a number cannot start with \(found(at: at)); write a digit first", at: at)
            }
        case .separator:
            if startsValue(byte) {
                return failure(
                    "expected \(expectation.text), found \(found(at: at)); a comma is missing before it", at: at)
            }
        case .end:
            if byte == Byte.closeBrace || byte == Byte.closeBracket {
                return failure("\(found(at: at)) has no opening bracket; remove it", at: at)
            }
            if bytes.utf8SequenceLength(at: at) == nil { return invalidUTF8() }
            return failure("text after the value: found \(found(at: at)); a document holds one value", at: at)
        case .colon:
            break
        }
        if bytes.utf8SequenceLength(at: at) == nil { return invalidUTF8() }
        return failure("expected \(expectation.text), found \(found(at: at))", at: at)
    }

    func invalidUTF8() -> JSONError {
        let hex = Hex.text(bytes[at], digits: 2, isUppercase: true)
        return failure("byte 0x\(hex) is not valid UTF-8; save the text as UTF-8", at: at)
    }

    func unterminatedString(_ start: Int) -> JSONError {
        failure("unterminated string; the closing double quote is missing", at: start)
    }

    /// The error for a control character inside a string.
    func controlCharacter(stringStart: Int) -> JSONError {
        switch bytes[at] {
        case Byte.newline, Byte.carriageReturn:
            return failure(
                "unterminated string; the line ends before the closing double quote (write a line break as ‘\\n’)",
                at: stringStart)
        case Byte.tab:
            return failure("a tab inside a string must be written ‘\\t’", at: at)
        default:
            let escape = "\\u" + Hex.text(bytes[at], digits: 4)
            return failure("a control character inside a string must be written ‘\(escape)’", at: at)
        }
    }

    /// The error for a backslash that does not start an escape.
    func unknownEscape() -> JSONError {
        let character = found(at: at + 1, quoted: false)
        return failure("‘\\\(character)’ is not a JSON escape; write a backslash as ‘\\\\’", at: at)
    }

    func notANumber(_ start: Int) -> JSONError {
        failure("‘\(word(from: start))’ is not a JSON number; write decimal digits", at: start)
    }

    func wordInPlaceOfValue(from start: Int) -> JSONError {
        let word = word(from: start)
        switch word.lowercased() {
        case "nan", "infinity", "-infinity", "-nan", "inf", "-inf", "undefined":
            return failure("‘\(word)’ is not a JSON value; use null or a string", at: start)
        case "none", "nil":
            return failure("‘\(word)’ is not a JSON value; write null", at: start)
        case "true", "false", "null":
            return failure("‘\(word)’ is not a JSON value; write \(word.lowercased())", at: start)
        default:
            return failure("expected a value, found ‘\(word)’; strings need double quotes", at: start)
        }
    }

    /// The malformed number from `start` without its unnecessary zeros: `007` → `7`.
    func withoutLeadingZeros(_ start: Int) -> String {
        let word = word(from: start)
        let digits = word.drop { $0 == "-" || $0 == "0" }
        return (word.hasPrefix("-") ? "-" : "") + (digits.first?.isNumber == true ? digits : "0" + digits)
    }

    /// What is at `offset`, in a visible form: ‘}’, ‘U+00A0’, the end of the text.
    func found(at offset: Int, quoted: Bool = true) -> String {
        guard offset < bytes.count else { return "the end of the text" }
        guard let length = bytes.utf8SequenceLength(at: offset),
            let scalar = String(decoding: bytes[offset..<offset + length], as: UTF8.self).unicodeScalars.first
        else { return "a byte that is not UTF-8" }
        let isVisible = scalar.properties.generalCategory.isVisible
        let name = isVisible ? String(scalar) : "U+" + Hex.text(scalar.value, digits: 4, isUppercase: true)
        return quoted ? "‘\(name)’" : name
    }

    private func endOfText(_ expectation: ExpectedToken) -> JSONError {
        let message = "expected \(expectation.text), found the end of the text"
        guard let container else { return failure(message, at: at) }
        let lines = LineTable(bytes)
        let opened = lines.position(of: Int(container.start), in: bytes)
        let bracket = container.kind == .object ? "{" : "["
        let note = "‘\(bracket)’ in line \(opened.line), column \(opened.column) is not closed"
        return JSONError(message: "\(message); \(note)", position: lines.position(of: at, in: bytes))
    }

    private var isComment: Bool {
        if bytes[at] == UInt8(ascii: "#") { return true }
        guard bytes[at] == UInt8(ascii: "/"), at + 1 < bytes.count else { return false }
        return bytes[at + 1] == UInt8(ascii: "/") || bytes[at + 1] == UInt8(ascii: "*")
    }

    private func startsValue(_ byte: UInt8) -> Bool {
        byte == Byte.quote || byte == Byte.openBrace || byte == Byte.openBracket || byte == Byte.minus
            || Byte.isWord(byte)
    }

    /// The run of word characters, signs and points at `start`, shortened for a message.
    private func word(from start: Int) -> String {
        let limit = 24
        let run = bytes[start...].prefix { Byte.isWord($0) || $0 == Byte.minus || $0 == Byte.plus || $0 == Byte.point }
        return String(decoding: run.prefix(limit), as: UTF8.self) + (run.count > limit ? "…" : "")
    }
}

extension Unicode.GeneralCategory {
    /// Whether a character of this category is visible on the screen.
    fileprivate var isVisible: Bool {
        switch self {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
            .currencySymbol, .modifierSymbol, .otherSymbol:
            true
        default:
            false
        }
    }
}
