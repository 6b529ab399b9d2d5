import JSONText
import OrderedCollections

/// Reads a `.env` file: one `NAME=value` a line, `#` comments, an optional `export` before the name.
///
/// A value in single quotes is literal. In double quotes, `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are escapes. Both may
/// span several lines. A bare value ends at a `#` after a space. Nothing is substituted (`$HOME` stays).
public struct EnvironmentFile {
    /// The variables of a file for other tools than Lambda: any name is valid. Lines that cannot be read are left out.
    public static func values(_ bytes: [UInt8]) -> [String: String] {
        var reader = EnvironmentFile(bytes)
        reader.takesAllNames = true
        return Dictionary(uniqueKeysWithValues: reader.read().map { ($0.key, $0.value) })
    }

    struct Problem {
        var severity: ManifestProblem.Severity
        var message: String
        var position: JSONPosition
    }

    private(set) var problems: [Problem] = []
    private var takesAllNames = false
    private let text: [Unicode.Scalar]
    private var index = 0
    private var here = JSONPosition(offset: 0, line: 1, column: 1)

    init(_ bytes: [UInt8]) {
        let decoded = String(validating: bytes, as: UTF8.self)
        text = Array((decoded ?? "").replacing("\r\n", with: "\n").unicodeScalars.drop { $0 == "\u{FEFF}" })
        if decoded == nil { report(.error, "the file is not UTF-8 text", at: here) }
    }

    /// The variables in the order of the file, of duplicates the last value.
    mutating func read() -> OrderedDictionary<String, String> {
        var variables: OrderedDictionary<String, String> = [:]
        while current != nil {
            skipSpaces()
            let start = here
            if current == "\n" {
                advance()
            } else if current == "#" || current == nil {
                skipLine()
            } else if let (name, value) = readVariable() {
                if variables[name] != nil {
                    report(.warning, "variable \"\(name)\" is set twice; this value is used", at: start)
                }
                variables[name] = value
            }
        }
        return variables
    }

    private mutating func readVariable() -> (name: String, value: String)? {
        if consumeExport() { skipSpaces() }
        let start = here
        let name = consume { $0 != "=" && !$0.isSpace && $0 != "\n" }
        skipSpaces()
        guard current == "=" else {
            report(.error, "expected NAME=value", at: start)
            skipLine()
            return nil
        }
        advance()
        let objection = takesAllNames ? nil : VariableName.objection(to: name)
        if let (severity, message) = objection { report(severity, message, at: start) }
        let value = readValue()
        return objection?.0 == .error ? nil : value.map { (name, $0) }
    }

    private mutating func consumeExport() -> Bool {
        let word = Array("export".unicodeScalars)
        guard text[index...].starts(with: word), index + word.count < text.count, text[index + word.count].isSpace
        else { return false }
        for _ in word { advance() }
        return true
    }

    private mutating func readValue() -> String? {
        skipSpaces()
        guard let quote = current, quote == "\"" || quote == "'" else { return readBareValue() }
        let start = here
        advance()
        var value = String.UnicodeScalarView()
        while let scalar = current, scalar != quote {
            advance()
            value.append(quote == "\"" && scalar == "\\" ? consumeEscape() : scalar)
        }
        guard current == quote else {
            report(.error, "the quote that opens here is never closed", at: start)
            return nil
        }
        advance()
        skipSpaces()
        if current != nil, current != "\n", current != "#" {
            report(.error, "unexpected text after the closing quote", at: here)
            skipLine()
            return nil
        }
        skipLine()
        return String(value)
    }

    /// Reads the rest of an escape after its backslash, and returns its meaning. After an unknown escape, that is the
    /// backslash itself.
    private mutating func consumeEscape() -> Unicode.Scalar {
        let meanings: [Unicode.Scalar: Unicode.Scalar] = [
            "n": "\n", "r": "\r", "t": "\t", "\"": "\"", "\\": "\\", "$": "$",
        ]
        guard let meaning = current.flatMap({ meanings[$0] }) else { return "\\" }
        advance()
        return meaning
    }

    private mutating func readBareValue() -> String {
        var value: [Unicode.Scalar] = []
        while let scalar = current, scalar != "\n" {
            if scalar == "#", value.last.map(\.isSpace) ?? true { break }
            value.append(scalar)
            advance()
        }
        skipLine()
        while value.last?.isSpace == true { value.removeLast() }
        return String(String.UnicodeScalarView(value))
    }

    // MARK: Characters

    private var current: Unicode.Scalar? { index < text.count ? text[index] : nil }

    private mutating func advance() {
        guard let scalar = current else { return }
        index += 1
        here.offset += UTF8.width(scalar)
        if scalar == "\n" {
            here.line += 1
            here.column = 1
        } else {
            here.column += 1
        }
    }

    private mutating func consume(while condition: (Unicode.Scalar) -> Bool) -> String {
        var taken = String.UnicodeScalarView()
        while let scalar = current, condition(scalar) {
            taken.append(scalar)
            advance()
        }
        return String(taken)
    }

    private mutating func skipSpaces() {
        while current?.isSpace == true { advance() }
    }

    /// Goes to the end of the line, not over it.
    private mutating func skipLine() {
        while let scalar = current, scalar != "\n" { advance() }
    }

    private mutating func report(_ severity: ManifestProblem.Severity, _ message: String, at position: JSONPosition) {
        problems.append(Problem(severity: severity, message: message, position: position))
    }
}

extension Unicode.Scalar {
    /// White space within a line.
    fileprivate var isSpace: Bool { self == " " || self == "\t" || self == "\r" }
}
