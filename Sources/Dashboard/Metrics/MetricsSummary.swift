import LambdaModel
import Support

/// The numbers about all calls.
enum MetricsSummary {
    /// One line: what it is about, its most important number, and the others.
    struct Row: Hashable, Sendable {
        let name: String
        let value: String
        let rest: String
        var role = Role.text
    }

    /// How many rows there always are.
    static let rowCount = 5
    /// The width in which nothing is cut: `of 256 MB: 128 MB would do` is the longest text.
    static let leastWidth = 52
    private static let unknown = "–"

    static func rows(_ metrics: CallMetrics) -> [Row] {
        let totals = metrics.totals
        let good = metrics.calls.reduce(0) { $0 + ($1.verdict == .ok && !$1.hasFailed ? 1 : 0) }
        return [
            Row(
                name: "calls", value: Count.text(totals.count),
                rest: "\(Count.text(good)) ok · \(Count.text(totals.cold)) cold · \(Count.text(totals.failed)) failed",
                role: totals.failed > 0 ? .error : .text),
            Row(
                name: "handler", value: "p50 " + time(totals.p50),
                rest: "p95 \(time(totals.p95)) · max \(time(totals.longest))"),
            Row(
                name: "cold start", value: time(totals.coldStart), rest: coldStart(totals),
                role: totals.coldStart == nil ? .text : .initTime),
            Row(
                name: "memory", value: totals.peakMemory.map { Megabytes.text($0) } ?? unknown,
                rest: totals.peakMemory.map { MemoryAdvice.text(peak: $0, limit: metrics.memoryLimit) } ?? "not known"),
            Row(name: "queue", value: time(totals.queue), rest: queue(totals)),
        ]
    }

    private static func time(_ milliseconds: Double?) -> String {
        guard let milliseconds else { return unknown }
        return milliseconds < 0.05 ? "0 ms" : TimeSpan.short(milliseconds / 1000)
    }

    private static func coldStart(_ totals: CallMetrics.Totals) -> String {
        if let share = totals.coldShare { return "\(share) % of the call" }
        return totals.cold > 0 ? "not measured" : "all calls were warm"
    }

    private static func queue(_ totals: CallMetrics.Totals) -> String {
        guard let longest = totals.longestQueue else { return "not known" }
        guard longest >= 1 else { return "no call waited" }
        let crowd = totals.atOnce > 1 ? " with \(totals.atOnce) at once" : ""
        return "max \(time(longest))\(crowd)"
    }

    /// Draws the numbers, with a blank row between them if there is room.
    static func draw(_ metrics: CallMetrics, _ rect: Rect, in grid: inout Grid) {
        ScreenHeading.draw("SUMMARY", Count.text(metrics.calls.count, "call"), rect, in: &grid)
        let rows = rows(metrics)
        let isAiry = rect.height >= 2 * rows.count + 1
        let inside = max(0, rect.width - 3)
        let (names, values) = inside >= 52 ? (12, 14) : (11, 12)
        for (index, row) in rows.enumerated() {
            let y = rect.y + 1 + (isAiry ? 1 + 2 * index : index)
            guard y < rect.y + rect.height else { return }
            let x = rect.x + 2
            grid.put(row.name.fitted(inside), x: x, y: y, style: Style(.dim), width: inside)
            let value = min(values, inside - names)
            guard value > 0 else { continue }
            grid.put(
                row.value.fitted(value), x: x + names, y: y, style: Style(row.role, attributes: .bold), width: value)
            let rest = inside - names - values
            guard rest > 0 else { continue }
            grid.put(row.rest.fitted(rest), x: x + names + values, y: y, style: Style(.dim), width: rest)
        }
    }

    /// The numbers in two lines, for a small screen.
    static func drawKeyNumbers(_ metrics: CallMetrics, _ rect: Rect, in grid: inout Grid) {
        let totals = metrics.totals
        let lines = [
            ["p50 \(time(totals.p50))", "p95 \(time(totals.p95))", "max \(time(totals.longest))"],
            [
                Count.text(totals.count, "call"), "\(totals.cold) cold", "\(totals.failed) failed",
                totals.peakMemory.map { Megabytes.text($0) } ?? "",
            ],
        ]
        for (row, parts) in lines.prefix(rect.height).enumerated() {
            let text = parts.filter { !$0.isEmpty }.joined(separator: " · ")
            let style = Style(row == 1 && totals.failed > 0 ? .error : .text)
            grid.put(text.fitted(max(0, rect.width - 2)), x: rect.x + 1, y: rect.y + row, style: style)
        }
    }
}
