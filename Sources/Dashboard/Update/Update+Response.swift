import LambdaModel

/// The response: its cursor, the visible rows, and what lines lead to.
extension Model {
    func responseScroller(_ response: Response) -> Scroller {
        let rect = contentRect(of: .response)
        let width = max(1, rect.width)
        let (page, wraps) = (response.page, wraps)
        return Scroller(count: page.count, height: max(1, rect.height - 1)) { index in
            wraps ? WrappedText.rows(page.line(index, width: width), width: width) : 1
        }
    }

    /// The line and row at the top of the pane: as it was left, unless the screen has changed since and the cursor
    /// would not be visible.
    func responseTop(_ response: Response, _ scroller: Scroller) -> ScrollPosition {
        var place = response.place
        place.top = scroller.clamped(place.top)
        if !scroller.visible(from: place.top).contains(where: { $0.line == place.line }) { place.show(on: scroller) }
        return place.top
    }

    mutating func moveResponse(_ step: Step) {
        guard let response = item?.response, response.page.count > 0 else { return }
        let scroller = responseScroller(response)
        var place = response.place
        place.top = responseTop(response, scroller)
        place.move(step, on: scroller)
        withSelected { $0.response?.place = place }
    }

    /// Shows the next view; if there is nothing to view, goes to the next pane.
    mutating func showNextView() -> [Effect] {
        guard let response = item?.response, response.result != nil else {
            focus = .functions
            return []
        }
        withSelected { $0.response?.show(response.tab.next) }
        return []
    }

    /// Opens the file that the line names, or folds or unfolds what begins there.
    mutating func actOnResponse() -> [Effect] {
        guard let response = item?.response else { return tell("there is no response yet; i invokes the event") }
        if let place = response.page.place(response.cursor) { return [.edit(path: place.path, line: place.line)] }
        var done = false
        withSelected { done = $0.response?.toggle(response.cursor) ?? false }
        if done { return [] }
        switch response.tab {
        case .body: return tell("Enter folds an object or a list, or opens the file that a line names")
        case .log: return tell("Enter opens the file that a line names, or unfolds the line's object")
        case .timing, .diff: return tell("there is nothing to open here; Tab shows the next view")
        }
    }

    /// Puts the cursor on a row; a double click opens or folds there. The first row has the verdict and the views'
    /// names.
    mutating func clickResponse(_ row: Int, x: Int, isDouble: Bool) -> [Effect] {
        guard let response = item?.response else { return [] }
        guard row >= 1 else {
            if let tab = ResponseView.tab(at: x, self) { withSelected { $0.response?.show(tab) } }
            return []
        }
        let scroller = responseScroller(response)
        let rows = scroller.visible(from: responseTop(response, scroller))
        guard row - 1 < rows.count else { return [] }
        let line = rows[row - 1].line
        let top = responseTop(response, scroller)
        withSelected { $0.response?.place = LineCursor(line: line, top: top) }
        guard isDouble else { return [] }
        if let place = response.page.place(line) { return [.edit(path: place.path, line: place.line)] }
        withSelected { _ = $0.response?.toggle(line) }
        return []
    }
}
