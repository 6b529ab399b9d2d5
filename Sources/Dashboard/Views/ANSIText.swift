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

    /// A parameter of a sequence: a number with its subparameters (`38:5:208`).
    private typealias Parameter = [Int]

    /// The end of the sequence that begins at an escape, and its parameters if it sets colours (`m`).
    private static func sequence(_ bytes: [UInt8], _ start: Int) -> (end: Int, colours: [Parameter]?) {
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
    private static func controlSequence(_ bytes: [UInt8], _ start: Int) -> (end: Int, colours: [Parameter]?) {
        var index = start
        var parameters: [Parameter] = [[0]]
        var setsColours = true
        while index < bytes.count, bytes[index] < 0x40 || bytes[index] > 0x7E {
            let byte = bytes[index]
            // A byte that is invalid in such a sequence ends it without effect.
            guard byte >= 0x20, byte < 0x40 else { return (index, nil) }
            switch byte {
            case 0x30...0x39:
                let last = parameters.count - 1
                let digits = parameters[last].count - 1
                parameters[last][digits] = min(parameters[last][digits] * 10 + Int(byte - 0x30), 9999)
            case UInt8(ascii: ";"): parameters.append([0])
            case UInt8(ascii: ":"): parameters[parameters.count - 1].append(0)
            // `ESC [ > 4 ; 1 m` and similar sequences are requests of another kind.
            default: setsColours = false
            }
            index += 1
        }
        guard index < bytes.count else { return (index, nil) }
        return (index + 1, setsColours && bytes[index] == UInt8(ascii: "m") ? parameters : nil)
    }

    private static func apply(_ parameters: [Parameter], to style: Style, base: Style) -> Style {
        var style = style
        var index = 0
        while index < parameters.count {
            switch parameters[index][0] {
            case 0: style = base
            case 1: style.attributes.insert(.bold)
            case 2: style.attributes.insert(.dim)
            case 3: style.attributes.insert(.italic)
            case 4 where parameters[index].dropFirst().first == 0: style.attributes.remove(.underline)
            case 4: style.attributes.insert(.underline)
            case 7: style.attributes.insert(.reverse)
            case 22: style.attributes.subtract([.bold, .dim])
            case 23: style.attributes.remove(.italic)
            case 24: style.attributes.remove(.underline)
            case 27: style.attributes.remove(.reverse)
            case let code where (30...37).contains(code): style.foreground = UInt8(code - 30)
            case 38: style.foreground = extended(parameters, &index) ?? style.foreground
            case 39: style.foreground = base.foreground
            case let code where (40...47).contains(code): style.background = UInt8(code - 40)
            case 48: style.background = extended(parameters, &index) ?? style.background
            case 49: style.background = base.background
            // The colour of the underline, which cells do not have.
            case 58: _ = extended(parameters, &index)
            case let code where (90...97).contains(code): style.foreground = UInt8(code - 90 + 8)
            case let code where (100...107).contains(code): style.background = UInt8(code - 100 + 8)
            default: break
            }
            index += 1
        }
        // Text in the colour of its background would be invisible.
        if style.foreground != nil, style.foreground == style.background { style.background = base.background }
        return style
    }

    /// The colour after 38, 48 or 58. Its numbers are subparameters (`38:2::r:g:b`) or, more often, the following
    /// parameters (`38;2;r;g;b`): `5` and an index, or `2` and a colour.
    private static func extended(_ parameters: [Parameter], _ index: inout Int) -> UInt8? {
        let isJoined = parameters[index].count > 1
        let own = Array(parameters[index].dropFirst())
        let numbers = isJoined ? own : parameters[(index + 1)...].prefix(4).map { $0[0] }
        switch numbers.first {
        case 5 where numbers.count >= 2:
            index += isJoined ? 0 : 2
            return UInt8(clamping: numbers[1])
        case 2 where numbers.count >= 4:
            index += isJoined ? 0 : 4
            return nearest(numbers.count > 4 ? numbers[2...4] : numbers[1...3])
        case 2, 5:
            // The colour is incomplete, and the remaining parameters belong to it.
            index = parameters.count
            return nil
        default: return nil
        }
    }

    /// The colour of the palette's cube nearest to red, green and blue.
    private static func nearest(_ rgb: ArraySlice<Int>) -> UInt8 {
        UInt8(rgb.reduce(0) { $0 * 6 + level($1) } + 16)
    }

    /// The cube's levels are 0, 95, 135, 175, 215 and 255.
    private static func level(_ value: Int) -> Int {
        if value < 48 { return 0 }
        return value < 115 ? 1 : (min(value, 255) - 35) / 40
    }
}
