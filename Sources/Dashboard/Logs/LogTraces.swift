import LambdaModel

/// The stack traces of a log: which lines they hide, and which ones the user has opened.
struct LogTraces: Sendable {
    private var folding = LogFolding()
    /// The lines that are hidden in folded traces.
    private(set) var hidden = LineSet()
    /// The last lines of the traces that are open: a trace keeps its end, unless it still grows.
    private var open: Set<Int> = []
    private var forgotten = 0

    /// Adds the next line.
    ///
    /// - Returns: the numbers of the lines that belong to a trace since then.
    mutating func add(_ record: LogRecord, _ number: Int) -> Range<Int> {
        let before = folding.traces.last
        folding.add(record, number: number)
        guard let trace = folding.traces.last, trace != before else { return number..<number }
        guard let before, before.lines.overlaps(trace.lines) else {
            hide(trace)
            return trace.lines
        }
        // It has grown.
        let wasOpen = open.remove(Self.key(before)) != nil
        if wasOpen { open.insert(Self.key(trace)) }
        guard before.head == trace.head, before.lines.lowerBound == trace.lines.lowerBound else {
            for line in before.lines { hidden.remove(line) }
            if !wasOpen { hide(trace) }
            return trace.lines
        }
        let added = before.lines.upperBound..<trace.lines.upperBound
        if !wasOpen { for line in added { hidden.insert(line) } }
        return added
    }

    private mutating func hide(_ trace: LogTrace) {
        for line in trace.lines where line != Self.visible(trace) { hidden.insert(line) }
    }

    private static func key(_ trace: LogTrace) -> Int { trace.lines.upperBound - 1 }

    /// The lines that follow belong to another call.
    mutating func end() { folding.endTrace() }

    /// Forgets traces of dropped lines.
    mutating func forget(before number: Int) {
        hidden.forget(before: number)
        // Each time costs as much as there are traces.
        guard number >= forgotten + 512 else { return }
        forgotten = number
        folding.forget(before: number)
        open = open.filter { $0 >= number }
    }

    /// The line that stays visible if a trace is folded.
    static func visible(_ trace: LogTrace) -> Int { trace.head ?? trace.lines.lowerBound }

    /// The trace that contains a line.
    func trace(of number: Int) -> LogTrace? {
        let traces = folding.traces
        var (low, high) = (0, traces.count)
        while low < high {
            let middle = (low + high) / 2
            if traces[middle].lines.upperBound <= number { low = middle + 1 } else { high = middle }
        }
        return low < traces.count && traces[low].lines.contains(number) ? traces[low] : nil
    }

    /// Whether all lines of a trace are shown.
    func isOpen(_ trace: LogTrace) -> Bool { open.contains(Self.key(trace)) }

    /// Shows or hides the lines of a trace.
    mutating func toggle(_ trace: LogTrace) {
        if open.remove(Self.key(trace)) == nil {
            open.insert(Self.key(trace))
            for line in trace.lines { hidden.remove(line) }
        } else {
            hide(trace)
        }
    }
}
