import LambdaModel

/// The mark of a verdict: shape, colour and words, never colour alone.
struct VerdictMark {
    let symbol: String
    let role: Role
    let label: String

    /// The mark of a row of a list.
    init?(_ summary: InvocationSummary) {
        guard let verdict = summary.verdict else { return nil }
        self.init(verdict, status: summary.functionStatus)
    }

    /// - Parameter status: the function's status; one that is not good is shown instead of "ok".
    init(_ verdict: Verdict, isDoubtful: Bool = false, status: FunctionStatus? = nil) {
        guard !isDoubtful else {
            (symbol, role, label) = ("?", .warning, "looks like an error")
            return
        }
        if verdict == .ok, let status, status.kind != .good {
            (symbol, role) = status.kind == .failure ? ("✗", .error) : ("!", .warning)
            label = status.label
            return
        }
        label = verdict.label
        switch verdict {
        case .ok: (symbol, role) = ("✓", .success)
        case .cancelled: (symbol, role) = ("–", .dim)
        case .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable:
            (symbol, role) = ("✗", .error)
        }
    }
}
