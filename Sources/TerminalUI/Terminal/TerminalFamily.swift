/// Facts about a terminal that follow from its name and the environment, and are not in its description.
struct TerminalFamily: Hashable, Sendable {
    /// A program that shows several terminals in one.
    enum Multiplexer: Hashable, Sendable {
        /// tmux, of which the command can be run here.
        case tmux
        /// tmux on the other side of a connection, or without its variable.
        case distantTmux
        /// GNU screen.
        case screen
    }

    /// What is between this program and the terminal; nil if nothing is, or it is not known.
    let multiplexer: Multiplexer?
    /// Whether it understands xterm's control strings and modes, or ignores them without a trace.
    let isXtermLike: Bool
    /// Whether it shows 24-bit colours.
    let hasTrueColour: Bool
    /// Whether it shows the text of OSC 9 as a notification.
    let showsNotifications: Bool

    /// The beginnings of names. Linux's console is missing: it takes a part of such a string for a palette.
    private static let xtermLike = [
        "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "vte", "gnome",
        "konsole",
        "iterm", "contour", "mintty", "mlterm", "putty", "rio", "st-", "nsterm", "ms-terminal",
    ]
    /// Names, and values of TERM_PROGRAM, of terminals whose manual describes OSC 9 as a notification.
    private static let notifying = [
        "iTerm.app", "WezTerm", "ghostty", "kitty", "xterm-kitty", "xterm-ghostty", "wezterm", "foot", "foot-extra",
    ]

    /// The family of a terminal's name.
    init(name: String, variable: (String) -> String?) {
        func isSet(_ name: String) -> Bool { variable(name)?.isEmpty == false }
        // Each sets a variable and TERM. If TERM is another name, then another terminal runs inside it.
        if name.hasPrefix("screen"), isSet("STY") {
            multiplexer = .screen
        } else if isSet("TMUX"), name.hasPrefix("tmux") || name.hasPrefix("screen") {
            multiplexer = .tmux
        } else if name.hasPrefix("tmux") {
            multiplexer = .distantTmux
        } else {
            multiplexer = name.hasPrefix("screen") ? .screen : nil
        }
        isXtermLike = name == "st" || Self.xtermLike.contains { name.hasPrefix($0) }
        // tmux converts such colours for a terminal without them. screen 4 reads them as other attributes.
        let says = ["truecolor", "24bit"].contains(variable("COLORTERM") ?? "") || name.hasSuffix("-direct")
        hasTrueColour = says && multiplexer != .screen
        let program = variable("TERM_PROGRAM") ?? ""
        showsNotifications = multiplexer == nil && [name, program].contains { Self.notifying.contains($0) }
    }

    /// Whether it is asked for its background. screen passes the question on, but then it also resets the terminal's
    /// background when it ends.
    var answersBackground: Bool { isXtermLike && multiplexer != .screen }
}
