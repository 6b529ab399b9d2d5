/// Moving through the response: a cursor on a line, and the rows that are seen.
extension Model {
    func responseScroller(_ response: Response) -> Scroller {
        let rect = contentRect(of: .response)
        let width = max(1, rect.width)
        let (page, wraps) = (response.page, wraps)
        return Scroller(count: page.count, height: max(1, rect.height - 1)) { index in
            wraps ? WrappedText.rows(page.line(index), width: width) : 1
        }
    }

    /// The line and row at the top of the pane: where it was left, unless the screen has changed since and the
    /// cursor would not be seen.
    func responseTop(_ response: Response, _ scroller: Scroller) -> ScrollPosition {
        let top = scroller.clamped(response.top)
        if scroller.visible(from: top).contains(where: { $0.line == response.cursor }) { return top }
        return Self.showing(response.cursor, on: scroller, from: top)
    }

    mutating func moveResponse(_ step: Step) {
        guard var response = item?.response, response.page.count > 0 else { return }
        let scroller = responseScroller(response)
        response.top = responseTop(response, scroller)
        switch step {
        case .toFirst: (response.cursor, response.top) = (0, ScrollPosition())
        case .toLast: (response.cursor, response.top) = (response.page.count - 1, scroller.bottom)
        case .lines(1): Self.stepDown(&response, scroller)
        case .lines(-1): Self.stepUp(&response, scroller)
        case .lines, .pages, .halfPages: Self.scroll(&response, scroller, by: step.amount(height: scroller.height))
        }
        withSelected { $0.response = response }
    }

    /// To the next line; one that is taller than the pane is read to its end first.
    private static func stepDown(_ response: inout Response, _ scroller: Scroller) {
        let place = Place(response.cursor, scroller)
        if place.isTall, response.top < place.lowest {
            response.top = scroller.down(from: response.top, by: 1)
        } else if response.cursor + 1 < response.page.count {
            response.cursor += 1
            response.top = showing(response.cursor, on: scroller, from: response.top)
        }
    }

    /// To the line before; one that is taller than the pane is read to its start first, and comes with its end.
    private static func stepUp(_ response: inout Response, _ scroller: Scroller) {
        if Place(response.cursor, scroller).isTall, response.top > ScrollPosition(line: response.cursor) {
            response.top = scroller.up(from: response.top, by: 1)
        } else if response.cursor > 0 {
            response.cursor -= 1
            let place = Place(response.cursor, scroller)
            response.top =
                place.isTall
                ? max(min(response.top, place.last), place.lowest)
                : showing(response.cursor, on: scroller, from: response.top)
        }
    }

    /// Moves what is seen by rows, the cursor with it; where that cannot move, the cursor goes to the end.
    private static func scroll(_ response: inout Response, _ scroller: Scroller, by rows: Int) {
        let seen = scroller.visible(from: response.top)
        let offset = seen.firstIndex { $0.line == response.cursor } ?? 0
        let top = rows < 0 ? scroller.up(from: response.top, by: -rows) : scroller.down(from: response.top, by: rows)
        guard top != response.top else {
            response.cursor = rows < 0 ? 0 : response.page.count - 1
            return
        }
        let next = scroller.visible(from: top)
        response.top = top
        response.cursor = next[min(offset, next.count - 1)].line
    }

    /// The place nearest to `top` that shows a line, its end too where it fits.
    private static func showing(_ line: Int, on scroller: Scroller, from top: ScrollPosition) -> ScrollPosition {
        let start = ScrollPosition(line: line)
        return min(max(top, min(Place(line, scroller).lowest, start)), start)
    }

    /// Where a line stands.
    private struct Place {
        /// Whether the pane cannot show all of it at once.
        let isTall: Bool
        /// Its last row.
        let last: ScrollPosition
        /// The top that puts its last row at the bottom of the pane.
        let lowest: ScrollPosition

        init(_ line: Int, _ scroller: Scroller) {
            let rows = scroller.rows(line)
            isTall = rows > scroller.height
            last = ScrollPosition(line: line, row: rows - 1)
            lowest = scroller.up(from: ScrollPosition(line: line, row: rows), by: scroller.height)
        }
    }
}
