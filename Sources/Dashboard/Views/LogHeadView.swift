import LambdaModel
import Support

/// The head of a group in the log: the call and its outcome.
enum LogHeadView {
    typealias Span = ResponsePage.Span

    /// The content of a head.
    struct Facts {
        var group: LogGroup
        var summary: InvocationSummary?
        /// Lines of the group that are shown when it is not folded.
        var lines: Int
        /// The animation while the call runs; nil if it does not.
        var spinner: String?
    }

    /// Characters of a request id: enough to distinguish calls.
    private static let idLength = 8
    /// The smallest widths for an event's name: less if the words of a failure need the room, in the end none.
    private static let leastNames = [12, 7, 0]

    /// The pieces at the left and at the right end of a head; together they are at most as wide as given.
    static func spans(_ facts: Facts, width: Int) -> (left: [Span], right: [Span]) {
        let group = facts.group
        var left: [Span] = [(mark(facts) + " ", Style(group.invocation == nil ? .dim : .accent))]
        guard let invocation = group.invocation else {
            left.append(("outside any call", Style(.dim)))
            return (appended(count(facts), to: left, width), [])
        }
        left.append((String(invocation.prefix(idLength)), Style(.accent)))
        let used = cells(left)
        let name = name(facts)
        let right = right(
            facts,
            leastNames.map { least in
                width - used - 2 - (name.map { min($0.text.cellWidth, least) + (least > 0 ? 2 : 0) } ?? 0)
            })
        let room = width - used - (right.isEmpty ? 0 : cells(right) + 2)
        if let name, room - 2 >= min(name.text.cellWidth, leastNames[1]) - 1 {
            left.append(("  ", Style()))
            left.append((name.text.fittedKeepingEnds(room - 2), name.style))
        }
        return (appended(count(facts), to: left, width - (right.isEmpty ? 0 : cells(right) + 2)), right)
    }

    private static func mark(_ facts: Facts) -> String {
        if facts.lines == 0 { return "·" }
        return facts.group.isFolded ? "▸" : "▾"
    }

    /// How many lines a folded group hides, and how many were dropped to make room.
    private static func count(_ facts: Facts) -> Span? {
        let lost = facts.group.lostLines
        if lost > 0 {
            let all = Count.text(facts.lines + lost)
            return (" · the last \(Count.text(facts.lines)) of \(all) lines", Style(.warning))
        }
        guard facts.group.isFolded, facts.lines > 0 else { return nil }
        return (" · " + Count.text(facts.lines, "line"), Style(.dim))
    }

    /// Pieces with one more, if all of it fits.
    private static func appended(_ span: Span?, to spans: [Span], _ width: Int) -> [Span] {
        guard let span, cells(spans) + span.text.cellWidth <= width else { return spans }
        return spans + [span]
    }

    private static func name(_ facts: Facts) -> Span? {
        if facts.group.isContinuation { return ("more of this call", Style(.dim)) }
        if let summary = facts.summary {
            if let event = summary.event { return (event, Style(.text, attributes: .bold)) }
            return summary.origin.map { ($0.label, Style(.info)) } ?? ("called from outside", Style(.dim))
        }
        return facts.spinner.map { ("\($0) running", Style(.busy)) }
    }

    /// The outcome of the call, as much as fits: the memory is dropped first, then the cold start, then the time. Only
    /// the words of a failure may be cut, when they are alone; they use the last of the given widths.
    private static func right(_ facts: Facts, _ widths: [Int]) -> [Span] {
        guard let summary = facts.summary, !facts.group.isContinuation else { return [] }
        let failure = failure(summary)
        let start = summary.initMilliseconds.map { "init " + TimeSpan.short($0 / 1000) } ?? "cold"
        let cold: Span? = summary.isCold ? (start, Style(.starting)) : nil
        let time: Span? = summary.milliseconds.map { (aligned(TimeSpan.short($0 / 1000), 7), Style(.text)) }
        // Blanks in place of an unknown memory keep the times in one column.
        let memory = (aligned(summary.peakMemory.map(Megabytes.text) ?? "", 6), Style(.dim))
        let choices = [[failure, cold, time, memory], [failure, cold, time], [failure, time], [failure]]
        for choice in choices {
            let row = row(choice.compactMap { $0 })
            if cells(row) <= widths[0] { return row }
        }
        guard let failure else { return [] }
        if widths.contains(where: { failure.text.cellWidth <= $0 }) { return [failure] }
        let width = widths.last ?? 0
        return width > 2 ? [(failure.text.fittedKeepingEnds(width), failure.style)] : []
    }

    private static func row(_ spans: [Span]) -> [Span] {
        Array(spans.map { [$0] }.joined(separator: [("  ", Style())]))
    }

    private static func aligned(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.cellWidth)) + text
    }

    private static func failure(_ summary: InvocationSummary) -> Span? {
        let style = Style(.error, attributes: .bold)
        switch summary.verdict {
        case .ok:
            guard let status = summary.functionStatus, status.kind != .good else { return nil }
            let mark = VerdictMark(.ok, status: status)
            return (mark.symbol + " " + mark.label, Style(mark.role, attributes: .bold))
        case .cancelled: return ("– cancelled", Style(.dim))
        case .functionError: return ("✗ " + (summary.errorType ?? Verdict.functionError.label), style)
        case .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable:
            return ("✗ " + (summary.verdict?.label ?? ""), style)
        case nil: return summary.errorType.map { ("✗ " + $0, style) }
        }
    }

    private static func cells(_ spans: [Span]) -> Int { spans.reduce(0) { $0 + $1.text.cellWidth } }
}
