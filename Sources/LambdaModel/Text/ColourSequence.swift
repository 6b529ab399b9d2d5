/// The sequences that set a terminal's colours (ECMA-48, SGR: `ESC [ numbers m`), restricted to those that a program
/// may pass on: anything that hides text, such as concealing it or setting it to its background colour, is removed.
struct ColourSequence {
    private var foreground: String?
    private var background: String?

    /// A text without its colours.
    static func removed(from text: String) -> String {
        guard text.utf8.contains(0x1B) else { return text }
        return mapped(text, keepingColours: false) { $0 }
    }

    /// A text with its colours kept or removed, and everything between them changed.
    static func mapped(_ text: String, keepingColours: Bool, _ change: (String) -> String) -> String {
        var colours = ColourSequence()
        var result = ""
        var plain: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        func flush() {
            if !plain.isEmpty { result += change(String(decoding: plain, as: UTF8.self)) }
            plain.removeAll(keepingCapacity: true)
        }
        while index < bytes.count {
            guard let end = end(of: bytes, at: index) else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            if keepingColours {
                flush()
                result += colours.sequence(String(decoding: bytes[(index + 2)..<(end - 1)], as: UTF8.self))
            }
            index = end
        }
        flush()
        return result
    }

    /// The end of the sequence at an index; nil if there is none.
    private static func end(of bytes: [UInt8], at start: Int) -> Int? {
        guard bytes[start] == 0x1B, start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return nil }
        var index = start + 2
        while index < bytes.count, (0x30...0x3B).contains(bytes[index]) { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: "m") ? index + 1 : nil
    }

    /// The sequence with these numbers in its safe form; empty if nothing is left of it.
    private mutating func sequence(_ text: String) -> String {
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        var kept: [String] = []
        var index = 0
        while index < numbers.count {
            var number = numbers[index]
            let isExtended = ["38", "48", "58"].contains(number)
            if isExtended {
                // The numbers of a colour follow; they have no meaning on their own.
                let count = index + 1 < numbers.count ? ["5": 2, "2": 4][numbers[index + 1]] ?? 0 : 0
                let last = min(numbers.count - 1, index + count)
                number = numbers[index...last].joined(separator: ";")
                index = last
            }
            index += 1
            let code = Int(number.prefix { $0 != ":" && $0 != ";" }) ?? 0
            note(code, number)
            if code != 8 { kept.append(number) }
        }
        guard !kept.isEmpty else { return "" }
        if let foreground, foreground == background { kept.append("49") }
        return "\u{1B}[\(kept.joined(separator: ";"))m"
    }

    private mutating func note(_ code: Int, _ number: String) {
        switch code {
        case 0: (foreground, background) = (nil, nil)
        case 30...37: foreground = "5;\(code - 30)"
        case 90...97: foreground = "5;\(code - 82)"
        case 40...47: background = "5;\(code - 40)"
        case 100...107: background = "5;\(code - 92)"
        case 38: foreground = Self.colour(number)
        case 48: background = Self.colour(number)
        case 39: foreground = nil
        case 49: background = nil
        default: break
        }
    }

    /// A colour's numbers in one form: `38:2::1:2:3`, `38:2:1:2:3` and `38;2;1;2;3` are the same colour.
    private static func colour(_ number: String) -> String {
        let parts = number.split { $0 == ":" || $0 == ";" }.dropFirst()
        return parts.joined(separator: ";")
    }
}
