import LambdaModel
import Support

/// The selected function's log, live: the lines of each call, then its result.
enum LogsView {
    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item else { return EmptyStates.logs(model, rect, in: &grid) }
        let page = LogPage(model, item, in: rect)
        let scroller = page.scroller
        guard scroller.first != nil else {
            guard model.logControls.isFiltering, item.log.count > 0 else {
                return EmptyStates.logs(model, rect, in: &grid)
            }
            return nothing(model, item, rect, in: &grid)
        }
        let cursor = page.cursor(scroller)
        let painter = LogPainter(model, item, page)
        let visible = scroller.visible(from: cursor.top)
        let header = page.headerPlace(scroller, cursor)
        for (offset, place) in visible.enumerated() {
            let y = rect.y + offset
            if offset == 0, let header {
                painter.header(header, x: rect.x, y: y, in: &grid)
                continue
            }
            let isCursor = place.line == cursor.line
            let above = offset > 0 && !(offset == 1 && header != nil) ? visible[offset - 1].line : nil
            painter.row(place, isCursor: isCursor, above: above, x: rect.x, y: y, in: &grid)
            if isCursor, !(place.row == 0 && page.hasRemark(place.line)), model.focus == .logs {
                grid.select(Rect(x: rect.x, y: y, width: rect.width, height: 1))
            }
        }
        scrollbar(page, visible.first?.line ?? 0, visible.count, rect, in: &grid)
    }

    /// Why no line is visible.
    private static func nothing(_ model: Model, _ item: FunctionItem, _ rect: Rect, in grid: inout Grid) {
        let isDone = item.log.matches?.isComplete(item.log.lines) ?? true
        let text = isDone ? "No line passes the filter: \(model.logControls.filterText)." : "searching"
        let lines = WrappedText.lines(text, width: max(1, rect.width))
        for (row, line) in lines.prefix(rect.height).enumerated() {
            grid.put(line, x: rect.x, y: rect.y + row, style: Style(.dim), width: rect.width)
        }
    }

    /// The place among all lines is used for the place among all rows, since counting rows would need all lines.
    private static func scrollbar(_ page: LogPage, _ top: Int, _ rows: Int, _ rect: Rect, in grid: inout Grid) {
        let start = page.log.index.start
        let above = page.shown.count(in: start..<max(start, (top + 1) / 2))
        let room = page.log.isFollowing ? page.shown.count - rect.height : above
        ScrollbarView.draw(top: room, height: rect.height, total: page.shown.count, rect: rect, in: &grid)
    }
}

/// Draws the rows of a log.
struct LogPainter {
    private let model: Model
    private let item: FunctionItem
    private let page: LogPage

    init(_ model: Model, _ item: FunctionItem, _ page: LogPage) {
        (self.model, self.item, self.page) = (model, item, page)
    }

    /// Draws a row of a slot.
    ///
    /// - Parameter above: the slot of the row above; nil if this is the first row with a time.
    func row(_ place: (line: Int, row: Int), isCursor: Bool, above: Int?, x: Int, y: Int, in grid: inout Grid) {
        var row = place.row
        if page.hasRemark(place.line) {
            guard row > 0 else {
                return put(
                    [(page.remark ?? "", Style(.warning))], x: x + page.timeWidth, y: y, x + page.rect.width, in: &grid)
            }
            row -= 1
        }
        let (number, end) = (place.line / 2, x + page.rect.width - 1)
        if LogPage.isResult(place.line) { return result(number, x: x, y: y, in: &grid) }
        if page.timeWidth > 0, row == 0 {
            // A time is shown only if it differs from the one above, so that a burst is visible as one.
            let time = clock(page.log.lines.time(number))
            let before = (above == place.line ? nil : above).map { clock(page.log.lines.time($0 / 2)) }
            if time != before { grid.put(time, x: x, y: y, style: Style(.dim)) }
        }
        var text = page.text(number)
        if let search = page.search {
            text.mark(search, isCursor ? .currentMatch : .match, whole: page.log.record(number).text)
        }
        let spans = text.row(row, width: page.textWidth, wraps: page.wraps, column: page.log.column)
        put(spans, x: x + page.timeWidth, y: y, end, in: &grid)
    }

    /// The result of a call, or all of a folded call.
    private func result(_ number: Int, x: Int, y: Int, in grid: inout Grid) {
        let place = page.log.index.place(of: number)
        let width = page.textWidth
        let (build, isFolded) = (self.build(place), page.log.index[place].isFolded)
        if isFolded, page.timeWidth > 0 {
            let start = page.log.index.numbers(of: place).lowerBound
            grid.put(clock(build?.build.startedAt ?? page.log.lines.time(start)), x: x, y: y, style: Style(.dim))
        }
        let spans =
            if let build {
                isFolded ? build.folded(width: width) : build.result(width: width)
            } else {
                isFolded ? view(place).folded(width: width) : view(place).result(width: width)
            }
        put(spans, x: x + page.timeWidth, y: y, x + page.rect.width - 1, in: &grid)
    }

    /// The header of a call or build whose first lines are above the pane.
    func header(_ place: Int, x: Int, y: Int, in grid: inout Grid) {
        if let build = build(place) {
            let spans = build.header(time: clock(build.build.startedAt), width: page.rect.width - 1)
            return put(spans, x: x, y: y, x + page.rect.width - 1, in: &grid)
        }
        let group = page.log.index[place]
        let time = group.isCall ? page.log.index.calls.startedAt(group.call) : 0
        let spans = view(place).header(time: clock(time), width: page.rect.width - 1)
        put(spans, x: x, y: y, x + page.rect.width - 1, in: &grid)
    }

    /// The build of a group; nil if it has none.
    private func build(_ place: Int) -> LogBuildView? {
        let index = page.log.index
        guard let build = index.build(of: index[place]) else { return nil }
        var view = LogBuildView(build)
        view.lines = page.lineCount(of: place)
        if index[place].call == index.builds.last { view.take(item.build, model) }
        return view
    }

    private func view(_ place: Int) -> LogResultView {
        let index = page.log.index
        let group = index[place]
        var view = LogResultView(id: index.invocation(of: group) ?? "", facts: index.facts(of: group))
        (view.lines, view.lost) = (page.lineCount(of: place), Int(group.lostLines))
        // Without facts, the last call is the one that runs.
        if item.isBusy, group.isCall, view.facts?.isRunning ?? (place == index.lastCall) {
            view.running = (model.spinner, model.elapsed(since: index.calls.startedAt(group.call)))
        }
        return view
    }

    private func clock(_ time: Double) -> String { ClockTime.text(time + Double(model.secondsFromUTC)) }

    private func put(_ spans: [ResponsePage.Span], x start: Int, y: Int, _ end: Int, in grid: inout Grid) {
        var column = start
        for span in spans {
            column += grid.put(span.text, x: column, y: y, style: span.style, width: max(0, end - column))
        }
    }
}

extension Grid {
    /// Gives cells the background of the selection, except for those that are highlighted otherwise.
    mutating func select(_ rect: Rect) {
        for y in rect.y..<(rect.y + rect.height) where y >= 0 && y < size.height {
            for x in max(0, rect.x)..<max(0, rect.x, min(size.width, rect.x + rect.width))
            where self[x, y].style.highlight == .none {
                highlight(Rect(x: x, y: y, width: 1, height: 1), .selection)
            }
        }
    }
}
