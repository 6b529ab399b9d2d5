/// Text of a function that is safe to print: a terminal obeys control characters, and what a function writes may hold any.
enum PlainText {
    /// One line: line breaks too are replaced.
    static func line(_ text: String, keepingTabs: Bool = false) -> String {
        replaced(text) { keepingTabs && $0 == "\t" }
    }

    /// Lines: line breaks and tabs stay.
    static func lines(_ text: String) -> String { replaced(text) { $0 == "\n" || $0 == "\t" } }

    /// Colours go without a trace; what else a terminal would obey shows as a replacement character.
    private static func replaced(_ text: String, except isGood: (UnicodeScalar) -> Bool) -> String {
        let text = text.utf8.contains(0x1B) ? text.replacing(/\u{1B}\[[0-9;:]*m/, with: "") : text
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && !isGood(scalar)
            result.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(result)
    }
}
