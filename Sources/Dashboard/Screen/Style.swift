/// What a piece of text is for. The theme decides its colour, so that a screen of 256, 16, 8 or no colours is one
/// table in one file.
public enum Role: Hashable, Sendable, CaseIterable {
    case text, dim, border, borderFocused, title, titleFocused, accent
    case ready, busy, starting, stopping, stopped, failed, stale
    case info, warning, error, success
    case key, string, number, literal, punctuation
    case matching, prompt, footerKey, footerText, header
}

/// What lies behind a piece of text.
public enum Highlight: Hashable, Sendable, CaseIterable {
    case none
    /// The selected row of the pane that has the keys.
    case selection
    /// The selected row of another pane.
    case selectionElsewhere
    /// A place that the search found, and the one that it stands on.
    case match, currentMatch
    /// A bar across the screen: header and footer.
    case bar
}

/// Attributes that a log line's own escape sequences, or a view, may ask for.
public struct TextAttributes: OptionSet, Hashable, Sendable {
    /// One bit an attribute.
    public let rawValue: UInt8
    /// An attribute set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Bold.
    public static let bold = TextAttributes(rawValue: 1)
    /// Dim, where the terminal has it.
    public static let dim = TextAttributes(rawValue: 2)
    /// Italic, where the terminal has it.
    public static let italic = TextAttributes(rawValue: 4)
    /// Underlined.
    public static let underline = TextAttributes(rawValue: 8)
    /// Foreground and background exchanged.
    public static let reverse = TextAttributes(rawValue: 16)
}

/// How a cell looks: by role, with what lies behind it, and with the colours that a log line brought itself.
public struct Style: Hashable, Sendable {
    /// What the text is for.
    public var role: Role
    /// What lies behind it.
    public var highlight: Highlight
    /// Attributes on top of the role's own.
    public var attributes: TextAttributes
    /// An xterm palette index (0…255) that replaces the role's colour.
    public var foreground: UInt8?
    /// An xterm palette index (0…255) that replaces the background, unless the cell is highlighted.
    public var background: UInt8?

    /// A style; all but the role is usually left out.
    public init(
        _ role: Role = .text, highlight: Highlight = .none, attributes: TextAttributes = [], foreground: UInt8? = nil,
        background: UInt8? = nil
    ) {
        self.role = role
        self.highlight = highlight
        self.attributes = attributes
        self.foreground = foreground
        self.background = background
    }

    /// The same style with something else behind it.
    public func on(_ highlight: Highlight) -> Style {
        var style = self
        style.highlight = highlight
        return style
    }
}
