import LambdaModel

/// The part of the inspector below its head.
struct ResponsePane {
    let width: Int
    let height: Int
    let wraps: Bool
    /// Rows of the head.
    let headRows: Int

    init(_ model: Model) {
        let rect = model.contentRect(of: .inspector)
        width = max(1, rect.width)
        headRows = InspectorView.headRows(height: rect.height, screen: model.size)
        height = max(1, rect.height - headRows)
        wraps = model.wraps
    }

    func scroller(_ response: Response) -> Scroller {
        let (page, width, wraps) = (response.page, width, wraps)
        return Scroller(count: page.count(width: width), height: height) { index in
            guard wraps, !page.isCut(index) else { return 1 }
            return page.rows(index, width: width)
        }
    }

    /// Whether a response needs more rows than there are.
    func isLonger(_ response: Response) -> Bool {
        let scroller = scroller(response)
        return scroller.bottom > scroller.start
    }
}

/// The cursor in the inspector: moving it, and what its line leads to.
extension Response {
    /// What Enter or a double click does on a line.
    enum Action {
        /// Opens the file that the line names.
        case open(LocalPlace)
        /// Folds or unfolds what begins there; that is done.
        case fold
        /// There is nothing to do.
        case nothing
    }

    /// The line and row at the top of the pane: as it was left, unless the screen has changed since and the cursor
    /// would not be visible.
    func top(on scroller: Scroller) -> ScrollPosition {
        var place = place
        place.top = scroller.clamped(place.top)
        if !scroller.visible(from: place.top).contains(where: { $0.line == place.line }) { place.show(on: scroller) }
        return place.top
    }

    mutating func move(_ step: Step, in pane: ResponsePane) {
        guard page.count > 0 else { return }
        let scroller = pane.scroller(self)
        var place = place
        place.top = top(on: scroller)
        place.move(step, on: scroller)
        self.place = place
    }

    /// Acts on the line of the cursor.
    mutating func act() -> Action {
        if let place = page.place(cursor) { return .open(place) }
        return toggle(cursor) ? .fold : .nothing
    }

    /// Puts the cursor on a row; false if the row is empty.
    mutating func click(row: Int, in pane: ResponsePane) -> Bool {
        let scroller = pane.scroller(self)
        let top = top(on: scroller)
        let rows = scroller.visible(from: top)
        guard row < rows.count else { return false }
        place = LineCursor(line: rows[row].line, top: top)
        return true
    }
}
