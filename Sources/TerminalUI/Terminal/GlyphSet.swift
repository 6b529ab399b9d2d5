import Dashboard

/// The characters that a terminal can show, and replacements for the others. A replacement has the same width and keeps
/// the meaning: the seven states of a function keep seven shapes.
enum GlyphSet: Hashable, Sendable {
    /// All of Unicode.
    case unicode
    /// Linux's console: UTF-8, but a font of 512 shapes, which has borders and few symbols.
    case console
    /// The characters of the locale's character set.
    case locale

    /// The text to send for a cell's text, `width` cells wide (1 or 2). `isEncodable` returns whether the locale has a
    /// character.
    func text(for cell: String, width: Int, isEncodable: (Unicode.Scalar) -> Bool) -> String {
        guard let base = cell.unicodeScalars.first else { return cell }
        if base.isASCII, cell.utf8.count == 1 { return cell }
        switch self {
        case .unicode:
            return Self.separable(cell, width: width)
        case .console:
            if let symbol = Self.symbols[base] { return symbol }
            return Self.separable(cell, width: width)
        case .locale:
            if base.isASCII || isEncodable(base) {
                return String(String.UnicodeScalarView(cell.unicodeScalars.prefix { $0 == base || isEncodable($0) }))
            }
            if let symbol = Self.symbols[base] ?? Self.border(base) { return symbol }
            return String(repeating: "?", count: width)
        }
    }

    /// Terminals combine adjacent characters in different ways: emoji with a zero-width joiner, a skin tone with the
    /// hand before it, a symbol that a variation selector makes wide, text that a control reverses. Then their count of
    /// cells differs from curses', and the rest of the row is misplaced. So none of these is sent.
    private static func separable(_ cell: String, width: Int) -> String {
        let scalars = cell.unicodeScalars
        if let base = scalars.first, (0x1F3FB...0x1F3FF).contains(base.value) {
            return String(repeating: " ", count: width)
        }
        guard scalars.contains(where: isJoining) else { return cell }
        return String(String.UnicodeScalarView(scalars.filter { !isJoining($0) }))
    }

    private static func isJoining(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0xAD
            && (scalar.properties.generalCategory == .format || (0xFE00...0xFE0F).contains(scalar.value)
                || (0xE0100...0xE01EF).contains(scalar.value))
    }

    private static let symbols: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = [
            "○": "o", "●": "*", "◐": "^", "◔": "%", "◉": "@", "✗": "x", "✘": "x", "✓": "+", "✔": "+",
            "▾": "v", "▼": "v", "▸": ">", "▶": ">", "▹": ">", "◂": "<", "◀": "<", "▴": "^", "▲": "^",
            "…": "~", "·": ".", "•": "*", "–": "-", "—": "-", "−": "-", "×": "x", "µ": "u", "μ": "u",
            "↻": "@", "←": "<", "→": ">", "↑": "^", "↓": "v", "↵": "<", "⏎": "<", "≤": "<", "≥": ">", "≠": "#",
            "‘": "'", "’": "'", "“": "\"", "”": "\"", "«": "<", "»": ">", "\u{A0}": " ",
            "█": "#", "▓": "#", "▒": "+", "░": ".", "▏": "|", "▎": "|", "▍": "=", "▌": "=", "▋": "=", "▊": "#",
            "▉": "#", "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*",
            "≡": "=", "≈": "~", "┈": "-", "›": ">", "‹": "<", "λ": "L",
        ]
        // A spinner of braille characters still turns.
        for (index, scalar) in "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏".unicodeScalars.enumerated() {
            table[scalar] = ["|", "/", "-", "\\"][index % 4]
        }
        return table
    }()

    /// Box Drawing, U+2500 to U+257F.
    private static func border(_ scalar: Unicode.Scalar) -> String? {
        guard (0x2500...0x257F).contains(scalar.value) else { return nil }
        switch scalar {
        case "─", "━", "┄", "┅", "┈", "┉", "╌", "╍", "═", "╴", "╶", "╸", "╺", "╼", "╾": return "-"
        case "│", "┃", "┆", "┇", "┊", "┋", "╎", "╏", "║", "╵", "╷", "╹", "╻", "╽", "╿": return "|"
        case "╱": return "/"
        case "╲": return "\\"
        default: return "+"
        }
    }
}
