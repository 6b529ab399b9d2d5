/// Finds a terminal's escape sequences (ECMA-48) in text.
public enum EscapeSequence {
    /// The end of the sequence that begins at an escape, and its attributes if it sets colours (`m`).
    public static func read(_ bytes: [UInt8], at start: Int) -> (end: Int, colours: [SGR.Attribute]?) {
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

    /// A text without its sequences.
    public static func removed(from text: String) -> String {
        guard text.utf8.contains(0x1B) else { return text }
        let bytes = Array(text.utf8)
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x1B {
                index = read(bytes, at: index).end
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
