/// Text with a terminal's escape sequences, read: colours and attributes are kept, everything else is left out, so
/// that nothing that a function writes can move the cursor or set the title.
enum ANSIText {
    /// The pieces of a line, each with its style, on top of a style of the line's own.
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

    /// Where the sequence that begins at an escape ends, and its numbers where it sets colours (`m`).
    private static func sequence(_ bytes: [UInt8], _ start: Int) -> (end: Int, colours: [Int]?) {
        guard start + 1 < bytes.count else { return (start + 1, nil) }
        var index = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            var numbers = [0]
            while index < bytes.count, bytes[index] < 0x40 || bytes[index] > 0x7E {
                let byte = bytes[index]
                // A byte that no such sequence holds ends it without effect.
                guard byte >= 0x20, byte < 0x40 else { return (index, nil) }
                if (0x30...0x39).contains(byte) {
                    numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + Int(byte - 0x30), 9999)
                } else if byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") {
                    numbers.append(0)
                }
                index += 1
            }
            guard index < bytes.count else { return (index, nil) }
            return (index + 1, bytes[index] == UInt8(ascii: "m") ? numbers : nil)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            while index < bytes.count {
                if bytes[index] == 0x07 { return (index + 1, nil) }
                if bytes[index] == 0x1B { return (min(index + 2, bytes.count), nil) }
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

    private static func apply(_ numbers: [Int], to style: Style, base: Style) -> Style {
        var style = style
        var index = 0
        while index < numbers.count {
            switch numbers[index] {
            case 0: style = base
            case 1: style.attributes.insert(.bold)
            case 2: style.attributes.insert(.dim)
            case 3: style.attributes.insert(.italic)
            case 4: style.attributes.insert(.underline)
            case 7: style.attributes.insert(.reverse)
            case 22: style.attributes.subtract([.bold, .dim])
            case 23: style.attributes.remove(.italic)
            case 24: style.attributes.remove(.underline)
            case 27: style.attributes.remove(.reverse)
            case let code where (30...37).contains(code): style.foreground = UInt8(code - 30)
            case 38: style.foreground = extended(numbers, &index) ?? style.foreground
            case 39: style.foreground = base.foreground
            case let code where (40...47).contains(code): style.background = UInt8(code - 40)
            case 48: style.background = extended(numbers, &index) ?? style.background
            case 49: style.background = base.background
            case let code where (90...97).contains(code): style.foreground = UInt8(code - 90 + 8)
            case let code where (100...107).contains(code): style.background = UInt8(code - 100 + 8)
            default: break
            }
            index += 1
        }
        return style
    }

    /// The colour behind 38 or 48: `5;n`, or `2;r;g;b` brought to the nearest of the palette's cube.
    private static func extended(_ numbers: [Int], _ index: inout Int) -> UInt8? {
        guard index + 1 < numbers.count else { return nil }
        if numbers[index + 1] == 5, index + 2 < numbers.count {
            index += 2
            return UInt8(clamping: numbers[index])
        }
        if numbers[index + 1] == 2, index + 4 < numbers.count {
            let rgb = numbers[(index + 2)...(index + 4)].map { (min($0, 255) * 5 + 127) / 255 }
            index += 4
            return UInt8(16 + 36 * rgb[0] + 6 * rgb[1] + rgb[2])
        }
        return nil
    }
}
