/// What becomes of an expectation if a user accepts a response.
public enum ExpectationAcceptance: Sendable, Hashable {
    /// The expectation holds already.
    case holds
    /// The new text of the file.
    case text(String)
    /// The response cannot be expected; the reason.
    case impossible(String)
}

extension Expectation {
    /// The expectation after a user accepted a response, by the rules of `lamdeck test --update`: kinds and numbers that
    /// match stay, and so do limits.
    ///
    /// - Parameters:
    ///   - before: the current expectation; nil if there is none.
    ///   - again: another call with the same event and the same code. Values that differ between the two are expected
    ///     by kind.
    ///   - now: when the calls were made; see ``text(of:and:at:)``.
    public static func accepting(
        _ result: InvocationResult, over before: Expectation?, and again: InvocationResult? = nil,
        at now: CurrentTime? = nil
    ) -> ExpectationAcceptance {
        let mismatches = before?.mismatches(in: result) ?? []
        if before != nil, mismatches.isEmpty { return .holds }
        let text = before.map { $0.updated(with: result, and: again, at: now) } ?? text(of: result, and: again, at: now)
        guard let text else {
            let why = result.error.map { ": \($0.message)" } ?? ""
            return .impossible("\(result.verdict.label)\(why); lamdeck cannot make an expectation of that")
        }
        guard let written = try? Expectation(Array(text.utf8), file: "") else {
            return .impossible("this response cannot be written as an expectation")
        }
        let left = written.mismatches(in: result)
        // An update keeps limits such as `$maxDurationMs`. If only they are exceeded, there is nothing to write.
        guard let first = left.first, left.count >= mismatches.count, before != nil else { return .text(text) }
        return .impossible("\(first.line); change that limit in the expectation")
    }
}
