import Dashboard

/// A colour with 24 bits, and the one that replaces it in xterm's palette of 256.
struct Shade: Hashable {
    /// 0xRRGGBB, above 255: smaller numbers are colours of the palette.
    let direct: Int
    /// 16…255.
    let indexed: Int

    /// `indexed` is given if the nearest colour of the palette is a poor replacement.
    init(_ direct: Int, _ indexed: Int? = nil) {
        self.direct = direct
        self.indexed = indexed ?? Palette.nearest(toDirect: direct)
    }

    /// The number for curses.
    func number(colours: Int) -> Int { colours > 256 ? direct : indexed }
}

/// The colours of the deck, of which each role has one.
enum Tint: Hashable, CaseIterable {
    /// Three greys, from strong to weak: text, which has the terminal's own colour, titles, what is secondary, and lines.
    case text, title, secondary, rule
    /// Brand, focus and match.
    case orange
    /// Success, failure, and warning.
    case green, red, yellow
    /// Init, and handler.
    case purple, blue
    /// Without a meaning: names and JSON.
    case teal, pink, lime, leaf

    /// The colour of a role. This table and the one below are all that there is to change.
    init(_ role: Role) {
        switch role {
        case .text, .header: self = .text
        case .title: self = .title
        case .dim, .stopped, .punctuation, .footerText: self = .secondary
        case .border: self = .rule
        case .borderFocused, .titleFocused, .accent, .prompt, .matching, .footerKey: self = .orange
        case .ready, .success, .metric: self = .green
        case .failed, .error: self = .red
        case .starting, .stopping, .stale, .warning, .name3: self = .yellow
        case .initTime, .number, .literal, .name2: self = .purple
        case .busy, .info, .handlerTime, .link, .key, .name1: self = .blue
        case .string: self = .leaf
        case .name4: self = .teal
        case .name5: self = .pink
        case .name6: self = .lime
        }
    }

    /// The colours on a dark background, on a light one, and on an unknown one: of medium lightness, readable on black
    /// and on white. On a highlight, which sets the background, the first or the second.
    var shades: (dark: Shade, light: Shade, unknown: Shade) {
        switch self {
        case .text: (Shade(0xE6EDF3), Shade(0x1F2328), Shade(0x767D85))
        case .title: (Shade(0xB4BDC7), Shade(0x424A53), Shade(0x767D85))
        case .secondary: (Shade(0x8F98A3), Shade(0x59636E), Shade(0x767D85))
        case .rule: (Shade(0x454C54), Shade(0xB6BEC7), Shade(0x767D85))
        case .orange: (Shade(0xFFA04D), Shade(0x944300, 94), Shade(0xBC5A00, 130))
        case .green: (Shade(0x56D364), Shade(0x0F6428), Shade(0x2F8540))
        case .red: (Shade(0xFF8A80), Shade(0xAE1A27), Shade(0xD1403F))
        case .yellow: (Shade(0xE3B341), Shade(0x6F4E00), Shade(0x967000))
        case .purple: (Shade(0xCB9DFF), Shade(0x6A34BE, 55), Shade(0x8F5FD6))
        case .blue: (Shade(0x74B4FF), Shade(0x0A4FA8), Shade(0x2B78D0))
        case .teal: (Shade(0x4FD0DA), Shade(0x00595F), Shade(0x00828A))
        case .pink: (Shade(0xF798C6), Shade(0x99286A), Shade(0xC2528F))
        case .lime: (Shade(0xA9DC76), Shade(0x3F5F00, 22), Shade(0x5E8000))
        case .leaf: (Shade(0x9FDCA8), Shade(0x1B6030, 22), Shade(0x3E8450))
        }
    }

    /// Of the first eight colours, the one on a background, nil for the text's; and whether it is bold. Blue is unreadable
    /// on black, and yellow on white. Sixteen colours are used like eight, since users change the upper ones to very
    /// different things.
    func few(on background: Background?) -> (colour: Int?, isBold: Bool) {
        let few: (dark: Int?, light: Int?, unknown: Int?, isBold: Bool) =
            switch self {
            case .text, .title, .secondary, .rule: (nil, nil, nil, false)
            case .orange: (3, 4, 6, true)
            case .green, .leaf: (2, 2, 2, false)
            case .lime: (2, 2, 2, true)
            case .red: (1, 1, 1, true)
            // Bold if it has the colour of init.
            case .yellow: (3, 5, 5, background != .dark)
            case .purple: (5, 5, 5, false)
            case .blue: (6, 4, 6, false)
            case .teal: (6, 6, 6, false)
            case .pink: (5, 5, 5, true)
            }
        return switch background {
        case .dark: (few.dark, few.isBold)
        case .light: (few.light, few.isBold)
        case nil: (few.unknown, few.isBold)
        }
    }

    /// The colour on a background.
    func shade(on background: Background?) -> Shade {
        switch background {
        case .dark: shades.dark
        case .light: shades.light
        case nil: shades.unknown
        }
    }
}

/// The background of a highlight with 256 colours or more, and its text.
struct Backdrop: Hashable {
    /// The background.
    let background: Shade
    /// The text's colour, if all roles have the same; nil for the role's own.
    let text: Shade?
    /// Added to the role's attributes.
    let attributes: TextAttributes

    private init(_ background: Shade, text: Shade? = nil, _ attributes: TextAttributes = []) {
        (self.background, self.text, self.attributes) = (background, text, attributes)
    }

    /// The backdrop of a highlight on a dark or light terminal; nil for the terminal's own background.
    init?(_ highlight: Highlight, on background: Background) {
        let isDark = background == .dark
        let (white, black) = (Shade(0xFFFFFF), Shade(0x010101, 16))
        switch highlight {
        case .none: return nil
        case .selection: self.init(isDark ? Shade(0x1F3A5F, 17) : Shade(0xD6E6FF, 195))
        case .selectionElsewhere: self.init(isDark ? Shade(0x2A313B, 237) : Shade(0xE3E7EC, 254))
        case .bar: self.init(isDark ? Shade(0x21262D, 235) : Shade(0xE9EDF1, 255))
        case .codeLine: self.init(isDark ? Shade(0x1A2028, 234) : Shade(0xF0F3F6, 255))
        case .match:
            self.init(
                isDark ? Shade(0x6B4416, 58) : Shade(0xFFD9A8, 223),
                text: isDark ? Shade(0xFFE0BD, 223) : Shade(0x4A2600, 52),
                .underline)
        case .currentMatch:
            self.init(isDark ? Shade(0xFFA04D, 215) : Shade(0xF28C28, 208), text: black, [.bold, .underline])
        case .chipGood: self.init(Shade(0x1A7F37, 28), text: white, .bold)
        case .chipWarning: self.init(Shade(0x8A5A00, 94), text: white, .bold)
        case .chipBad: self.init(Shade(0xB62324, 124), text: white, .bold)
        }
    }
}
