import Support

/// Text that is safe on a terminal. A terminal executes control characters, and some other characters reorder or hide
/// their neighbours. Names in a cloned manifest and the output of functions may contain both. All text that lamdeck
/// prints for people passes through here, and the deck's grid uses the same rules.
public enum PlainText {
    /// The replacement for a character that is not shown as itself.
    public static let replacement: Unicode.Scalar = "\u{FFFD}"
    /// The replacement for a line break if the text must be one line.
    public static let lineBreak = " ⏎ "

    /// One line: a line break becomes ` ⏎ ` (or nothing at the end), and a tab a space. Colours are removed; any other
    /// control becomes a replacement character.
    public static func line(_ text: String, keepingTabs: Bool = false) -> String {
        if isPlain(text.utf8, with: keepingTabs ? [0x09] : []) { return text }
        var filter = Filter(keepsTabs: keepingTabs, breaks: lineBreak)
        let plain = ColourSequence.removed(from: text).unicodeScalars
        var end = plain.endIndex
        while end > plain.startIndex, plain[plain.index(before: end)].isLineBreak { end = plain.index(before: end) }
        filter.add(plain[..<end])
        return filter.text
    }

    /// One line in which invisible characters are escaped: `\n`, `\u{1b}`. For messages that quote an invalid value: a
    /// name with such a character must not look like the correct name.
    public static func escaped(_ text: String) -> String { escaped(text, besides: []) }

    /// The same with line feeds and tabs unchanged: for lines that lamdeck itself joined.
    public static func escapedLines(_ text: String) -> String {
        escaped(text.replacing("\r\n", with: "\n"), besides: ["\n", "\t"])
    }

    private static func escaped(_ text: String, besides kept: [Unicode.Scalar]) -> String {
        if isPlain(text.utf8, with: kept.map { UInt8($0.value) }) { return text }
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            let isAlone = scalar.isJoiner && !scalar.isPart(of: previous)
            let isHidden = scalar.isControl || scalar.isLineBreak || scalar.isInvisible || isAlone
            guard isHidden, !kept.contains(scalar) else {
                result.append(scalar)
                continue
            }
            let escape =
                switch scalar {
                case "\n": "\\n"
                case "\r": "\\r"
                case "\t": "\\t"
                default: "\\u{\(Hex.text(scalar.value))}"
                }
            result.append(contentsOf: escape.unicodeScalars)
        }
        return String(result)
    }

    /// Several lines: line breaks and tabs are kept.
    public static func lines(_ text: String) -> String {
        if isPlain(text.utf8, with: [0x09, 0x0A]) { return text }
        var filter = Filter(keepsTabs: true, breaks: "\n")
        filter.add(ColourSequence.removed(from: text).unicodeScalars[...])
        return filter.text
    }

    /// Lines in which lamdeck itself has set colours: these are kept, except those that hide text.
    public static func colouredLines(_ text: String) -> String {
        guard text.utf8.contains(0x1B) else { return lines(text) }
        return ColourSequence.mapped(text, keepingColours: true, lines)
    }

    /// A line of a function with its colours, which are reset at the end; text that they would hide stays visible.
    public static func colouredLine(_ text: String) -> String {
        guard text.utf8.contains(0x1B) else { return line(text, keepingTabs: true) }
        return ColourSequence.mapped(text, keepingColours: true) { line($0, keepingTabs: true) } + "\u{1B}[0m"
    }

    /// JSON in which controls, and characters that hide or reorder their neighbours, are escaped inside strings. The
    /// value is the same.
    public static func json(_ text: String) -> String {
        if isPlain(text.utf8, with: [0x09, 0x0A, 0x0D]) { return text }
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            let isBlank = scalar == "\n" || scalar == "\t" || scalar == "\r"
            let isUnseen = scalar.isInvisible || scalar.isLineBreak
            let isAlone = scalar.isJoiner && !scalar.isPart(of: previous)
            guard !isBlank, scalar.isControl || isUnseen || isAlone else {
                result.append(scalar)
                continue
            }
            for unit in String(Character(scalar)).utf16 {
                result.append(contentsOf: "\\u\(Hex.text(unit, digits: 4))".unicodeScalars)
            }
        }
        return String(result)
    }

    /// Whether bytes are printable ASCII, or among a few others: nearly all text is.
    private static func isPlain(_ bytes: String.UTF8View, with others: [UInt8]) -> Bool {
        bytes.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || others.contains($0) }
    }
}

/// Puts text together, scalar by scalar.
private struct Filter {
    let keepsTabs: Bool
    let breaks: String
    private var result = String.UnicodeScalarView()
    private var previous: Unicode.Scalar?

    init(keepsTabs: Bool, breaks: String) {
        self.keepsTabs = keepsTabs
        self.breaks = breaks
    }

    var text: String { String(result) }

    mutating func add(_ scalars: Substring.UnicodeScalarView) {
        for scalar in scalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r" { continue }
            if scalar == "\t" {
                result.append(keepsTabs ? scalar : " ")
            } else if scalar.isLineBreak {
                result.append(contentsOf: breaks.unicodeScalars)
            } else if scalar.isControl || scalar.isInvisible {
                result.append(PlainText.replacement)
            } else if scalar.isJoiner, !scalar.isPart(of: previous) {
                result.append(PlainText.replacement)
            } else {
                result.append(scalar)
            }
        }
    }
}
