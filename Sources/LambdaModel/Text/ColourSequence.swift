import Support

/// The sequences that set a terminal's colours (ECMA-48, SGR: `ESC [ numbers m`), restricted to those that a program
/// may pass on: anything that hides text, such as concealing it or setting it to its background colour, is removed.
struct ColourSequence {
    private var foreground: SGR.Colour?
    private var background: SGR.Colour?

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
            guard let end = SGR.end(of: bytes, at: index) else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            if keepingColours {
                flush()
                result += colours.sequence(bytes[(index + 2)..<(end - 1)])
            }
            index = end
        }
        flush()
        return result
    }

    /// The sequence with these numbers in its safe form; empty if nothing is left of it.
    private mutating func sequence(_ numbers: ArraySlice<UInt8>) -> String {
        var kept: [String] = []
        for attribute in SGR.attributes(numbers) {
            note(attribute)
            // A colour that is none means nothing, and 8 conceals.
            let isColour = [38, 48, 58].contains(attribute.code)
            if attribute.code != 8, !isColour || attribute.colour != nil { kept.append(attribute.text) }
        }
        guard !kept.isEmpty else { return "" }
        if let foreground, foreground == background { kept.append("49") }
        return "\u{1B}[\(kept.joined(separator: ";"))m"
    }

    private mutating func note(_ attribute: SGR.Attribute) {
        switch attribute.code {
        case 0: (foreground, background) = (nil, nil)
        case 30...37, 38, 90...97: foreground = attribute.colour ?? foreground
        case 40...47, 48, 100...107: background = attribute.colour ?? background
        case 39: foreground = nil
        case 49: background = nil
        default: break
        }
    }
}
