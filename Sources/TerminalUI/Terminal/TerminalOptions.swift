/// What the user may choose about the terminal.
public struct TerminalOptions: Sendable {
    /// Whether the deck takes clicks and the wheel; otherwise they stay the terminal's own (selecting text).
    public var mouse: Bool
    /// Whether to do without colours; see https://no-color.org.
    public var noColour: Bool
    /// The file that standard error goes to while the deck has the screen, made where it is missing. With nil, what is
    /// written there is lost. Standard error that the user has sent elsewhere already is left alone.
    public var errorLog: String?

    /// Options. Without `noColour`, the variable `NO_COLOR` decides: set and not empty means none.
    public init(mouse: Bool = true, noColour: Bool? = nil, errorLog: String? = nil) {
        self.mouse = mouse
        self.noColour = noColour ?? !(Environment.value("NO_COLOR") ?? "").isEmpty
        self.errorLog = errorLog
    }
}

/// What the terminal can show.
public struct TerminalCapabilities: Hashable, Sendable {
    /// Palette indices that it knows: 0 (none), 8, 16 or 256.
    public let colours: Int
    /// Whether characters go out as UTF-8.
    public let isUnicode: Bool
    /// The characters that may be sent.
    let repertoire: Repertoire
}

/// Signals that end the program; what to do about them is the owner's to say.
public enum TerminationSignal: Hashable, Sendable {
    /// SIGTERM, SIGHUP (or the terminal has gone), SIGINT and SIGQUIT.
    case terminate, hangUp, interrupt, quit
}

/// Why the deck cannot be shown. The text says what to do.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// `TERM` is not set.
    case noTerminalName
    /// The terminal of this name cannot put the cursor anywhere.
    case dumbTerminal(String)
    /// This machine has no description of a terminal of this name.
    case unknownTerminal(String)
    /// There are no terminal descriptions at all.
    case noTerminalDatabase
    /// Curses would not take the terminal.
    case cannotOpen(String)

    /// One line or two for the user.
    public var description: String {
        let without = "use `lamdeck up` and `lamdeck test`"
        switch self {
        case .notATerminal:
            return "the deck needs a terminal for its input and its output; without one, \(without)"
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
