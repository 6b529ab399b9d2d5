import LambdaModel
import Support

/// Draws the logs of all functions: a histogram, the lines, and the selected line in full.
enum AllLogsView {
    /// The parts of the body.
    struct Areas {
        let title: Rect
        /// Nil on a low screen.
        let histogram: Rect?
        let axis: Rect?
        let list: Rect
        /// The inspector with its title; nil on a low screen.
        let inspector: Rect?

        init(_ rect: Rect) {
            var y = rect.y
            func take(_ height: Int) -> Rect {
                defer { y += height }
                return Rect(x: rect.x, y: y, width: rect.width, height: height)
            }
            title = take(1)
            let hasChart = rect.height >= 12
            let chart = hasChart ? take(1) : nil
            histogram = chart.map { Rect(x: $0.x + 1, y: $0.y, width: max(0, $0.width - 2), height: 1) }
            axis = hasChart ? take(1) : nil
            let below = rect.height >= 16 ? min(11, rect.height / 3) : 0
            list = take(max(0, rect.height - (hasChart ? 3 : 1) - below))
            inspector = below > 0 ? take(below) : nil
        }
    }

    /// A row of the list.
    struct Row {
        let position: LogPosition
        /// The number of the row in its line.
        let row: Int
    }

    /// The rows of the list in a screen of the model's size.
    static func listHeight(_ screen: AllLogsScreen, _ model: Model) -> Int {
        max(1, Areas(Rect(x: 0, y: 1, width: model.size.width, height: max(0, model.size.height - 3))).list.height)
    }

    // MARK: Rows

    /// The visible rows: the cursor's line at its row, others above and below it.
    static func rows(_ screen: AllLogsScreen, _ merge: AllLogsMerge, _ rect: Rect) -> [Row] {
        guard rect.height > 0, let cursor = screen.position(merge) else { return [] }
        let width = AllLogsLine.textWidth(merge, rect)
        func rows(_ position: LogPosition) -> [Row] {
            let count = screen.wraps ? AllLogsLine(position, merge, width: width).rows(width: width) : 1
            return (0..<count).map { Row(position: position, row: $0) }
        }
        var above: [Row] = []
        let wanted = screen.isFollowing ? rect.height : min(screen.cursorRow, rect.height - 1)
        var walk = merge.backward(before: cursor)
        while above.count < wanted, let next = walk.next() { above.insert(contentsOf: rows(next), at: 0) }
        var result = Array(above.suffix(wanted)) + rows(cursor)
        var forward = merge.forward(from: cursor)
        _ = forward.next()
        while result.count < rect.height, let next = forward.next() { result += rows(next) }
        if screen.isFollowing { return Array(result.suffix(rect.height)) }
        // Below the last line there is no empty room as long as there are lines above.
        var missing = rect.height - result.count
        while missing > 0, let next = walk.next() {
            let more = rows(next)
            result.insert(contentsOf: more, at: 0)
            missing -= more.count
        }
        if result.count > rect.height, missing < 0 { result.removeFirst(-missing) }
        // A tall line may push the cursor's first row out of sight.
        return Array(result.prefix(rect.height))
    }

    // MARK: Drawing

    static func draw(_ screen: AllLogsScreen, _ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard rect.width > 0, rect.height > 0 else { return }
        grid.fill(rect, style: Style())
        let areas = Areas(rect)
        let merge = screen.merge(model)
        let rows = rows(screen, merge, areas.list)
        title(screen, model, merge, areas.title, in: &grid)
        if let histogram = areas.histogram, let axis = areas.axis, let times = merge.times {
            HistogramView(screen.histogram, times: times, secondsFromUTC: model.secondsFromUTC)
                .draw(histogram, axis: axis, mark: screen.cursor?.time, in: &grid)
        }
        list(screen, model, merge, rows, areas.list, in: &grid)
        if let inspector = areas.inspector {
            LineInspector(screen.position(merge), merge).draw(inspector, in: &grid)
        }
        if let choice = screen.choice { choices(screen, model, choice, rect, in: &grid) }
    }

    private static func title(
        _ screen: AllLogsScreen, _ model: Model, _ merge: AllLogsMerge, _ rect: Rect, in grid: inout Grid
    ) {
        let names = merge.sources.map(\.name)
        let total = model.functions.count
        let subject =
            names.count == total && total > 3 ? Count.text(total, "function") : names.joined(separator: " ")
        var facts = " · \(Count.text(merge.count, "line"))"
        var right = "following"
        if !screen.isFollowing, let position = screen.position(merge) {
            let rank = merge.sources.reduce(0) { rank, source in
                let end = merge.slot(of: source, notBefore: position) / 2 + (source.name == position.function ? 1 : 0)
                return rank + source.shown.count(in: source.start..<max(source.start, end))
            }
            facts = " · line \(Count.text(rank)) of \(Count.text(merge.count))"
            right = "paused"
        }
        SectionLine(
            title: "ALL LOGS", subject: subject, facts: facts, right: right,
            rightRole: screen.isFollowing ? .dim : .warning, isFocused: true
        ).draw(rect, in: &grid)
    }

    private static func list(
        _ screen: AllLogsScreen, _ model: Model, _ merge: AllLogsMerge, _ rows: [Row], _ rect: Rect,
        in grid: inout Grid
    ) {
        guard !rows.isEmpty else {
            let isSearching = screen.isScanning(model)
            let filters = screen.filterText(model)
            let text =
                isSearching
                ? "searching" : filters.isEmpty ? "No log output yet." : "No line passes the filter: \(filters)."
            grid.put(text, x: rect.x + 1, y: rect.y, style: Style(.dim), width: rect.width - 2)
            return
        }
        let cursor = screen.position(merge)
        var shownTime = ""
        for (offset, row) in rows.enumerated() {
            let isCursor = row.position == cursor
            let line = AllLogsLine(row.position, merge, width: AllLogsLine.textWidth(merge, rect))
            let area = Rect(x: rect.x, y: rect.y + offset, width: rect.width, height: 1)
            line.draw(
                row.row, screen, area, secondsFromUTC: model.secondsFromUTC, isCursor: isCursor, &shownTime,
                in: &grid)
            if isCursor { grid.select(area) }
        }
        let above = rows.first.map { first in
            merge.sources.reduce(0) { rank, source in
                let end = merge.slot(of: source, notBefore: first.position) / 2
                return rank + source.shown.count(in: source.start..<max(source.start, end))
            }
        }
        let top = screen.isFollowing ? merge.count - rect.height : above ?? 0
        ScrollbarView.draw(top: top, height: rect.height, total: merge.count, rect: rect, in: &grid)
    }

    /// The list of functions to choose from.
    private static func choices(
        _ screen: AllLogsScreen, _ model: Model, _ choice: Int, _ rect: Rect, in grid: inout Grid
    ) {
        let names = model.functions.names
        let hint = "Space toggle  o only this  a all  ⏎ done"
        let width = min(rect.width - 4, max(hint.cellWidth, names.map(\.cellWidth).max() ?? 0) + 6)
        let height = min(rect.height - 2, names.count + 3)
        guard width > 8, height > 3 else { return }
        let box = Rect(x: rect.x + (rect.width - width) / 2, y: rect.y + 1, width: width, height: height)
        grid.fill(box, style: Style())
        OverlayView.frame(box, in: &grid)
        grid.put(" Functions ", x: box.x + 1, y: box.y, style: Style(.titleFocused, attributes: .bold))
        let room = height - 3
        let offset = max(0, min(choice - room / 2, names.count - room))
        for (row, name) in names.dropFirst(offset).prefix(room).enumerated() {
            let isShown = !screen.hidden.contains(name)
            let y = box.y + 1 + row
            grid.put(isShown ? "✓" : "·", x: box.x + 2, y: y, style: Style(isShown ? .success : .dim))
            grid.put(
                name.fittedKeepingEnds(width - 6), x: box.x + 4, y: y,
                style: Style(isShown ? .name(offset + row) : .dim))
            if offset + row == choice {
                grid.highlight(Rect(x: box.x + 1, y: y, width: width - 2, height: 1), .selection)
            }
        }
        grid.put(hint.fitted(width - 4), x: box.x + 2, y: box.y + height - 2, style: Style(.dim))
    }
}

extension AllLogsScreen {
    /// Draws the view; the rectangle is the body between header and status line.
    func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) { AllLogsView.draw(self, model, rect, in: &grid) }

    /// Draws the search and the filters in the status line. False if there is nothing to draw.
    func drawStatus(_ model: Model, y: Int, width: Int, in grid: inout Grid) -> Bool {
        let text = filterText(model)
        guard controls.bar.isVisible else {
            guard !text.isEmpty else { return false }
            grid.put(text.fitted(width - 2), x: 1, y: y, style: Style(.dim))
            return true
        }
        SearchBarView.draw(controls.bar, text, y: y, width: width - 2, in: &grid)
        return true
    }

    /// The filters in words: `level ≥ INFO · orders api · last 10 min`; empty without any.
    func filterText(_ model: Model) -> String {
        var parts = controls.filterText.isEmpty ? [] : [controls.filterText]
        let shown = model.functions.names.filter { !hidden.contains($0) }
        if shown.count < model.functions.count {
            parts.append(shown.isEmpty ? "no function" : shown.joined(separator: " "))
        }
        if let minutes { parts.append("last \(minutes) min") }
        return parts.joined(separator: " · ")
    }
}
