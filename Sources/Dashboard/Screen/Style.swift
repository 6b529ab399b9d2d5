/// The purpose of a piece of text. The theme maps it to a colour, so that the colours for screens with 256, 16, 8 or no
/// colours are one table in one file.
public enum Role: Hashable, Sendable, CaseIterable {
    case text, dim, border, borderFocused, title, titleFocused, accent
    case ready, busy, starting, stopping, stopped, failed, stale
    case info, warning, error, success
    case key, string, number, literal, punctuation
    case matching, prompt, footerKey, footerText, header
    /// The two parts of a call's duration: init, and handler.
    case initTime, handlerTime
    /// A URL, or the name of a file that a key opens.
    case link
    /// A metric of a log, and a bar of memory.
    case metric
    /// Colours that tell functions apart; see ``name(_:)``.
    case name1, name2, name3, name4, name5, name6

    /// The colour of the function at a place in the list, from 0. It repeats after six functions.
    public static func name(_ index: Int) -> Role {
        let names: [Role] = [.name1, .name2, .name3, .name4, .name5, .name6]
        return names[(index % names.count + names.count) % names.count]
    }
}

/// The background of a piece of text.
public enum Highlight: Hashable, Sendable, CaseIterable {
    case none
    /// The selected row of the pane that has the focus.
    case selection
    /// The selected row of another pane.
    case selectionElsewhere
    /// A match of the search, and the current one.
    case match, currentMatch
    /// A bar across the screen: header and footer.
    case bar
    /// A word in white on green, yellow or red, such as `FUNCTION ERROR`. It has one look for all roles.
    case chipGood, chipWarning, chipBad
    /// The source line that failed: a faint background.
    case codeLine
}

/// Attributes set by escape sequences in log lines, or by views.
public struct TextAttributes: OptionSet, Hashable, Sendable {
    /// One bit per attribute.
    public let rawValue: UInt8
    /// An attribute set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Bold.
    public static let bold = TextAttributes(rawValue: 1)
    /// Dim, if the terminal supports it.
    public static let dim = TextAttributes(rawValue: 2)
    /// Italic, if the terminal supports it.
    public static let italic = TextAttributes(rawValue: 4)
    /// Underlined.
    public static let underline = TextAttributes(rawValue: 8)
    /// Foreground and background exchanged.
    public static let reverse = TextAttributes(rawValue: 16)
}

/// The look of a cell: role, background, and the colours that a log line set.
public struct Style: Hashable, Sendable {
    /// The purpose of the text.
    public var role: Role
    /// Its background.
    public var highlight: Highlight
    /// Attributes in addition to the role's.
    public var attributes: TextAttributes
    /// An xterm palette index (0…255) that replaces the role's colour.
    public var foreground: UInt8?
    /// An xterm palette index (0…255) that replaces the background, unless the cell is highlighted.
    public var background: UInt8?

    /// Usually only the role is given.
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

    /// The same style on another background.
    public func on(_ highlight: Highlight) -> Style {
        var style = self
        style.highlight = highlight
        return style
    }
}
