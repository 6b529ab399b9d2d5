import Support

/// What a plain line is in a stack trace, as far as the line itself shows it.
public enum TracePart: Hashable, Sendable {
    /// A line that only begins a trace: `Traceback (most recent call last):`, `goroutine 1 [running]:`.
    case start
    /// A frame or a line of its code.
    case frame
    /// A line between two linked errors: `During handling of the above exception, …`, `Caused by: …`.
    case link
    /// A line that begins with an error's type: `ValueError: boom`. It may be the head or the end of a trace.
    case error
    /// A line without text.
    case blank
    /// Anything else.
    case none

    /// Reads a line without line breaks.
    public init(of text: String) {
        // The first bytes show for most lines of a log that they are not part of a trace.
        // AWS's runtime for Python indents with no-break spaces.
        let indent = text.unicodeScalars.prefix { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        let rest = text[indent.endIndex...]
        guard let first = rest.utf8.first else {
            self = .blank
            return
        }
        if !indent.isEmpty, Self.isFrame(rest, indent.count, hasTab: indent.contains("\t")) {
            self = .frame
        } else if Self.isStart(rest) {
            self = .start
        } else if Self.isLink(rest) {
            self = .link
        } else if first.isASCIILetter || first == UInt8(ascii: "["), indent.isEmpty, Self.isError(rest) {
            self = .error
        } else {
            self = .none
        }
    }

    /// Node.js and .NET indent `at …`, Java and Ruby have a tab before `at …`, `... 5 more` and `from …`, Python two spaces
    /// before `File "…"` and four before code, Go a tab before the file.
    private static func isFrame(_ rest: Substring, _ indent: Int, hasTab: Bool) -> Bool {
        if rest.hasPrefix("File \"") || rest.hasPrefix("--- End of ") { return true }
        if rest.hasPrefix("at ") { return rest.utf8.contains { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: ":") } }
        if hasTab {
            return rest.hasPrefix("from ") || rest.hasPrefix("... ") || rest.hasPrefix("Suppressed: ")
                || (rest.hasPrefix("/") && rest.contains(".go:"))
        }
        return rest.hasPrefix("[Previous line repeated ")
    }

    private static func isStart(_ rest: Substring) -> Bool {
        if rest.hasPrefix("Traceback (most recent call last)") { return true }
        guard rest.hasPrefix("goroutine ") else { return false }
        return rest.hasSuffix("]:")
    }

    private static let links = [
        "Caused by: ", "During handling of the above exception, another exception occurred:",
        "The above exception was the direct cause of the following exception:", "---> ", "created by ", "[signal ",
    ]

    private static func isLink(_ rest: Substring) -> Bool { links.contains { rest.hasPrefix($0) } }

    private static let endings = ["Error", "Exception", "Warning", "Fault", "Interrupt", "Exit", "Failure"]

    /// `ValueError: boom`, `java.lang.RuntimeException: boom`, `Error [ERR_X]: boom`, `panic: boom`, `app.rb:3:in 'f': boom
    /// (RuntimeError)`, also after `Uncaught` and `Exception in thread "main"`.
    private static func isError(_ rest: Substring) -> Bool {
        if rest.hasPrefix("panic: ") || rest.hasPrefix("fatal error: ") || rest.hasPrefix("Unhandled exception. ")
            || rest.hasPrefix("Exception in thread ") || rest.hasPrefix("Uncaught ")
        {
            return true
        }
        let name = rest.utf8.prefix { $0.isASCIIAlphanumeric || $0 == 0x2E || $0 == 0x5F || $0 == 0x24 || $0 == 0x3A }
        var type = Substring(rest[..<name.endIndex])
        while type.last == ":" { type.removeLast() }
        let next = rest[name.endIndex...].first
        guard name.last == UInt8(ascii: ":") || next == nil || rest[name.endIndex...].hasPrefix(" [") else {
            return false
        }
        return !type.hasSuffix(".") && endings.contains { type.hasSuffix($0) }
    }
}
