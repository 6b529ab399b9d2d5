/// The user's settings for the terminal.
public struct TerminalOptions: Sendable {
    /// Whether the deck takes clicks and the wheel; otherwise the terminal keeps them, for selecting text.
    public var mouse: Bool
    /// Whether to use no colours; see https://no-color.org.
    public var noColour: Bool
    /// The palette.
    public var theme: ThemeChoice
    /// The background that this terminal had last; nil if that is not known. Used until it answers.
    public var background: Background?
    /// The file for standard error while the deck has the screen; it is created if missing. If nil, that output is
    /// lost. Standard error that is not the terminal is left alone.
    public var errorLog: String?

    /// If `noColour` is nil, the variable `NO_COLOR` decides: a value that is not empty turns colours off.
    public init(
        mouse: Bool = true, noColour: Bool? = nil, theme: ThemeChoice = .automatic, background: Background? = nil,
        errorLog: String? = nil
    ) {
        self.mouse = mouse
        self.theme = theme
        self.background = background
        self.noColour = noColour ?? !(Environment.value("NO_COLOR") ?? "").isEmpty
        self.errorLog = errorLog
    }
}

/// What the terminal can show.
public struct TerminalCapabilities: Hashable, Sendable {
    /// The number of colours: 0 (none), 8, 16 or 256 of a palette, or ``direct``.
    public let colours: Int
    /// The number of colours of 24 bits.
    public static let direct = 1 << 24
    /// Whether characters are sent as UTF-8.
    public let isUnicode: Bool
    /// The characters that may be sent.
    let repertoire: GlyphSet
}

/// Signals that end the program; the owner decides how.
public enum TerminationSignal: Hashable, Sendable {
    /// SIGTERM, SIGHUP (or the terminal is gone), SIGINT and SIGQUIT.
    case terminate, hangUp, interrupt, quit
}

/// Why the deck cannot be shown. The text says what to do.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// `TERM` is not set.
    case noTerminalName
    /// The terminal of this name cannot move the cursor.
    case dumbTerminal(String)
    /// This machine has no description of a terminal of this name.
    case unknownTerminal(String)
    /// There are no terminal descriptions at all.
    case noTerminalDatabase
    /// Curses could not open the terminal.
    case cannotOpen(String)

    /// One line or two for the user.
    public var description: String {
        let without = "use `lamdeck up` and `lamdeck test`"
        switch self {
        case .notATerminal:
            return "the deck needs a terminal for input and output; without one, \(without)"
        case .noTerminalName:
            return "TERM is not set, so lamdeck does not know this terminal; set TERM=xterm-256color, or \(without)"
        case .dumbTerminal(let name):
            return "TERM=\(name) can't show the deck; \(without), or set TERM=xterm-256color"
        case .unknownTerminal(let name):
            return "this machine doesn't know TERM=\(name); set TERM=xterm-256color, or install its terminfo entry"
        case .noTerminalDatabase:
            return "this machine has no terminfo database; install ncurses-base (Debian), or \(without)"
        case .cannotOpen(let name):
            return "the terminal (TERM=\(name)) can't be opened; \(without)"
        }
    }
}
