import Dashboard

/// Colours and attributes for curses.
struct Appearance: Hashable {
    /// An xterm palette index, or nil for the terminal's own colour.
    var foreground: Int?
    /// The same for the background.
    var background: Int?
    var attributes: TextAttributes = []
}

/// The appearance of every role and highlight with 256, 16, 8 and no colours: the one table of colours.
///
/// The terminal's background is unknown, and half of them are light. So text on it gets colours of medium lightness
/// that are readable on black and on white (contrast of at least 3 on both), and anything with a background sets both
/// colours. Of the first sixteen colours, which themes change, blue and yellow are not used for text: blue is
/// unreadable on black, yellow on white. A highlight is also visible without colours.
enum Theme {
    /// The appearance of a style on a terminal with 256, 16, 8 or 0 colours.
    static func appearance(_ style: Style, colours: Int) -> Appearance {
        var look: Appearance
        switch colours {
        case 256...: look = full(style)
        case 8...: look = few(style, of: colours >= 16 ? 16 : 8)
        default: look = mono(style.role, style.highlight)
        }
        look.attributes.formUnion(style.attributes)
        return look
    }

    // MARK: 256 colours

    private static func full(_ style: Style) -> Appearance {
        var look = style.highlight == .none ? open(style.role) : shaded(style.role)
        switch style.highlight {
        case .none: break
        case .selection: look.background = 24
        case .selectionElsewhere: look.background = 238
        case .bar: look.background = 236
        case .match: look = Appearance(foreground: 16, background: 222, attributes: .underline)
        case .currentMatch: look = Appearance(foreground: 16, background: 208, attributes: [.bold, .underline])
        }
        return own(style, in: look, colours: 256)
    }

    /// On the terminal's own background.
    private static func open(_ role: Role) -> Appearance {
        switch role {
        case .text: Appearance()
        case .dim, .stopped, .punctuation: Appearance(foreground: 244)
        case .border: Appearance(foreground: 243)
        case .borderFocused, .prompt, .accent: Appearance(foreground: 32, attributes: .bold)
        case .title: Appearance(attributes: .bold)
        case .titleFocused: Appearance(foreground: 32, attributes: .bold)
        case .ready, .success: Appearance(foreground: 28)
        case .busy, .key: Appearance(foreground: 31)
        case .starting, .stopping, .warning: Appearance(foreground: 136)
        case .failed, .error: Appearance(foreground: 167)
        case .stale, .number: Appearance(foreground: 133)
        case .info: Appearance(foreground: 67)
        case .string: Appearance(foreground: 64)
        case .literal: Appearance(foreground: 166)
        case .matching: Appearance(foreground: 166, attributes: .underline)
        case .footerKey, .header: Appearance(attributes: .bold)
        case .footerText: Appearance()
        }
    }

    /// On the dark backgrounds of selections and bars.
    private static func shaded(_ role: Role) -> Appearance {
        switch role {
        case .text: Appearance(foreground: 255)
        case .dim, .stopped, .punctuation, .border, .footerText: Appearance(foreground: 252)
        case .borderFocused, .prompt, .accent, .titleFocused: Appearance(foreground: 159, attributes: .bold)
        case .title, .header: Appearance(foreground: 255, attributes: .bold)
        case .ready, .success, .string: Appearance(foreground: 156)
        case .busy, .key: Appearance(foreground: 159)
        case .starting, .stopping, .warning: Appearance(foreground: 222)
        case .failed, .error: Appearance(foreground: 217)
        case .stale, .number: Appearance(foreground: 219)
        case .info: Appearance(foreground: 153)
        case .literal: Appearance(foreground: 223)
        case .matching: Appearance(foreground: 222, attributes: .underline)
        case .footerKey: Appearance(foreground: 159, attributes: .bold)
        }
    }

    // MARK: 8 and 16 colours

    /// A selection is the whole row reversed: with a colour for each role it would be a row of patches. Sixteen colours
    /// are used like eight, since themes use the upper ones for very different things.
    private static func few(_ style: Style, of count: Int) -> Appearance {
        switch style.highlight {
        case .none:
            return own(style, in: fewOpen(style.role), colours: count)
        case .selectionElsewhere:
            var look = own(style, in: fewOpen(style.role), colours: count)
            look.background = nil
            look.attributes.formUnion([.bold, .underline])
            return look
        case .selection, .bar:
            return mono(style.role, style.highlight)
        case .match:
            return Appearance(foreground: 0, background: 3, attributes: .underline)
        case .currentMatch:
            return Appearance(foreground: 0, background: 2, attributes: .underline)
        }
    }

    private static func fewOpen(_ role: Role) -> Appearance {
        switch role {
        case .text, .footerText: Appearance()
        case .dim, .stopped, .punctuation, .border: Appearance(attributes: .dim)
        case .borderFocused, .titleFocused, .accent, .prompt: Appearance(foreground: 6, attributes: .bold)
        case .title, .footerKey, .header: Appearance(attributes: .bold)
        case .ready, .success, .string: Appearance(foreground: 2)
        case .busy, .info, .key: Appearance(foreground: 6)
        case .starting, .stopping, .stale, .number, .literal: Appearance(foreground: 5)
        case .warning: Appearance(foreground: 5, attributes: .bold)
        case .failed, .error: Appearance(foreground: 1, attributes: .bold)
        case .matching: Appearance(foreground: 5, attributes: .underline)
        }
    }

    // MARK: No colours

    private static func mono(_ role: Role, _ highlight: Highlight) -> Appearance {
        var attributes: TextAttributes
        switch role {
        case .title, .titleFocused, .borderFocused, .accent, .failed, .warning, .error, .prompt, .footerKey, .header:
            attributes = .bold
        case .matching:
            attributes = .underline
        case .text, .dim, .border, .ready, .busy, .starting, .stopping, .stopped, .stale, .info, .success, .key,
            .string, .number, .literal, .punctuation, .footerText:
            attributes = []
        }
        switch highlight {
        case .none: break
        case .selection, .bar: attributes = attributes.union(.reverse).subtracting(.underline)
        case .selectionElsewhere: attributes = [.bold, .underline]
        case .match: attributes = [.reverse, .underline]
        case .currentMatch: attributes = [.reverse, .bold, .underline]
        }
        return Appearance(attributes: attributes)
    }

    // MARK: Colours of log lines

    /// Replaces the role's colours by those of the style, as far as they are readable on the background.
    private static func own(_ style: Style, in look: Appearance, colours: Int) -> Appearance {
        guard style.foreground != nil || style.background != nil else { return look }
        switch style.highlight {
        case .match, .currentMatch: return look
        case .none, .selection, .selectionElsewhere, .bar: break
        }
        var look = look
        if let foreground = style.foreground { look.foreground = Palette.nearest(Int(foreground), of: colours) }
        if style.highlight == .none, let background = style.background {
            look.background = Palette.nearest(Int(background), of: colours)
        }
        guard let background = look.background else { return look }
        if look.foreground.map({ Palette.contrast($0, background) < 2 }) ?? true {
            look.foreground = Palette.nearest(Palette.readable(on: background), of: colours)
        }
        return look
    }
}
