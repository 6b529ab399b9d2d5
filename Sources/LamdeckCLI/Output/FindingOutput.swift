import JSONText
import LambdaModel
import LambdaRuntime

/// A finding of `lamdeck doctor`, for the user and for a machine.
enum FindingOutput {
    /// Two lines at most: what was found, and what to do about it.
    static func text(_ finding: Finding) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let line = padded(finding.state.rawValue, 6) + padded(finding.subject.rawValue, 14)
        let fix = finding.fix.map { "\n" + padded("", 20) + "-> " + PlainText.line($0) } ?? ""
        return line + PlainText.line(finding.message) + fix
    }

    /// One object on one line: the contract of `doctor --json`.
    static func json(_ finding: Finding) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("check", finding.subject.rawValue)
            writer.member("state", finding.state.rawValue)
            writer.member("message", finding.message)
            if let fix = finding.fix { writer.member("fix", fix) }
        }
        return writer.text
    }
}
