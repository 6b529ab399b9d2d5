import LambdaModel

/// Whether a terminal's background is dark or light.
public enum Background: String, Hashable, Sendable, CaseIterable {
    case dark, light

    /// The kind of a colour, 0xRRGGBB: black or white text is easier to read on it.
    init(_ colour: Int) {
        // Small numbers would be colours of the palette; as 0xRRGGBB they are blues, which are dark.
        let colour = colour < 256 ? 16 : colour
        self = Palette.contrast(colour, 16) < Palette.contrast(colour, 231) ? .dark : .light
    }

    /// What the variables say: rxvt and konsole set COLORFGBG to the numbers of their text's and background's colours,
    /// such as `15;0` or `0;default;15`. Linux's console is black.
    init?(name: String, variable: (String) -> String?) {
        if let last = variable("COLORFGBG")?.split(separator: ";").last, let number = Int(last),
            (0..<16).contains(number)
        {
            self = number == 7 || number > 8 ? .light : .dark
        } else if name == "linux" {
            self = .dark
        } else {
            return nil
        }
    }
}

/// The setting `theme`.
public enum ThemeChoice: String, Hashable, Sendable, CaseIterable {
    /// The terminal's background decides.
    case automatic = "auto"
    /// The palette for dark backgrounds, or for light ones.
    case dark, light

    /// The setting of config.json.
    public init(_ theme: DeckConfiguration.Theme) {
        switch theme {
        case .automatic: self = .automatic
        case .dark: self = .dark
        case .light: self = .light
        }
    }

    /// The background that is forced; nil if the terminal decides.
    var background: Background? {
        switch self {
        case .automatic: nil
        case .dark: .dark
        case .light: .light
        }
    }
}

/// The answer to the question for the terminal's background (xterm's OSC 11).
enum BackgroundAnswer {
    /// The question. A terminal that does not know it ignores it.
    static let question = "\u{1B}]11;?\u{1B}\\"

    /// The colour, as 0xRRGGBB, in the text of a control string: `11;rgb:1e1e/1e1e/2e2e`, with one to four digits per
    /// part, or `11;rgba:` with a fourth part, or `11;#1e1e2e`. Nil if it is something else.
    static func colour(_ bytes: some Collection<UInt8>) -> Int? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("11;") else { return nil }
        let colour = text.dropFirst(3)
        let parts: [Substring]
        if colour.hasPrefix("#"), (colour.count - 1).isMultiple(of: 3) {
            let digits = Array(colour.dropFirst())
            let width = digits.count / 3
            parts = (0..<3).map { Substring(String(digits[($0 * width)..<(($0 + 1) * width)])) }
        } else {
            guard let start = ["rgb:", "rgba:"].first(where: { colour.hasPrefix($0) }) else { return nil }
            let all = colour.dropFirst(start.count).split(separator: "/", omittingEmptySubsequences: false)
            guard all.count == start.count - 1 else { return nil }
            parts = Array(all.prefix(3))
        }
        var result = 0
        for part in parts {
            guard (1...4).contains(part.count), part.allSatisfy(\.isHexDigit), let value = Int(part, radix: 16) else {
                return nil
            }
            result = result << 8 | value * 255 / ((1 << (4 * part.count)) - 1)
        }
        return result
    }
}
