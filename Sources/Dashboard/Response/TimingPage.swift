import LambdaModel
import Support

/// How long each part of a call took, what the call used, and which calls it made.
struct TimingPage: Sendable {
    /// A part of the time; `milliseconds` is nil if unknown.
    private struct Part: Sendable {
        let name: String
        let symbol: String
        let role: Role
        let milliseconds: Double?
        let remark: String
        /// Whether it is a moment in another part, which the bar does not show.
        var isMoment = false
    }

    private let parts: [Part]
    private let total: Double
    private let result: InvocationResult
    private let calls: [CallTree.Row]
    /// Width of the calls' names with their indents.
    private let callWidth: Int
    /// Width of the names alone, or as much as distinguishes them.
    private let leastNames: Int
    /// Width of their verdicts.
    private let verdictWidth: Int

    /// Width of the parts' names, and of the numbers after them.
    private static let nameWidth = 9
    private static let numberWidth = 10
    private static let unknown = "not known"

    init(_ result: InvocationResult, _ calls: CallTree) {
        self.result = result
        self.calls = calls.rows
        callWidth = calls.rows.reduce(0) { max($0, Self.indent($1.depth) + $1.summary.function.cellWidth) }
        leastNames = calls.rows.reduce(0) { max($0, min($1.summary.function.cellWidth, Self.nameWidth)) }
        verdictWidth = calls.rows.reduce(0) { max($0, Self.verdict($1.summary)?.cellWidth ?? 0) }
        // The clocks of the two sides can differ a little; no part is ever negative.
        func known(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? max(0, $0) : nil } }
        let queue = known(result.queuedSeconds * 1000) ?? 0
        let call = known(result.seconds * 1000) ?? 0
        let start = result.isCold ? known(result.initMilliseconds) : 0
        let handler = known(result.handlerMilliseconds)
        let overhead = start.flatMap { start in handler.map { max(0, call - start - $0) } }
        total = queue + max(call, (start ?? 0) + (handler ?? 0))
        let firstByte = known(result.firstByteMilliseconds).map { time in
            Part(
                name: "first byte", symbol: " ", role: .dim, milliseconds: time,
                remark: "from the event to the start of the response", isMoment: true)
        }
        parts = [
            Part(
                name: "queue", symbol: "░", role: .dim, milliseconds: queue,
                remark: "waiting for a free container"),
            Part(
                name: "init", symbol: "▒", role: .starting, milliseconds: start,
                remark: result.isCold
                    ? "cold start: the call waited for the runtime to start" : "warm: the runtime was already running"),
            Part(name: "handler", symbol: "█", role: .success, milliseconds: handler, remark: ""),
            firstByte,
            Part(
                name: "overhead", symbol: "▓", role: .info, milliseconds: overhead,
                remark: "transfer and Runtime API"),
        ].compactMap(\.self)
    }

    /// Lines above the calls: the bar, its parts, their sum, a blank line, processor and memory.
    private var ownCount: Int { 1 + parts.count + 4 }

    /// The number of lines. A blank line and a title precede the calls.
    var count: Int { ownCount + (calls.isEmpty ? 0 : 2 + calls.count) }

    /// A line for a pane of a width.
    func line(_ index: Int, width: Int) -> [ResponsePage.Span] {
        switch index {
        case 0: return bar(width)
        case 1...parts.count:
            let part = parts[index - 1]
            let number = part.milliseconds.map { TimeSpan.short($0 / 1000) }
            return [(part.symbol + " ", Style(part.role))] + row(part.name, number, part.remark, width - 2)
        case parts.count + 1: return [("  ", Style())] + row("total", TimeSpan.short(total / 1000), "", width - 2)
        case parts.count + 3:
            return [("  ", Style())] + row("CPU", result.cpuSeconds.map { TimeSpan.short($0) }, "", width - 2)
        case parts.count + 4: return [("  ", Style())] + memory(width - 2)
        case ownCount + 1: return [("  ", Style()), (Plural.noun(calls.count, "call"), Style(.dim))]
        case (ownCount + 2)...: return call(calls[index - ownCount - 2], width)
        default: return []
        }
    }

    // MARK: Calls

    private static func indent(_ depth: Int) -> Int { 4 + 2 * depth }

    /// The verdict shown after the time of a call.
    private static func verdict(_ summary: InvocationSummary) -> String? {
        guard let verdict = summary.verdict, verdict != .ok else { return nil }
        let mark = VerdictMark(verdict)
        return "  \(mark.symbol) \(mark.label)"
    }

    /// A call that this one made, directly or indirectly. If there is not enough room, its name is cut, not its time.
    private func call(_ row: CallTree.Row, _ width: Int) -> [ResponsePage.Span] {
        let names = max(Self.nameWidth + 2, min(callWidth, width - Self.numberWidth - verdictWidth))
        // In deep nesting, the name is more important than its indent.
        let most = callWidth <= names ? callWidth : max(0, names - leastNames)
        let indent = min(Self.indent(row.depth), most)
        let name = row.summary.function.fittedKeepingEnds(names - indent)
        let number = row.summary.milliseconds.map { TimeSpan.short($0 / 1000) } ?? ""
        let text = name.padded(names - indent)
        let blanks = String(repeating: " ", count: max(1, Self.numberWidth - number.cellWidth))
        var spans: [ResponsePage.Span] = [
            (String(repeating: " ", count: indent), Style()), (text, Style(.accent)), (blanks + number, Style(.text)),
        ]
        guard let verdict = row.summary.verdict, let label = Self.verdict(row.summary) else { return spans }
        let room = width - spans.reduce(0) { $0 + $1.text.cellWidth }
        let whole = row.summary.errorType.map { $0.isEmpty ? label : "\(label) · \($0)" } ?? label
        spans.append((whole.cellWidth <= room ? whole : label.fitted(room), Style(VerdictMark(verdict).role)))
        return spans
    }

    private func row(_ name: String, _ number: String?, _ remark: String, _ width: Int) -> [ResponsePage.Span] {
        let text = number ?? Self.unknown
        let label = name.cellWidth > Self.nameWidth ? name : name.padded(Self.nameWidth)
        let room = Self.nameWidth + Self.numberWidth - label.cellWidth
        let blanks = String(repeating: " ", count: max(1, room - text.cellWidth))
        var spans: [ResponsePage.Span] = [
            (label, Style(.dim)), (blanks + text, Style(number == nil ? .dim : .text)),
        ]
        let used = label.cellWidth + blanks.count + text.cellWidth
        if !remark.isEmpty, used + 2 + remark.cellWidth <= width { spans.append(("  " + remark, Style(.dim))) }
        return spans
    }

    // MARK: Bars

    /// The parts next to each other. The unknown rest of the total has its own stretch.
    private func bar(_ width: Int) -> [ResponsePage.Span] {
        guard width > 0, total > 0 else { return [(String(repeating: "·", count: max(0, width)), Style(.dim))] }
        var pieces = parts.filter { !$0.isMoment }.map {
            (symbol: $0.symbol, role: $0.role, share: $0.milliseconds ?? 0)
        }
        let left = total - pieces.reduce(0) { $0 + $1.share }
        pieces.append(("·", .dim, max(0, left)))
        let cells = Self.cells(pieces.map(\.share), of: total, width: width)
        return zip(pieces, cells).compactMap { piece, count in
            count > 0 ? (String(repeating: piece.symbol, count: count), Style(piece.role)) : nil
        }
    }

    /// Distributes a width over shares of a total. Every share above zero gets a cell if there is enough room.
    static func cells(_ shares: [Double], of total: Double, width: Int) -> [Int] {
        var cells = shares.map { share in
            guard total > 0, share > total / 1e6 else { return 0 }
            return max(1, Int((share / total * Double(width)).rounded(.down)))
        }
        // The largest one takes the rounding difference.
        while case let difference = width - cells.reduce(0, +), difference != 0 {
            guard let largest = cells.indices.max(by: { cells[$0] < cells[$1] }), cells[largest] > 0 else { break }
            cells[largest] += difference > 0 ? difference : -1
        }
        return cells
    }

    /// The memory and its limit. It is the whole container's; the emulator's own figure only repeats
    /// the setting (LAMBDA facts, "Its log").
    private func memory(_ width: Int) -> [ResponsePage.Span] {
        guard let peak = result.peakMemory, peak >= 0 else { return row("memory", nil, "", width) }
        guard let limit = result.memoryLimit, limit > 0 else {
            return row("memory", Megabytes.text(peak), "peak; no limit", width)
        }
        let text = "\(Megabytes.text(peak).dropLast(3)) of \(Megabytes.text(limit))"
        let remark = "peak"
        var spans = row("memory", text, "", width)
        let used = spans.reduce(0) { $0 + $1.text.cellWidth }
        let barWidth = min(20, width - used - 2)
        guard barWidth >= 5 else { return spans }
        let full = min(barWidth, max(1, Int((Double(peak) / Double(limit) * Double(barWidth)).rounded())))
        let role: Role = peak >= limit / 10 * 9 ? .error : .success
        spans.append(("  " + String(repeating: "█", count: full), Style(role)))
        spans.append((String(repeating: "░", count: barWidth - full), Style(.dim)))
        if used + 2 + barWidth + 2 + remark.cellWidth <= width { spans.append(("  " + remark, Style(.dim))) }
        return spans
    }
}
