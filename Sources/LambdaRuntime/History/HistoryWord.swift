import GRDB
import LambdaModel
import Support

/// A word of a search of the history, which ignores the case of letters.
///
/// In events and responses the bytes are searched as they are stored, for the word itself and for the word as JSON
/// escapes it: once, and twice, because the event of an HTTP request has JSON in a string. In JSON, letters outside of
/// ASCII are themselves or `\u00fc`. A word is not found if only some of these letters are escaped, or in base64. In the
/// log, the text of the lines is searched, without their times and sources.
struct HistoryWord: Sendable {
    private let word: String
    /// Searches for the forms of the word.
    private let forms: [Form]

    /// A form of the word.
    private struct Form: Sendable {
        let pattern: SearchPattern
        /// The same in a JSON string that lamdeck wrote.
        let stored: SearchPattern

        init?(_ text: String) {
            guard let pattern = Self.pattern(text), let stored = Self.pattern(HistoryWord.escaped(text)) else {
                return nil
            }
            (self.pattern, self.stored) = (pattern, stored)
        }

        /// A search for a text; nil if it is too long for one.
        private static func pattern(_ text: String) -> SearchPattern? {
            let special = "\\.[]{}()*+?^$|"
            return try? SearchPattern("(?i)" + text.map { special.contains($0) ? "\\\($0)" : "\($0)" }.joined())
        }
    }

    /// - Parameter word: a word without spaces.
    init(_ word: String) {
        self.word = word
        var texts: [String] = []
        // An escape shows the case of its letter.
        let escapes = [word.lowercased(), word.uppercased()].map(Self.escapedToASCII)
        for first in [word, Self.escaped(word)] + (word.utf8.allSatisfy { $0 < 0x80 } ? [] : escapes) {
            for text in [first, Self.escaped(first)] where !texts.contains(text) { texts.append(text) }
        }
        forms = texts.compactMap(Form.init)
    }

    // MARK: Columns

    /// Whether a row of the list has the word.
    var condition: SQL {
        var pattern = "%"
        for character in word {
            if "\\%_".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        pattern.append("%")
        let lowercase = word.lowercased()
        // In its stored form and in the words shown to users: `timeout`, "timed out".
        let verdicts = Verdict.allCases.filter {
            $0.rawValue.lowercased().contains(lowercase) || $0.label.contains(lowercase)
        }
        return """
            (CAST(functionStatus AS TEXT) LIKE \(pattern) ESCAPE '\\' OR function LIKE \(pattern) ESCAPE '\\' OR event LIKE \(pattern) ESCAPE '\\'
             OR errorType LIKE \(pattern) ESCAPE '\\' OR requestID LIKE \(pattern) ESCAPE '\\'
             OR callerFunction LIKE \(pattern) ESCAPE '\\' OR callerAddress LIKE \(pattern) ESCAPE '\\'
             OR substr(callerAgent, 1, instr(callerAgent || ' ', ' ') - 1) LIKE \(pattern) ESCAPE '\\'
             OR (callerAddress IS NOT NULL AND 'from' LIKE \(pattern) ESCAPE '\\')
             OR trace LIKE \(pattern) ESCAPE '\\' OR verdict IN \(verdicts.map(\.rawValue)))
            """
    }

    // MARK: Contents

    /// Whether an event or a response has the word.
    func isIn(content bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        forms.contains { $0.pattern.matches(utf8: bytes) }
    }

    /// Whether a line of a stored log has the word.
    func isIn(log bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        forms.contains { form in
            // The times and sources of the lines, and escapes, can look like the word.
            form.stored.matches(utf8: bytes)
                && StoredLog.contains(bytes) { text in
                    guard form.stored.matches(utf8: text) else { return false }
                    return !text.contains(UInt8(ascii: "\\")) || form.pattern.matches(StoredLog.decoded(text))
                }
        }
    }

    /// The text in a JSON string, as most programs and lamdeck write it.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }

    /// The text in a JSON string, as programs write it that use ASCII only.
    private static func escapedToASCII(_ text: String) -> String {
        escaped(text).utf16.map { unit in
            unit < 0x80 ? String(UnicodeScalar(UInt8(unit))) : "\\u" + Hex.text(unit, digits: 4)
        }.joined()
    }
}
