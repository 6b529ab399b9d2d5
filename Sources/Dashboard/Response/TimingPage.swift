import LambdaModel

/// Where the time of a call went, and what it used.
struct TimingPage: Sendable {
    /// A part of the time; `milliseconds` is nil where it is not known.
    private struct Part: Sendable {
        let name: String
        let symbol: String
        let role: Role
        let milliseconds: Double?
        let remark: String
    }

    private let parts: [Part]
    private let total: Double
    private let result: InvocationResult

    /// Cells of the names, and of the numbers behind them.
    private static let nameWidth = 9
    private static let numberWidth = 10
    private static let unknown = "not known"

    init(_ result: InvocationResult) {
        self.result = result
        // Clocks of two sides can disagree by a little; no part is ever less than nothing.
        func known(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? max(0, $0) : nil } }
        let queue = known(result.queuedSeconds * 1000) ?? 0
        let call = known(result.seconds * 1000) ?? 0
        let start = result.isCold ? known(result.initMilliseconds) : 0
        let handler = known(result.handlerMilliseconds)
        let rest = start.flatMap { start in handler.map { max(0, call - start - $0) } }
        total = queue + max(call, (start ?? 0) + (handler ?? 0))
        parts = [
            Part(
                name: "queue", symbol: "░", role: .dim, milliseconds: queue,
                remark: "its turn, and its container where none ran"),
            Part(
                name: "init", symbol: "▒", role: .starting, milliseconds: start,
                remark: result.isCold ? "cold: the runtime started for it" : "warm: the runtime had started before"),
            Part(name: "handler", symbol: "█", role: .success, milliseconds: handler, remark: ""),
            Part(
                name: "rest", symbol: "▓", role: .info, milliseconds: rest,
                remark: "transfer, the emulator and the runtime"),
        ]
    }

    /// How many lines there are: the bar, its parts, their sum, a blank, processor and memory.
    var count: Int { 1 + parts.count + 4 }

    /// A line for a pane of a width.
    func line(_ index: Int, width: Int) -> [ResponsePage.Span] {
        switch index {
        case 0: return bar(width)
        case 1...parts.count:
            let part = parts[index - 1]
            let number = part.milliseconds.map { Duration.text($0 / 1000) }
            return [(part.symbol + " ", Style(part.role))] + row(part.name, number, part.remark, width - 2)
        case parts.count + 1: return [("  ", Style())] + row("in all", Duration.text(total / 1000), "", width - 2)
        case parts.count + 3:
            return [("  ", Style())]
                + row(
                    "processor", result.cpuSeconds.map { Duration.text($0) },
                    result.cpuSeconds == nil ? "" : "of the container", width - 2)
        case parts.count + 4: return [("  ", Style())] + memory(width - 2)
        default: return []
        }
    }

    private func row(_ name: String, _ number: String?, _ remark: String, _ width: Int) -> [ResponsePage.Span] {
        let text = number ?? Self.unknown
        let blanks = String(repeating: " ", count: max(1, Self.numberWidth - text.cellWidth))
        var spans: [ResponsePage.Span] = [
            (name.padded(Self.nameWidth), Style(.dim)), (blanks + text, Style(number == nil ? .dim : .text)),
        ]
        let used = Self.nameWidth + blanks.count + text.cellWidth
        if !remark.isEmpty, used + 2 + remark.cellWidth <= width { spans.append(("  " + remark, Style(.dim))) }
        return spans
    }

    // MARK: Bars

    /// The parts side by side. What is not known of the whole is a stretch of its own.
    private func bar(_ width: Int) -> [ResponsePage.Span] {
        guard width > 0, total > 0 else { return [(String(repeating: "·", count: max(0, width)), Style(.dim))] }
        var pieces = parts.map { (symbol: $0.symbol, role: $0.role, share: $0.milliseconds ?? 0) }
        let left = total - pieces.reduce(0) { $0 + $1.share }
        pieces.append(("·", .dim, max(0, left)))
        let cells = Self.cells(pieces.map(\.share), of: total, width: width)
        return zip(pieces, cells).compactMap { piece, count in
            count > 0 ? (String(repeating: piece.symbol, count: count), Style(piece.role)) : nil
        }
    }

    /// Cells for shares of a whole, all of them together the width. A share that is there at all has one, as far as there
    /// is room.
    static func cells(_ shares: [Double], of total: Double, width: Int) -> [Int] {
        var cells = shares.map { share in
            guard total > 0, share > total / 1e6 else { return 0 }
            return max(1, Int((share / total * Double(width)).rounded(.down)))
        }
        // What rounding left over, or took too much of, is the largest one's.
        while case let difference = width - cells.reduce(0, +), difference != 0 {
            guard let largest = cells.indices.max(by: { cells[$0] < cells[$1] }), cells[largest] > 0 else { break }
            cells[largest] += difference > 0 ? difference : -1
        }
        return cells
    }

    /// The memory beside its limit. It is the container's, the emulator in it; the emulator's own figure is a copy of
    /// the setting (LAMBDA facts, "Its log").
    private func memory(_ width: Int) -> [ResponsePage.Span] {
        guard let peak = result.peakMemory, peak >= 0 else { return row("memory", nil, "", width) }
        guard let limit = result.memoryLimit, limit > 0 else {
            return row("memory", ByteCount.megabytes(peak), "the container's peak; it has no limit", width)
        }
        let text = "\(ByteCount.megabytes(peak).dropLast(3)) of \(ByteCount.megabytes(limit))"
        let remark = "the container's peak"
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
