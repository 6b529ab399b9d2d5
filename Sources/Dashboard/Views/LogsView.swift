import LambdaModel
import Support

/// The selected function's log, live: the lines of each call below a head with the call's outcome.
enum LogsView {
    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item else { return EmptyStates.logs(model, rect, in: &grid) }
        let page = LogPage(model, item)
        let scroller = page.scroller
        guard scroller.first != nil else { return EmptyStates.logs(model, rect, in: &grid) }
        let cursor = page.cursor(scroller)
        var shownTime = ""
        for (offset, place) in scroller.visible(from: cursor.top).enumerated() {
            let row = Row(model: model, item: item, page: page, place: place, x: rect.x, y: rect.y + offset)
            row.draw(&shownTime, in: &grid)
            if place.line == cursor.line, !row.isRemark, model.focus == .logs {
                grid.highlight(Rect(x: rect.x, y: row.y, width: rect.width, height: 1), .selection)
            }
        }
    }

    /// One row of the pane.
    private struct Row {
        let model: Model
        let item: FunctionItem
        let page: LogPage
        let place: (line: Int, row: Int)
        let x: Int
        let y: Int

        var isRemark: Bool { place.row == 0 && page.hasRemark(place.line) }

        func draw(_ shownTime: inout String, in grid: inout Grid) {
            if isRemark { return put([(page.remark ?? "", Style(.warning))], at: x + page.timeWidth, in: &grid) }
            if LogPage.isHead(place.line) { return head(&shownTime, in: &grid) }
            let number = place.line / 2
            if page.hasLineTimes, place.row == 0 {
                // A time is shown only if it differs from the one above, so that a burst is visible as one.
                let time = clock(page.log.record(number).time)
                if time != shownTime { grid.put(time, x: x, y: y, style: Style(.dim)) }
                shownTime = time
            }
            let spans = page.text(number)
                .row(place.row, width: page.textWidth, wraps: page.wraps, column: page.log.column)
            put(spans, at: x + page.indent, in: &grid)
        }

        private func head(_ shownTime: inout String, in grid: inout Grid) {
            let index = page.log.index
            let place = index.place(of: place.line / 2)
            let group = index[place]
            if page.timeWidth > 0 {
                shownTime = clock(group.startedAt)
                grid.put(shownTime, x: x, y: y, style: Style(.dim))
            }
            let isLast = place == index.count - 1
            let facts = LogHeadView.Facts(
                group: group, summary: index.summary(of: group), lines: page.lineCount(of: place),
                spinner: isLast && item.isBusy ? model.spinner : nil)
            let start = x + page.timeWidth
            let (left, right) = LogHeadView.spans(facts, width: max(1, page.rect.width - page.timeWidth))
            put(left, at: start, in: &grid)
            let width = right.reduce(0) { $0 + $1.text.cellWidth }
            put(right, at: max(start, x + page.rect.width - width), in: &grid)
        }

        private func clock(_ time: Double) -> String { ClockTime.text(time + Double(model.secondsFromUTC)) }

        private func put(_ spans: [ResponsePage.Span], at start: Int, in grid: inout Grid) {
            var column = start
            for span in spans {
                column += grid.put(
                    span.text, x: column, y: y, style: span.style, width: max(0, x + page.rect.width - column))
            }
        }
    }
}
