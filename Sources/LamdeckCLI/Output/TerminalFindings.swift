import LambdaRuntime
import TerminalUI

/// The terminal and the locale in words.
enum TerminalFindings {
    /// - Parameter isTerminal: whether standard output is one.
    static func of(_ terminal: TerminalCheckup, isTerminal: Bool) -> [Finding] {
        [colours(terminal, isTerminal), locale(terminal)]
    }

    private static func colours(_ terminal: TerminalCheckup, _ isTerminal: Bool) -> Finding {
        if let problem = terminal.problem {
            let parts = "\(problem)".split(separator: "; ", maxSplits: 1)
            // Commands without a screen work all the same.
            let state: Finding.State = isTerminal ? .mend : .note
            return Finding(.terminal, state, String(parts[0]), mend: parts.count > 1 ? String(parts[1]) : nil)
        }
        let name = terminal.name ?? ""
        if terminal.isColourless { return Finding(.terminal, .note, "\(name), no colours: NO_COLOR is set") }
        if terminal.colours < 8 {
            return Finding(
                .terminal, .note, "\(name) has no colours",
                mend: "export TERM=xterm-256color, if the terminal has colours")
        }
        return Finding(.terminal, .well, "\(name), \(terminal.colours) colours")
    }

    private static func locale(_ terminal: TerminalCheckup) -> Finding {
        let named = terminal.locale ?? "no locale is set"
        if terminal.isUnicode { return Finding(.locale, .well, "UTF-8 (\(named))") }
        return Finding(
            .locale, .mend, "\(named) is not UTF-8: borders are ASCII, and non-ASCII letters show as ?",
            mend: "export LC_ALL=C.UTF-8")
    }
}
