import LambdaModel
import Support

/// The list of the slowest calls.
enum SlowestCalls {
    /// The most calls in it.
    static let most = 20

    /// The first row that is shown, so that the selected call is visible.
    static func offset(_ slowest: [Int], _ selected: Int?, _ rect: Rect) -> Int {
        guard let row = selected.flatMap({ slowest.firstIndex(of: $0) }) else { return 0 }
        return max(0, ListOffset.of(row, count: slowest.count, height: max(1, rect.height - 1)))
    }

    /// - Parameters:
    ///   - selected: the place of the selected call.
    ///   - now: seconds since 1970, of which the day decides whether a date is shown.
    static func draw(
        _ metrics: CallMetrics, selected: Int?, now: Double, secondsFromUTC: Int, _ rect: Rect, in grid: inout Grid
    ) {
        ScreenHeading.draw("SLOWEST CALLS", right: [("⏎ opens the call", .dim)], rect, in: &grid)
        let slowest = metrics.slowest(most)
        let first = offset(slowest, selected, rect)
        let ahead = Double(secondsFromUTC)
        let shown = Array(slowest.dropFirst(first).prefix(max(0, rect.height - 1)))
        let times = shown.map { ClockTime.text(metrics.calls[$0].startedAt + ahead, now: now + ahead) }
        let timeWidth = times.reduce(0) { max($0, $1.cellWidth) }
        let room = rect.width - 3 - timeWidth
        let names = shown.reduce(0) { max($0, metrics.calls[$1].shortName.cellWidth) }
        let remarks = shown.reduce(0) { max($0, remark(metrics.calls[$1]).cellWidth) }
        // Of a name that is cut, this much stays.
        let name = max(min(names, 14, room - 14), min(names, room - 16 - remarks), 0)
        for (row, place) in shown.enumerated() {
            let call = metrics.calls[place]
            let y = rect.y + 1 + row
            var x = rect.x + 1
            let end = rect.x + rect.width - 1
            func put(_ text: String, _ style: Style, _ cells: Int, keepsEnd: Bool = false) {
                let cells = min(cells, end - x)
                guard cells > 0 else { return }
                let shown = keepsEnd ? text.fittedKeepingEnds(cells) : text.fitted(cells)
                grid.put(shown, x: x, y: y, style: style, width: cells)
                x += cells
            }
            put(times[row], Style(.dim), timeWidth)
            x += 2
            put(call.shortName, Style(), name, keepsEnd: true)
            let duration = TimeSpan.short((call.durationMilliseconds ?? 0) / 1000)
            let gap = String(repeating: " ", count: max(2, 11 - duration.cellWidth))
            put(gap + duration, Style(call.hadInit ? .initTime : .text), max(11, gap.cellWidth + duration.cellWidth))
            x += 2
            put(remark(call), Style(call.hasFailed ? .error : .initTime), end - x)
            guard place == selected else { continue }
            grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .selection)
        }
    }

    /// Why it is in the list.
    private static func remark(_ call: InvocationSummary) -> String {
        let cold = call.hadInit ? "cold" + (call.usableInit.map { ": init \(TimeSpan.short($0 / 1000))" } ?? "") : ""
        let failure = call.hasFailed ? "✗ \(call.failure)" : ""
        return [failure, cold].filter { !$0.isEmpty }.joined(separator: " · ")
    }
}
