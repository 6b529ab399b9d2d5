import LambdaModel
import Support

/// A bar for the peak memory of each call, below the limit.
enum MemoryChart {
    static func draw(_ metrics: CallMetrics, selected: Int?, _ rect: Rect, in grid: inout Grid) {
        let limit = metrics.memoryLimit
        let subject = "peak of each call" + (limit.map { " · limit \(Count.text($0)) MB" } ?? "")
        ScreenHeading.draw("MEMORY", subject, rect, in: &grid)
        let room = rect.height - 1
        let width = rect.width - DurationChart.labelWidth - 2
        guard room > 0, width > 0 else { return }
        let steps = room >= 8 ? 4 : room >= 4 ? 2 : 1
        let rows = room / steps * steps
        let plot = Rect(x: rect.x + DurationChart.labelWidth, y: rect.y + 1 + room - rows, width: width, height: rows)
        let window = CallWindow.range(count: metrics.calls.count, columns: width, selected: selected)
        let most = metrics.calls[window].compactMap(\.usablePeak).max() ?? 0
        let axis =
            limit.map { ChartAxis(top: Double($0), steps: steps) }
            ?? ChartAxis(holding: Megabytes.exact(most), steps: steps, least: 10)
        ChartGrid.draw(
            axis, axis.megabytes, plot, top: limit == nil ? .border : .warning, labelsZero: true, in: &grid)
        for (column, place) in window.enumerated() {
            let call = metrics.calls[place]
            guard let peak = call.usablePeak else { continue }
            let eighths = axis.eighths(Megabytes.exact(peak), rows: rows)
            let style = Style(role(call, peak, limit))
            for row in 0..<((eighths + 7) / 8) {
                let text = Sparkline.bars[min(8, eighths - 8 * row) - 1]
                grid.put(text, x: plot.x + column, y: plot.y + rows - 1 - row, style: style)
            }
            if place == selected {
                grid.highlight(Rect(x: plot.x + column, y: plot.y, width: 1, height: rows), .selection)
            }
        }
        guard most == 0, window.count > 0 else { return }
        let text = " the memory of these calls is not known "
        grid.put(text.fitted(width), x: plot.x, y: plot.y + rows / 2, style: Style(.dim), width: width)
    }

    private static func role(_ call: InvocationSummary, _ peak: Int, _ limit: Int?) -> Role {
        if call.verdict == .outOfMemory { return .error }
        guard let limit else { return .metric }
        return Megabytes.exact(peak) >= Double(limit) * 0.9 ? .warning : .metric
    }
}
