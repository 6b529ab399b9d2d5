import LambdaModel
import Support

/// What a log says of a call: its last line, the row of a folded call, and the header that stays in sight.
struct LogResultView {
    typealias Span = ResponsePage.Span

    /// The request id.
    let id: String
    /// The facts of the call; nil if they have not arrived.
    let facts: CallFacts?
    /// The animation and the seconds so far while the call runs; nil if it does not.
    var running: (spinner: String, seconds: Double)?
    /// The call's lines that are shown when it is not folded.
    var lines = 0
    /// Lines that were dropped to make room.
    var lost = 0

    /// Characters of a request id: enough to distinguish calls.
    private static let idLength = 8
    /// A name with less room is left out.
    static let leastName = 5

    // MARK: The three forms

    /// The last line of a call, at most as wide as given: `└ ✓ ok in 4.2 ms  bulk-22`.
    func result(width: Int) -> [Span] {
        let corner: Span = ("└ ", Style(.dim))
        if let running {
            let text = "\(running.spinner) running \(TimeSpan.short(running.seconds))"
            return Self.fitted([corner, (text, Style(.busy))], [named(2)], width)
        }
        guard let outcome else { return Self.fitted([corner, ("call \(shortID)", Style(.dim))], [named(2)], width) }
        let (whole, short) = times(before: outcome.isEmpty ? "" : " in ")
        var parts = [corner] + outcome
        if Self.cells(parts) + whole.cellWidth <= width {
            parts.append((whole, Style(.dim)))
        } else if Self.cells(parts) + short.cellWidth <= width {
            parts.append((short, Style(.dim)))
        }
        return Self.fitted(parts, [named(2)], width)
    }

    /// The only row of a folded call: `▸ bulk-22  6 lines  ✗ OutOfStock  2.4 ms`.
    func folded(width: Int) -> [Span] {
        var parts: [Span] = [("▸ ", Style(.accent)), name ?? (shortID, Style(.text))]
        let count = lost > 0 ? "\(Count.text(lines)) of \(Count.text(lines + lost, "line"))" : Count.text(lines, "line")
        var more: [[Span]] = [[("  " + count, Style(lost > 0 ? .warning : .dim))]]
        if let running {
            more.insert([("  \(running.spinner) running \(TimeSpan.short(running.seconds))", Style(.busy))], at: 0)
        } else if let outcome, !outcome.isEmpty {
            more.append([("  ", Style())] + outcome)
            if let time = facts?.milliseconds { more.append([("  " + TimeSpan.short(time / 1000), Style(.dim))]) }
        }
        // The words of a failure are more important than the end of a long name.
        let needed = more.reduce(0) { $0 + Self.cells($1) }
        let room = max(Self.leastName, width - 2 - needed)
        parts[1].text = parts[1].text.fittedKeepingEnds(room)
        return Self.fitted(parts, more, width)
    }

    /// The header of a call whose first line is above the pane: `bulk-22 · 188a90c3 · 11:24:54 · ✗ OutOfStock · 2.4 ms`.
    func header(time: String, width: Int) -> [Span] {
        let dot: Span = (" · ", Style(.dim))
        var more: [[Span]] = [[dot, (time, Style(.dim))]]
        var parts: [Span] = [(shortID, Style(.dim))]
        if let name {
            parts = [(name.text.fittedKeepingEnds(max(Self.leastName, width / 2)), name.style)]
            more.insert([dot, (shortID, Style(.dim))], at: 0)
        }
        if let running {
            more.append([dot, ("\(running.spinner) running \(TimeSpan.short(running.seconds))", Style(.busy))])
        } else if let outcome, !outcome.isEmpty {
            more.append([dot] + outcome)
            if let time = facts?.milliseconds { more.append([dot, (TimeSpan.short(time / 1000), Style(.dim))]) }
        }
        return Self.fitted(parts, more, width)
    }

    // MARK: Parts

    private var shortID: String { String(id.prefix(Self.idLength)) }

    private var name: Span? {
        facts?.name.map { ($0, Style(facts?.isEvent == true ? .text : .info)) }
    }

    private func named(_ gap: Int) -> [Span] {
        guard let name else { return [] }
        return [(String(repeating: " ", count: gap), Style()), (name.text, Style(.dim))]
    }

    /// The mark and the words of the outcome; nil if the call is not known to have ended, empty if it has no verdict.
    private var outcome: [Span]? {
        guard let facts, !facts.isRunning else { return nil }
        guard let verdict = facts.verdict else {
            return facts.errorType.map { [("✗ " + $0, Style(.error, attributes: .bold))] } ?? []
        }
        let mark = VerdictMark(verdict, status: facts.status)
        var label = mark.label
        if verdict == .ok, let status = facts.status { label = status.label }
        if verdict == .functionError, let type = facts.errorType { label = type }
        let isQuiet = mark.role == .success
        return [
            (mark.symbol + " ", Style(mark.role, attributes: isQuiet ? [] : .bold)),
            (label, isQuiet ? Style(.dim) : Style(mark.role, attributes: .bold)),
        ]
    }

    /// The time of the handler with that of the init, and without it.
    private func times(before word: String) -> (whole: String, short: String) {
        let start = facts?.initMilliseconds.map { "init " + TimeSpan.short($0 / 1000) }
        guard let time = facts?.milliseconds else { return (start.map { ", " + $0 } ?? "", "") }
        let short = word + TimeSpan.short(time / 1000)
        return (short + (start.map { " + " + $0 } ?? (facts?.isCold == true ? ", cold" : "")), short)
    }

    /// Parts, and as many of the additional ones as fit. The last part that is always there may be cut, and a name at
    /// the end.
    static func fitted(_ parts: [Span], _ more: [[Span]], _ width: Int) -> [Span] {
        var result = parts
        let excess = cells(result) - width
        if excess > 0, let last = result.popLast() {
            let room = last.text.cellWidth - excess
            if room > 0 { result.append((last.text.fittedKeepingEnds(room), last.style)) }
            return cells(result) <= width ? result : []
        }
        for part in more {
            let room = width - cells(result)
            if cells(part) <= room {
                result += part
            } else if let last = part.last, part.count == 2, room - part[0].text.cellWidth >= leastName {
                result += [part[0], (last.text.fittedKeepingEnds(room - part[0].text.cellWidth), last.style)]
                break
            } else {
                break
            }
        }
        return result
    }

    static func cells(_ spans: [Span]) -> Int { spans.reduce(0) { $0 + $1.text.cellWidth } }
}
