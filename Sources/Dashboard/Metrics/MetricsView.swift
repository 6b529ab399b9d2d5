import LambdaModel
import Support

extension MetricsScreen {
    /// Draws the metrics into the body of the screen.
    func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        draw(metrics(model), now: model.now, secondsFromUTC: model.secondsFromUTC, rect, in: &grid)
    }

    /// Draws the metrics.
    func draw(_ metrics: CallMetrics, now: Double, secondsFromUTC: Int, _ rect: Rect, in grid: inout Grid) {
        grid.fill(rect, style: Style())
        guard rect.width > 0, rect.height > 0 else { return }
        guard !metrics.calls.isEmpty else { return drawEmpty(metrics, rect, in: &grid) }
        let layout = MetricsLayout(rect)
        let place = place(in: metrics)
        DurationChart(metrics, selected: place, layout).draw(now: now, secondsFromUTC: secondsFromUTC, in: &grid)
        if let part = layout.keyNumbers { MetricsSummary.drawKeyNumbers(metrics, part, in: &grid) }
        if let part = layout.summary { MetricsSummary.draw(metrics, part, in: &grid) }
        if let part = layout.memory {
            MemoryChart.draw(metrics, selected: place, part, in: &grid)
            drawDivider(at: part.x + part.width - 1, part, in: &grid)
        }
        if let part = layout.slowest {
            SlowestCalls.draw(
                metrics, selected: place, now: now, secondsFromUTC: secondsFromUTC, part, in: &grid)
            if let memory = layout.memory {
                grid.put("┴", x: memory.x + memory.width - 1, y: part.y, style: Style(.border))
            }
        }
    }

    private func drawDivider(at x: Int, _ rect: Rect, in grid: inout Grid) {
        for y in rect.y..<(rect.y + rect.height) {
            grid.put(y == rect.y ? "┬" : "│", x: x, y: y, style: Style(.border))
        }
    }

    /// What to do to see something here.
    private func drawEmpty(_ metrics: CallMetrics, _ rect: Rect, in grid: inout Grid) {
        ScreenHeading.draw("METRICS", metrics.function, isFocused: true, rect, in: &grid)
        let text =
            metrics.function.isEmpty
            ? "There are no functions."
            : "No calls of \(metrics.function) yet. Press Esc, then i to invoke the selected event."
        let lines =
            WrappedText.lines(text, width: max(1, rect.width - 2)) + [""]
            + WrappedText.lines(
                "This shows how long init and handler of each call take, and how much memory they need.",
                width: max(1, rect.width - 2))
        for (row, line) in lines.prefix(max(0, rect.height - 2)).enumerated() {
            grid.put(line, x: rect.x + 1, y: rect.y + 2 + row, style: Style(.dim), width: max(0, rect.width - 2))
        }
    }
}
