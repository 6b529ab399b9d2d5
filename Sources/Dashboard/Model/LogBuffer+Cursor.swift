import LambdaModel

/// The cursor in the log's pane: moving it, and folding what is under it. The page says what the pane shows.
extension LogBuffer {
    mutating func move(_ step: Step, on page: LogPage) {
        let scroller = page.scroller
        guard let last = scroller.last else { return }
        let place = page.cursor(scroller)
        var next = place
        next.move(step, on: scroller)
        let isAtEnd = next.line == last && next.top >= scroller.bottom
        // A user who reaches the end wants to see new lines.
        if isAtEnd, step.isForward {
            isFollowing = true
        } else if next != place {
            leave(at: next)
        }
    }

    /// Follows the log, or stops following it.
    mutating func toggleFollowing(on page: LogPage) {
        if isFollowing { leave(at: page.cursor(page.scroller)) } else { isFollowing = true }
    }

    /// Folds or unfolds what is under the cursor: the line's object if it has one, otherwise the group.
    ///
    /// - Returns: a remark for the user if there is nothing to fold.
    mutating func fold(on page: LogPage) -> String? {
        let scroller = page.scroller
        guard scroller.first != nil else { return "nothing logged yet" }
        var cursor = page.cursor(scroller)
        let number = cursor.line / 2
        if !LogPage.isHead(cursor.line), page.text(number).canExpand {
            // An object that opens at the end would push its own start off the screen.
            if !isExpanded(number) { leave(at: cursor) }
            toggleObject(number)
            return nil
        }
        let group = index.place(of: number)
        guard page.lineCount(of: group) > 0 else { return "this call logged nothing" }
        cursor.line = 2 * index[group].first
        if index[group].isFolded || !isFollowing { leave(at: cursor) }
        toggleFold(group)
        return nil
    }

    /// Puts the cursor on the head of the previous or next call. From within a call, the previous head is its own.
    ///
    /// - Returns: false if there is no such call.
    mutating func goToCall(_ direction: Int, on page: LogPage) -> Bool {
        let scroller = page.scroller
        let line = page.cursor(scroller).line
        var place = index.place(of: line / 2)
        if direction > 0 || LogPage.isHead(line) { place += direction }
        let places = 0..<index.count
        while places.contains(place), index[place].invocation == nil { place += direction }
        guard places.contains(place) else { return false }
        let head = 2 * index[place].first
        leave(at: LineCursor(line: head, top: scroller.clamped(ScrollPosition(line: head))))
        return true
    }

    /// Puts the cursor on a row of the pane; false if the row is empty. The log keeps following if the row has the
    /// cursor already, as the last one does.
    mutating func click(row: Int, on page: LogPage) -> Bool {
        let scroller = page.scroller
        let cursor = page.cursor(scroller)
        let rows = scroller.visible(from: cursor.top)
        guard row < rows.count else { return false }
        let line = rows[row].line
        if line != cursor.line { leave(at: LineCursor(line: line, top: cursor.top)) }
        return true
    }
}

extension Step {
    /// Whether it moves to later lines.
    fileprivate var isForward: Bool {
        switch self {
        case .lines(let count), .pages(let count), .halfPages(let count): count > 0
        case .toFirst: false
        case .toLast: true
        }
    }
}
