/// A cursor on a line, and the position at the top of the pane.
struct LineCursor: Hashable, Sendable {
    /// The line that has the cursor.
    var line = 0
    /// The row at the top.
    var top = ScrollPosition()

    /// Moves by keys or the wheel. If the lines cannot scroll a whole page further, the cursor goes to the end.
    mutating func move(_ step: Step, on scroller: Scroller) {
        switch step {
        case .toFirst: (line, top) = (scroller.first ?? scroller.lines.lowerBound, scroller.start)
        case .toLast: (line, top) = (scroller.last ?? scroller.lines.lowerBound, scroller.bottom)
        case .lines(1): stepDown(scroller)
        case .lines(-1): stepUp(scroller)
        case .lines(let rows): scroll(by: rows, scroller)
        case .pages, .halfPages:
            let before = top
            let rows = step.amount(height: scroller.height)
            scroll(by: rows, scroller)
            if top == before { line = (rows < 0 ? scroller.first : scroller.last) ?? line }
        }
    }

    /// To the next line. A line that is taller than the pane is first scrolled to its end.
    private mutating func stepDown(_ scroller: Scroller) {
        let place = Place(line, scroller)
        if place.isTall, top < place.lowest {
            top = scroller.down(from: top, by: 1)
        } else if let next = scroller.next(after: line) {
            line = next
            show(on: scroller)
        }
    }

    /// To the previous line. A line that is taller than the pane is first scrolled to its start, and enters with its
    /// end.
    private mutating func stepUp(_ scroller: Scroller) {
        if Place(line, scroller).isTall, top > ScrollPosition(line: line) {
            top = scroller.up(from: top, by: 1)
        } else if let previous = scroller.previous(before: line) {
            line = previous
            let place = Place(line, scroller)
            if place.isTall { top = max(min(top, place.last), place.lowest) } else { show(on: scroller) }
        }
    }

    /// Scrolls by rows; the cursor keeps its place on the screen.
    private mutating func scroll(by rows: Int, _ scroller: Scroller) {
        let offset = scroller.visible(from: top).firstIndex { $0.line == line } ?? 0
        let place = rows < 0 ? scroller.up(from: top, by: -rows) : scroller.down(from: top, by: rows)
        guard place != top else { return }
        top = place
        let seen = scroller.visible(from: top)
        if !seen.isEmpty { line = seen[min(offset, seen.count - 1)].line }
    }

    /// Scrolls as little as necessary to show the line, including its end if it fits.
    mutating func show(on scroller: Scroller) {
        let start = ScrollPosition(line: line)
        top = min(max(top, min(Place(line, scroller).lowest, start)), start)
    }

    /// The rows of a line.
    private struct Place {
        /// Whether the pane cannot show all of the line at once.
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
