import Dashboard

/// Colours and attributes for curses.
struct Appearance: Hashable {
    /// An xterm palette index, from 256 on 0xRRGGBB, or nil for the terminal's own colour.
    var foreground: Int?
    /// The same for the background.
    var background: Int?
    var attributes: TextAttributes = []
}

/// The appearance of every role and highlight on a terminal. The colours are in `Tint` and `Backdrop`.
///
/// The background stays the terminal's own. Text on it gets colours that are readable on any dark background, or on any
/// light one; if the background is unknown, colours of medium lightness. Anything with a background sets both colours. A
/// highlight is also visible without colours.
struct Theme: Hashable {
    /// The terminal's background; nil if it is unknown.
    let background: Background?
    /// The number of its colours: 0, 8, 16 or 256 of a palette, or `TerminalCapabilities.direct`.
    let colours: Int

    /// The appearance of a style.
    func appearance(_ style: Style) -> Appearance {
        var look: Appearance
        switch colours {
        case 256...: look = full(style)
        case 8...: look = few(style)
        default: look = mono(style.role, style.highlight)
        }
        look.attributes.formUnion(style.attributes)
        return look
    }

    /// Roles that are bold with colours too.
    private func attributes(_ role: Role) -> TextAttributes {
        switch role {
        case .titleFocused, .accent, .prompt, .header: .bold
        case .text, .dim, .border, .borderFocused, .title, .ready, .busy, .starting, .stopping, .stopped, .failed,
            .stale,
            .info, .warning, .error, .success, .key, .string, .number, .literal, .punctuation, .matching, .footerKey,
            .footerText, .initTime, .handlerTime, .link, .metric, .name1, .name2, .name3, .name4, .name5, .name6:
            []
        }
    }

    // MARK: 256 colours and more

    private func full(_ style: Style) -> Appearance {
        let tint = Tint(style.role)
        var look = Appearance(attributes: attributes(style.role))
        if let backdrop = Backdrop(style.highlight, on: background ?? .dark) {
            look.background = backdrop.background.number(colours: colours)
            look.foreground = (backdrop.text ?? tint.shade(on: background ?? .dark)).number(colours: colours)
            look.attributes.formUnion(backdrop.attributes)
        } else if tint != .text {
            look.foreground = tint.shade(on: background).number(colours: colours)
        }
        return own(style, in: look)
    }

    // MARK: 8 and 16 colours

    /// A selection is the whole row reversed: with a colour for each role it would be a row of patches.
    private func few(_ style: Style) -> Appearance {
        switch style.highlight {
        case .none:
            return own(style, in: fewOpen(style.role))
        case .selectionElsewhere:
            var look = own(style, in: fewOpen(style.role))
            look.background = nil
            look.attributes.formUnion([.bold, .underline])
            return look
        case .codeLine:
            var look = own(style, in: fewOpen(style.role))
            look.attributes = look.attributes.subtracting(.dim).union(.bold)
            return look
        case .selection, .bar: return mono(style.role, style.highlight)
        case .match: return Appearance(foreground: 0, background: 3, attributes: .underline)
        case .currentMatch: return Appearance(foreground: 0, background: 2, attributes: .underline)
        case .chipGood: return Appearance(foreground: 0, background: 2, attributes: .bold)
        case .chipWarning: return Appearance(foreground: 0, background: 3, attributes: .bold)
        case .chipBad: return Appearance(foreground: 7, background: 1, attributes: .bold)
        }
    }

    private func fewOpen(_ role: Role) -> Appearance {
        let tint = Tint(role)
        let few = tint.few(on: background)
        var look = Appearance(foreground: few.colour, attributes: attributes(role))
        if few.isBold { look.attributes.insert(.bold) }
        if tint == .secondary || tint == .rule { look.attributes.insert(.dim) }
        if role == .footerKey { look.attributes = .bold }
        return look
    }

    // MARK: No colours

    private func mono(_ role: Role, _ highlight: Highlight) -> Appearance {
        var attributes: TextAttributes
        switch role {
        case .titleFocused, .borderFocused, .accent, .failed, .warning, .error, .prompt, .footerKey, .header:
            attributes = .bold
        case .matching, .link:
            attributes = .underline
        case .title, .text, .dim, .border, .ready, .busy, .starting, .stopping, .stopped, .stale, .info, .success, .key,
            .string, .number, .literal, .punctuation, .footerText, .initTime, .handlerTime, .metric, .name1, .name2,
            .name3, .name4, .name5, .name6:
            attributes = []
        }
        switch highlight {
        case .none: break
        case .selection, .bar: attributes = attributes.union(.reverse).subtracting(.underline)
        case .selectionElsewhere: attributes = [.bold, .underline]
        case .match: attributes = [.reverse, .underline]
        case .currentMatch: attributes = [.reverse, .bold, .underline]
        case .chipGood, .chipWarning, .chipBad: attributes = [.reverse, .bold]
        case .codeLine: attributes = .bold
        }
        return Appearance(attributes: attributes)
    }

    // MARK: Colours of log lines

    /// Replaces the role's colours by those of the style, as far as they are readable on the background.
    private func own(_ style: Style, in look: Appearance) -> Appearance {
        guard style.foreground != nil || style.background != nil else { return look }
        switch style.highlight {
        case .match, .currentMatch, .chipGood, .chipWarning, .chipBad: return look
        case .none, .selection, .selectionElsewhere, .bar, .codeLine: break
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
