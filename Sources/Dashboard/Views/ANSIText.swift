import Support

/// Parses a terminal's escape sequences in text: keeps colours and attributes and drops everything else, so that a
/// function's output cannot move the cursor or set the title.
enum ANSIText {
    /// The pieces of a line, each with its style on top of the base style.
    static func spans(_ text: String, base: Style) -> [(text: String, style: Style)] {
        guard text.utf8.contains(0x1B) else { return [(text, base)] }
        var spans: [(text: String, style: Style)] = []
        var style = base
        var plain: [UInt8] = []
        func flush() {
            if !plain.isEmpty { spans.append((String(decoding: plain, as: UTF8.self), style)) }
            plain.removeAll(keepingCapacity: true)
        }
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0x1B else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            let (end, colours) = EscapeSequence.read(bytes, at: index)
            if let colours {
                flush()
                style = apply(colours, to: style, base: base)
            }
            index = end
        }
        flush()
        return spans
    }

    private static func apply(_ attributes: [SGR.Attribute], to style: Style, base: Style) -> Style {
        var style = style
        for attribute in attributes {
            switch attribute.code {
            case 0: style = base
            case 1: style.attributes.insert(.bold)
            case 2: style.attributes.insert(.dim)
            case 3: style.attributes.insert(.italic)
            case 4 where attribute.detail == 0: style.attributes.remove(.underline)
            case 4: style.attributes.insert(.underline)
            case 7: style.attributes.insert(.reverse)
            case 22: style.attributes.subtract([.bold, .dim])
            case 23: style.attributes.remove(.italic)
            case 24: style.attributes.remove(.underline)
            case 27: style.attributes.remove(.reverse)
            case 30...38, 90...97: style.foreground = attribute.colour.map(index) ?? style.foreground
            case 39: style.foreground = base.foreground
            case 40...48, 100...107: style.background = attribute.colour.map(index) ?? style.background
            case 49: style.background = base.background
            default: break
            }
        }
        // Text in the colour of its background would be invisible.
        if style.foreground != nil, style.foreground == style.background { style.background = base.background }
        return style
    }

    /// A colour's place in the palette, or that of the nearest one in the palette's cube.
    private static func index(_ colour: SGR.Colour) -> UInt8 {
        switch colour {
        case .indexed(let index): UInt8(clamping: index)
        case .rgb(let red, let green, let blue): UInt8([red, green, blue].reduce(0) { $0 * 6 + level($1) } + 16)
        }
    }

    /// The cube's levels are 0, 95, 135, 175, 215 and 255.
    private static func level(_ value: Int) -> Int {
        if value < 48 { return 0 }
        return value < 115 ? 1 : (min(value, 255) - 35) / 40
    }
}
