import LambdaRuntime
import TerminalUI

/// The findings of `lamdeck doctor` about the terminal and the locale.
enum TerminalFindings {
    /// - Parameter isTerminal: whether standard output is one.
    static func of(_ terminal: TerminalCheck, isTerminal: Bool) -> [Finding] {
        [colours(terminal, isTerminal), locale(terminal)]
    }

    private static func colours(_ terminal: TerminalCheck, _ isTerminal: Bool) -> Finding {
        if let problem = terminal.problem {
            let parts = "\(problem)".split(separator: "; ", maxSplits: 1)
            // Commands without a screen work all the same.
            let state: Finding.State = isTerminal ? .fix : .note
            return Finding(.terminal, state, String(parts[0]), fix: parts.count > 1 ? String(parts[1]) : nil)
        }
        let name = terminal.name ?? ""
        if terminal.isColourless { return Finding(.terminal, .note, "\(name), no colours: NO_COLOR is set") }
        if terminal.colours < 8 {
            return Finding(
                .terminal, .note, "\(name) has no colours",
                fix: "export TERM=xterm-256color, if the terminal has colours")
        }
        return Finding(.terminal, .ok, "\(name), \(terminal.colours) colours")
    }

    private static func locale(_ terminal: TerminalCheck) -> Finding {
        let named = terminal.locale ?? "no locale is set"
        if terminal.isUnicode { return Finding(.locale, .ok, "UTF-8 (\(named))") }
        return Finding(
            .locale, .fix, "\(named) is not UTF-8: borders are ASCII, and non-ASCII letters show as ?",
            fix: "export LC_ALL=C.UTF-8")
    }
}
