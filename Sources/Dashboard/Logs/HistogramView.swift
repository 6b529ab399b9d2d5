import Support

/// Draws a histogram of lines over time in one row, with an axis below it.
struct HistogramView {
    private let histogram: LogHistogram
    private let times: ClosedRange<Double>
    private let secondsFromUTC: Int

    init(_ histogram: LogHistogram, times: ClosedRange<Double>, secondsFromUTC: Int) {
        (self.histogram, self.times, self.secondsFromUTC) = (histogram, times, secondsFromUTC)
    }

    /// Draws it.
    ///
    /// - Parameters:
    ///   - axis: the row below, with times.
    ///   - mark: a time that is marked there; nil for none.
    func draw(_ rect: Rect, axis: Rect, mark: Double?, in grid: inout Grid) {
        let columns = histogram.columns(rect.width, in: times)
        let most = columns.map(\.lines).max() ?? 0
        for (offset, column) in columns.enumerated() {
            grid.put(
                LogHistogram.symbol(column.lines, of: most), x: rect.x + offset, y: rect.y,
                style: Style(column.errors > 0 ? .error : .handlerTime))
        }
        let (first, last) = (label(times.lowerBound), label(times.upperBound))
        grid.put(first, x: rect.x, y: axis.y, style: Style(.dim))
        guard rect.width >= 3 * first.cellWidth else { return }
        let middle = label((times.lowerBound + times.upperBound) / 2)
        if rect.width >= 5 * first.cellWidth, middle != first, middle != last {
            grid.put(middle, x: rect.x + (rect.width - middle.cellWidth) / 2, y: axis.y, style: Style(.dim))
        }
        if first != last { grid.put(last, x: rect.x + rect.width - last.cellWidth, y: axis.y, style: Style(.dim)) }
        guard let mark, times.contains(mark), rect.width > 0 else { return }
        let part = (mark - times.lowerBound) / max(times.upperBound - times.lowerBound, histogram.width)
        let column = max(0, min(rect.width - 1, Int(part * Double(rect.width))))
        grid.put("▲", x: rect.x + column, y: axis.y, style: Style(.accent))
    }

    /// Hours and minutes, with seconds if the whole time is short.
    private func label(_ time: Double) -> String {
        let text = ClockTime.text(time + Double(secondsFromUTC))
        return times.upperBound - times.lowerBound < 300 ? text : String(text.dropLast(3))
    }
}

/// The row of a title: `─ ALL LOGS orders api · 5,844 lines ────── following ─`.
struct SectionLine {
    let title: String
    var subject = ""
    var facts = ""
    var right = ""
    var rightRole = Role.dim
    var isFocused = false

    /// Draws it in the first row of a rectangle.
    func draw(_ rect: Rect, in grid: inout Grid) {
        for x in rect.x..<(rect.x + rect.width) { grid.put("─", x: x, y: rect.y, style: Style(.border)) }
        let rightWidth = right.isEmpty || rect.width < 40 ? 0 : right.cellWidth + 3
        var room = rect.width - 2 - rightWidth
        var x = rect.x + 1
        let titleStyle = Style(isFocused ? .titleFocused : .title, attributes: isFocused ? .bold : [])
        for (text, style) in [(" " + title, titleStyle), (" " + subject, Style(.text)), (facts, Style(.dim))] {
            guard room > 2, text.count > 1 else { continue }
            let used = grid.put(text.fitted(room - 1), x: x, y: rect.y, style: style)
            (x, room) = (x + used, room - used)
        }
        grid.put(" ", x: x, y: rect.y)
        guard rightWidth > 0 else { return }
        grid.put(" \(right) ", x: rect.x + rect.width - rightWidth, y: rect.y, style: Style(rightRole))
    }
}
