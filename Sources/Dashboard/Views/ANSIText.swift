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
            let (end, colours) = sequence(bytes, index)
            if let colours {
                flush()
                style = apply(colours, to: style, base: base)
            }
            index = end
        }
        flush()
        return spans
    }

    /// The end of the sequence that begins at an escape, and its parameters if it sets colours (`m`).
    private static func sequence(_ bytes: [UInt8], _ start: Int) -> (end: Int, colours: [SGR.Attribute]?) {
        guard start + 1 < bytes.count else { return (start + 1, nil) }
        var index = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            return controlSequence(bytes, index)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            while index < bytes.count {
                if bytes[index] == 0x07 { return (index + 1, nil) }
                // The string ends with `ESC \`; any other escape aborts it.
                if bytes[index] == 0x1B { return (bytes[index...].starts(with: stringEnd) ? index + 2 : index, nil) }
                index += 1
            }
            return (index, nil)
        case 0x20...0x2F:
            while index < bytes.count, (0x20...0x2F).contains(bytes[index]) { index += 1 }
            return (min(index + 1, bytes.count), nil)
        case 0x30...0x7E:
            return (index, nil)
        default:
            return (start + 1, nil)
        }
    }

    private static let stringEnd = [0x1B, UInt8(ascii: "\\")]

    /// The same for a sequence whose parameters begin at an index.
    private static func controlSequence(_ bytes: [UInt8], _ start: Int) -> (end: Int, colours: [SGR.Attribute]?) {
        var index = start
        var setsColours = true
        while index < bytes.count, bytes[index] < 0x40 || bytes[index] > 0x7E {
            // A byte that is invalid in such a sequence ends it without effect.
            guard bytes[index] >= 0x20, bytes[index] < 0x40 else { return (index, nil) }
            // `ESC [ > 4 ; 1 m` and similar sequences are requests of another kind.
            if !(0x30...0x3B).contains(bytes[index]) { setsColours = false }
            index += 1
        }
        guard index < bytes.count else { return (index, nil) }
        return (
            index + 1, setsColours && bytes[index] == UInt8(ascii: "m") ? SGR.attributes(bytes[start..<index]) : nil
        )
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
