import JSONText
import Support

/// Tests as text: one line each, and below a failed test the expected and the actual values.
public struct TextReport: Sendable {
    /// The most differences that are shown; the rest is counted.
    private static let mostMismatches = 10
    /// The most lines of a log that are shown, from its end; the rest is counted.
    private static let mostLogLines = 100

    private let hasColours: Bool
    private let safe: @Sendable (String) -> String
    private let place: @Sendable (String) -> String

    /// A report.
    ///
    /// - Parameters:
    ///   - hasColours: whether to use ANSI colours.
    ///   - safe: makes a line of the function's text safe to print; it also removes line breaks.
    ///   - place: converts a path of this machine to the form that the user knows.
    public init(
        hasColours: Bool, safe: @escaping @Sendable (String) -> String, place: @escaping @Sendable (String) -> String
    ) {
        self.hasColours = hasColours
        self.safe = safe
        self.place = place
    }

    /// A test's lines, without a line break at the end.
    public func text(_ result: EventTestResult) -> String {
        let name = safe(result.test.description)
        switch result.outcome {
        case .passed: return line("ok", .green, "\(name)\(time(result))")
        case .written:
            let file = safe(place(result.test.expectationPath))
            let head = line("written", .yellow, "\(name)\(time(result))  \(file)\(failure(result))")
            return ([head] + result.notes.map { "    \(safe($0))" }).joined(separator: "\n")
        case .broken(let reason):
            let parts = reason.split(separator: "\n", omittingEmptySubsequences: false).map { safe(String($0)) }
            let lines = [line("BROKEN", .red, name)] + parts.map { "    \($0)" }
            return (lines + story(result)).joined(separator: "\n")
        case .failed(let mismatches):
            var lines = [line("FAILED", .red, "\(name)\(time(result))")]
            for mismatch in mismatches.prefix(Self.mostMismatches) { lines += text(mismatch, result.test) }
            let rest = mismatches.count - Self.mostMismatches
            if rest > 0 { lines.append("    … and \(Plural.text(rest, "more difference"))") }
            return (lines + story(result)).joined(separator: "\n")
        }
    }

    /// The last line of a run.
    ///
    /// - Parameter seconds: how long it took.
    public func text(_ summary: EventTestSummary, seconds: Double) -> String {
        let isGood = summary.failed + summary.broken == 0
        return "\n" + coloured(summary.label, isGood ? .green : .red) + " in \(Decimals.text(seconds, 1)) s"
    }

    // MARK: Parts

    private enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
    }

    private func coloured(_ text: String, _ colour: Colour) -> String {
        hasColours ? SGR.text(text, code: colour.rawValue) : text
    }

    private func line(_ word: String, _ colour: Colour, _ rest: String) -> String {
        coloured(word, colour) + String(repeating: " ", count: max(1, 9 - word.count)) + rest
    }

    private func time(_ result: EventTestResult) -> String {
        guard let invocation = result.invocation else { return "" }
        return coloured("  \(Decimals.text(invocation.seconds * 1000, 1)) ms", .dim)
    }

    /// A remark that the new expectation expects a failure, which a user who updates all may not want.
    private func failure(_ result: EventTestResult) -> String {
        guard let invocation = result.invocation, invocation.verdict != .ok else { return "" }
        let type = invocation.error.map { " (\(safe($0.type)))" } ?? ""
        return "  now expects " + coloured("\(invocation.verdict.rawValue)\(type)", .red)
    }

    private func text(_ mismatch: Mismatch, _ test: EventTest) -> [String] {
        var lines = [
            "    " + safe(mismatch.path), "        expected  " + coloured(safe(mismatch.expected), .green),
            "        got       " + coloured(safe(mismatch.came), .red),
        ]
        if let file = test.expectation {
            let position = "\(safe(place(file))):\(mismatch.position.line):\(mismatch.position.column)"
            lines.append(coloured("        \(position)", .dim))
        }
        return lines
    }

    /// The stack trace, and the function's log.
    private func story(_ result: EventTestResult) -> [String] {
        var lines = result.trace.isEmpty ? [] : ["    stack trace"]
        lines += result.trace.map { "    | " + safe($0) }
        let log = CallLogLines(result.invocation, most: Self.mostLogLines)
        if !log.lines.isEmpty { lines.append("    log") }
        return lines + log.lines.map { "    | " + safe($0) }
    }
}

/// The last lines that a function wrote during a call.
struct CallLogLines {
    let lines: [String]

    init(_ invocation: InvocationResult?, most: Int) {
        let all = (invocation?.log ?? []).flatMap { record in
            record.text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        }
        let left = max(0, all.count - most)
        var lines = left > 0 ? ["… \(Plural.text(left, "earlier line"))"] : []
        lines += all.suffix(most)
        if let dropped = invocation?.droppedLines, dropped > 0 {
            lines.append("… \(Plural.text(dropped, "more line"))")
        }
        self.lines = lines
    }
}
