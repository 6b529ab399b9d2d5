/// The parts of the metrics in a rectangle. Each begins with the row of its title, except the key numbers.
struct MetricsLayout: Hashable, Sendable {
    /// The chart of durations.
    let duration: Rect
    /// Whether the last row of that chart has times, saves and restarts.
    let hasMarks: Bool
    /// The chart of memory; nil if there is no room.
    let memory: Rect?
    /// The numbers; nil if there is no room.
    let summary: Rect?
    /// The slowest calls; nil if there is no room.
    let slowest: Rect?
    /// Two rows with the most important numbers, in place of all others; nil if there is room for those.
    let keyNumbers: Rect?

    /// The smallest size at which more is shown than one chart and the key numbers.
    private static let smallest = Size(width: 56, height: 16)
    /// The width from which the chart of memory is beside the numbers.
    private static let widthForMemory = 76
    /// Rows of the numbers with their title.
    private static let summaryHeight = MetricsSummary.rowCount + 1
    private static let leastSlowest = 4

    init(_ rect: Rect) {
        func part(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Rect {
            Rect(x: rect.x + x, y: rect.y + y, width: max(0, width), height: max(0, height))
        }
        let (width, height) = (rect.width, rect.height)
        guard width >= Self.smallest.width, height >= Self.smallest.height else {
            let numbers = height >= 5 ? 2 : 0
            hasMarks = height >= 9
            duration = part(0, 0, width, height - numbers)
            keyNumbers = numbers > 0 ? part(0, height - numbers, width, numbers) : nil
            (memory, summary, slowest) = (nil, nil, nil)
            return
        }
        hasMarks = true
        keyNumbers = nil
        // The chart needs the room most, up to about two fifths of a high screen.
        let others = Self.summaryHeight + Self.leastSlowest
        let most = min(height - others, max(14, height * 2 / 5))
        // The axis leaves over what is less than a step.
        let chart = most - (most - 2) % DurationChart.steps(rows: most - 2)
        let rest = height - chart
        // A row of air between the numbers.
        let airy = 2 * MetricsSummary.rowCount + 1
        let middle = rest >= airy + Self.leastSlowest + 2 ? max(airy, rest / 2) : Self.summaryHeight
        duration = part(0, 0, width, chart)
        let left = width >= 110 ? width / 2 : max(24, width - MetricsSummary.leastWidth)
        let hasMemory = width >= Self.widthForMemory
        memory = hasMemory ? part(0, chart, left, middle) : nil
        summary = hasMemory ? part(left, chart, width - left, middle) : part(0, chart, width, middle)
        slowest = part(0, chart + middle, width, rest - middle)
    }
}

/// Which calls a chart shows: as many of the newest as it has columns, or older ones if one of those is selected.
enum CallWindow {
    static func range(count: Int, columns: Int, selected: Int?) -> Range<Int> {
        guard count > 0, columns > 0 else { return 0..<0 }
        var start = max(0, count - columns)
        if let selected, selected < start { start = max(0, selected) }
        return start..<min(count, start + columns)
    }
}
