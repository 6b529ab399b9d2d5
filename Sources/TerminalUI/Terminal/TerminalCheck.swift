import CNcurses

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the deck would find out about the terminal, without taking it.
public struct TerminalCheck: Sendable {
    /// The terminal's name; nil if none is set.
    public let name: String?
    /// Why the deck could not be shown, whatever standard input and output are; nil if it could.
    public let problem: TerminalError?
    /// The number of colours in its description; 0 without colours or description.
    public let colours: Int
    /// Whether colours are turned off by `NO_COLOR`.
    public let isColourless: Bool
    /// Whether characters are sent as UTF-8.
    public let isUnicode: Bool
    /// The locale variable that decides, such as `LC_ALL=C`; nil if none is set.
    public let locale: String?

    /// Checks the terminal of this process. Sets the process's locale, as the deck does.
    public init() { self.init(variable: Environment.value) }

    init(
        name: String?, problem: TerminalError?, colours: Int, isColourless: Bool, isUnicode: Bool, locale: String?
    ) {
        (self.name, self.problem, self.colours) = (name, problem, colours)
        (self.isColourless, self.isUnicode, self.locale) = (isColourless, isUnicode, locale)
    }

    init(variable: (String) -> String?) {
        func named(_ name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }
        name = named("TERM")
        isColourless = named("NO_COLOR") != nil
        locale = ["LC_ALL", "LC_CTYPE", "LANG"].first { named($0) != nil }.flatMap { key in
            named(key).map { "\(key)=\($0)" }
        }
        isUnicode = LocaleRule.setLocale(variable)
        if let name {
            colours = Int(cn_check_colours(name, STDOUT_FILENO))
            problem =
                switch Int(cn_check(name, STDOUT_FILENO)) {
                case CN_USABLE: nil
                case CN_NO_CURSOR_MOTION: .dumbTerminal(name)
                case CN_NO_DATABASE: .noTerminalDatabase
                default: .unknownTerminal(name)
                }
        } else {
            (colours, problem) = (0, .noTerminalName)
        }
    }
}
