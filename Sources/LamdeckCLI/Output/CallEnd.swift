import LambdaModel
import Support

/// How a call ended, in words: `✓ ok in 4.2 ms`, `✗ OutOfStock in 1.8 ms`, `! 404 Not Found in 2.4 ms`.
struct CallEnd {
    private let summary: InvocationSummary

    init(_ summary: InvocationSummary) { self.summary = summary }

    /// The words, with the colour of the result.
    func text(_ style: LineStyle) -> String {
        var text = "ended"
        if let verdict = summary.verdict {
            let (mark, role) = Self.mark(verdict, summary.functionStatus)
            text = style.text("\(mark) \(result(verdict))", role)
        }
        return text + (summary.times.map { " in \($0)" } ?? "")
    }

    /// The function's own result: its error's type, or its status, or the verdict.
    private func result(_ verdict: Verdict) -> String {
        let type = summary.errorType.map { PlainText.line($0) }
        if verdict == .functionError, let type { return type }
        return (summary.outcome ?? verdict.label) + (type.map { " \($0)" } ?? "")
    }

    private static func mark(_ verdict: Verdict, _ status: FunctionStatus?) -> (String, LineStyle.Role) {
        guard verdict == .ok else { return ("✗", .bad) }
        switch status?.kind {
        case .good, nil: return ("✓", .good)
        case .refusal: return ("!", .doubtful)
        case .failure: return ("✗", .bad)
        }
    }
}
