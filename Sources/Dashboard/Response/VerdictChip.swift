import LambdaModel

/// The result of a call as a word on a coloured ground: `FUNCTION ERROR`, `404 Not Found`.
struct VerdictChip: Hashable, Sendable {
    /// The words.
    let text: String
    /// The ground.
    let highlight: Highlight

    init(_ text: String, _ highlight: Highlight) {
        self.text = text
        self.highlight = highlight
    }

    /// The chip of a verdict.
    ///
    /// - Parameters:
    ///   - status: the HTTP status in the function's answer; it replaces `OK`.
    ///   - isDoubtful: whether the answer only looks like an error.
    init(_ verdict: Verdict, status: FunctionStatus? = nil, isDoubtful: Bool = false) {
        if isDoubtful {
            self.init("LOOKS LIKE AN ERROR", .chipWarning)
            return
        }
        switch verdict {
        case .ok:
            switch status?.kind {
            case .good: self.init(status?.label ?? "OK", .chipGood)
            case .refusal: self.init(status?.label ?? "OK", .chipWarning)
            case .failure: self.init(status?.label ?? "OK", .chipBad)
            case nil: self.init("OK", .chipGood)
            }
        case .functionError: self.init("FUNCTION ERROR", .chipBad)
        case .timeout: self.init("TIMEOUT", .chipBad)
        case .crashed: self.init("CRASHED", .chipBad)
        case .outOfMemory: self.init("OUT OF MEMORY", .chipBad)
        case .initFailed: self.init("INIT FAILED", .chipBad)
        case .responseTooLarge: self.init("RESPONSE TOO LARGE", .chipBad)
        case .unreachable: self.init("UNREACHABLE", .chipBad)
        case .cancelled: self.init("CANCELLED", .chipWarning)
        }
    }

    /// The role that fits the ground, for text beside the chip.
    var role: Role {
        switch highlight {
        case .chipBad: .error
        case .chipWarning: .warning
        case .chipGood, .none, .selection, .selectionElsewhere, .match, .currentMatch, .bar, .codeLine: .success
        }
    }

    /// The words with a blank on each side.
    var span: ResponsePage.Span { (" \(text) ", Style(role, highlight: highlight, attributes: .bold)) }
}
