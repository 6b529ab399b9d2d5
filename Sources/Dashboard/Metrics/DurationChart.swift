import LambdaModel
import Support

/// A bar for each call: the handler's time, and on top of it the time of init.
struct DurationChart {
    /// Columns at the left for the labels of the axis, with a blank after them.
    static let labelWidth = 8

    private let metrics: CallMetrics
    private let selected: Int?
    private let rect: Rect
    private let hasMarks: Bool
    /// The cells of the bars.
    private let plot: Rect
    private let axis: ChartAxis
    /// The calls that are shown.
    private let window: Range<Int>
    /// Columns of a bar, and from one bar to the next.
    private let bar: (width: Int, distance: Int)

    /// - Parameter selected: the place of the selected call.
    init(_ metrics: CallMetrics, selected: Int?, _ layout: MetricsLayout) {
        (self.metrics, self.selected) = (metrics, selected)
        (rect, hasMarks) = (layout.duration, layout.hasMarks)
        let room = max(0, rect.height - 1 - (hasMarks ? 1 : 0))
        let width = max(0, rect.width - Self.labelWidth - 1)
        let count = metrics.calls.count
        // A few calls have wide bars.
        let choices = [(width: 3, distance: 4), (width: 2, distance: 3), (width: 1, distance: 2)]
        bar = choices.first { (width + 1) / $0.distance >= count } ?? choices[2]
        window = CallWindow.range(
            count: count, columns: (width + bar.distance - bar.width) / bar.distance, selected: selected)
        let most = metrics.calls[window].compactMap(\.durationMilliseconds).max() ?? 0
        let steps = Self.steps(rows: room)
        axis = ChartAxis(holding: most, steps: steps, least: 0.1)
        let rows = room / steps * steps
        plot = Rect(x: rect.x + Self.labelWidth, y: rect.y + 1 + room - rows, width: width, height: rows)
    }

    /// The number of steps of the axis for which the fewest rows are left over; each has two rows at least.
    static func steps(rows: Int) -> Int {
        [4, 5, 3, 2].filter { rows / $0 >= 2 }.min { rows % $0 < rows % $1 } ?? 1
    }

    /// The call whose bar is in a column.
    func call(at event: MouseEvent) -> Int? {
        guard plot.contains(x: event.x, y: event.y) else { return nil }
        let place = window.lowerBound + (event.x - plot.x) / bar.distance
        return window.contains(place) ? place : nil
    }

    private func column(of place: Int) -> Int { plot.x + (place - window.lowerBound) * bar.distance }

    func draw(now: Double, secondsFromUTC: Int, in grid: inout Grid) {
        drawHeading(now: now, secondsFromUTC: secondsFromUTC, in: &grid)
        guard plot.width > 0, plot.height > 0 else { return }
        ChartGrid.draw(axis, axis.durations, plot, in: &grid)
        for place in window { drawBar(place, in: &grid) }
        if let selected, window.contains(selected) {
            let column = Rect(x: column(of: selected), y: plot.y, width: bar.width, height: plot.height)
            grid.highlight(column, .selection)
        }
        if hasMarks { drawMarks(secondsFromUTC: secondsFromUTC, in: &grid) }
    }

    private func drawHeading(now: Double, secondsFromUTC: Int, in grid: inout Grid) {
        let legend: [(String, Role)] = [("█", .initTime), (" init  ", .dim), ("█", .handlerTime), (" handler", .dim)]
        var parts = [metrics.function]
        if let selected {
            let call = metrics.calls[selected]
            let time = ClockTime.text(call.startedAt + Double(secondsFromUTC), now: now + Double(secondsFromUTC))
            parts += ["\(Count.text(selected + 1)) of \(Count.text(metrics.calls.count))", "\(time) \(call.shortName)"]
            parts += [call.parts, call.hasFailed ? call.failure : ""].filter { !$0.isEmpty }
        } else if window.count == metrics.calls.count {
            parts += [Count.text(window.count, "call"), "init and handler"]
        } else {
            parts += ["last \(Count.text(window.count, "call"))", "init and handler"]
        }
        let title = Rect(x: rect.x, y: rect.y, width: rect.width, height: min(1, rect.height))
        ScreenHeading.draw(
            "DURATION", parts.joined(separator: " · "), right: legend, isFocused: true, title, in: &grid)
    }

    // MARK: Bars

    private func drawBar(_ place: Int, in grid: inout Grid) {
        let call = metrics.calls[place]
        let x = column(of: place)
        let bottom = plot.y + plot.height - 1
        guard let duration = call.durationMilliseconds else {
            let (mark, role): (String, Role) = call.hasFailed ? ("✗", .error) : ("·", .dim)
            grid.put(mark, x: x, y: bottom, style: Style(role))
            return
        }
        let whole = axis.eighths(duration, rows: plot.height)
        let rows = (whole + 7) / 8
        let handlerRows = handlerRows(call, of: rows)
        for row in 0..<rows {
            let text = Sparkline.bars[min(8, whole - 8 * row) - 1]
            let role: Role = call.hasFailed ? .error : row < handlerRows ? .handlerTime : .initTime
            grid.put(String(repeating: text, count: bar.width), x: x, y: bottom - row, style: Style(role))
        }
        // The shape says that it failed, too.
        if call.hasFailed {
            grid.put("✗", x: x, y: bottom - min(rows, plot.height - 1), style: Style(.error, attributes: .bold))
        }
    }

    /// How many rows from the bottom are the handler's. A cell has one colour, so that the border is between two rows.
    private func handlerRows(_ call: InvocationSummary, of rows: Int) -> Int {
        guard let start = call.usableInit, start > 0 else {
            return call.hadInit && call.usableHandler == nil ? 0 : rows
        }
        guard let handler = call.usableHandler, handler > 0 else { return 0 }
        guard rows > 1 else { return handler > start ? 1 : 0 }
        return max(1, min(rows - 1, (axis.eighths(handler, rows: plot.height) + 4) / 8))
    }

    // MARK: Times and marks

    /// The times of the first and the last call, and what happened between the calls.
    private func drawMarks(secondsFromUTC: Int, in grid: inout Grid) {
        guard let first = window.first, let last = window.last else { return }
        let y = rect.y + rect.height - 1
        let end = plot.x + plot.width
        var texts: [Int: String] = [:]
        for mark in metrics.marks {
            // It is at the first call after it. Before all calls it says nothing about them.
            guard let place = metrics.calls.firstIndex(where: { $0.startedAt >= mark.time }), place > 0,
                window.contains(place)
            else { continue }
            texts[column(of: place)] = mark.text
        }
        let places = texts.keys.sorted()
        func clock(_ place: Int) -> String {
            String(ClockTime.text(metrics.calls[place].startedAt + Double(secondsFromUTC)).prefix(5))
        }
        let (left, right) = (clock(first), clock(last))
        let rightStart = max(plot.x, end - right.cellWidth)
        let hasRight = last > first && rightStart > plot.x + 6 && !places.contains { $0 >= rightStart - 1 }
        if !places.contains(where: { $0 < plot.x + left.cellWidth + 1 }) {
            grid.put(left, x: plot.x, y: y, style: Style(.dim), width: plot.width)
        }
        if hasRight { grid.put(right, x: rightStart, y: y, style: Style(.dim), width: end - rightStart) }
        for (index, x) in places.enumerated() {
            let limit = index + 1 < places.count ? places[index + 1] - 1 : hasRight ? rightStart - 1 : end
            let room = limit - x
            // A text that is cut to a few letters says nothing.
            let text = room >= 8 ? "↑ " + (texts[x] ?? "") : "↑"
            grid.put(text.fitted(max(1, room)), x: x, y: y, style: Style(.accent), width: max(1, min(room, end - x)))
        }
    }
}

/// The lines of a chart's axis, with their labels.
enum ChartGrid {
    /// - Parameters:
    ///   - labels: those of the steps from 0 up. Zero is labelled only if `labelsZero` is set.
    ///   - top: the role of the line at the top.
    static func draw(
        _ axis: ChartAxis, _ labels: [String], _ plot: Rect, top: Role = .border, labelsZero: Bool = false,
        in grid: inout Grid
    ) {
        let distance = plot.height / axis.steps
        guard distance > 0 else { return }
        func label(_ index: Int, _ y: Int) {
            guard labels.indices.contains(index) else { return }
            let text = labels[index].fitted(DurationChart.labelWidth - 1)
            let x = plot.x - 1 - text.cellWidth
            grid.put(text, x: x, y: y, style: Style(.dim), width: text.cellWidth)
        }
        for index in 1...axis.steps {
            let y = plot.y + plot.height - index * distance
            let line = String(repeating: "┈", count: plot.width)
            grid.put(line, x: plot.x, y: y, style: Style(index == axis.steps ? top : .border), width: plot.width)
            label(index, y)
        }
        if labelsZero, distance > 1 { label(0, plot.y + plot.height - 1) }
    }
}
