import LambdaModel
import OrderedCollections

/// Moving through the log and folding it.
extension Model {
    mutating func moveLog(_ step: Step) {
        guard let item else { return }
        let scroller = LogPage(self, item).scroller
        guard let last = scroller.last else { return }
        let place = LogPage(self, item).cursor(scroller)
        var next = place
        next.move(step, on: scroller)
        let isAtEnd = next.line == last && next.top >= scroller.bottom
        // A user who reaches the end wants to see new lines.
        if isAtEnd, step.isForward {
            withSelected { $0.log.isFollowing = true }
        } else if next != place {
            withSelected { $0.log.leave(at: next) }
        }
    }

    mutating func follow() -> [Effect] {
        guard let item else { return tell("no function is selected; functions.json lists them") }
        guard item.log.isFollowing else {
            withSelected { $0.log.isFollowing = true }
            return []
        }
        let page = LogPage(self, item)
        let cursor = page.cursor(page.scroller)
        withSelected { $0.log.leave(at: cursor) }
        return tell("no longer following the log; F follows it again")
    }

    /// Folds or unfolds what is under the cursor: the line's object if it has one, otherwise the group.
    mutating func foldLog() -> [Effect] {
        guard let item else { return tell("no function is selected; functions.json lists them") }
        let page = LogPage(self, item)
        let scroller = page.scroller
        guard scroller.first != nil else { return tell("nothing logged yet") }
        var cursor = page.cursor(scroller)
        let number = cursor.line / 2
        if !LogPage.isHead(cursor.line), page.text(number).canExpand {
            withSelected { item in
                // An object that opens at the end would push its own start off the screen.
                if !item.log.isExpanded(number) { item.log.leave(at: cursor) }
                item.log.toggleObject(number)
            }
            return []
        }
        let group = item.log.index.place(of: number)
        guard page.lineCount(of: group) > 0 else { return tell("this call logged nothing") }
        cursor.line = 2 * item.log.index[group].first
        withSelected { item in
            if item.log.index[group].isFolded || !item.log.isFollowing { item.log.leave(at: cursor) }
            item.log.toggleFold(group)
        }
        return []
    }

    /// Folds all groups; if all are folded, unfolds them.
    mutating func foldAllLogs() -> [Effect] {
        guard let item else { return tell("no function is selected; functions.json lists them") }
        let folds = !item.log.index.foldsNew
        withSelected { $0.log.foldAll(folds) }
        return tell(folds ? "all calls are folded, new ones too; z unfolds" : "all calls are unfolded")
    }

    /// Puts the cursor on the head of the previous or next call. From within a call, the previous head is its own.
    mutating func goToInvocation(_ direction: Int) -> [Effect] {
        guard let item else { return tell("no function is selected; functions.json lists them") }
        let page = LogPage(self, item)
        let scroller = page.scroller
        let index = item.log.index
        let line = page.cursor(scroller).line
        var place = index.place(of: line / 2)
        if direction > 0 || LogPage.isHead(line) { place += direction }
        let places = 0..<index.count
        while places.contains(place), index[place].invocation == nil { place += direction }
        guard places.contains(place) else {
            return tell(direction < 0 ? "no earlier call in the log" : "no later call in the log; F follows")
        }
        let head = 2 * index[place].first
        focus = .logs
        withSelected {
            $0.log.leave(at: LineCursor(line: head, top: scroller.clamped(ScrollPosition(line: head))))
        }
        return []
    }

    /// Puts the cursor on a row; a double click folds there. The log keeps following if the click is at its end.
    mutating func clickLog(_ row: Int, isDouble: Bool) -> [Effect] {
        guard let item else { return [] }
        let page = LogPage(self, item)
        let scroller = page.scroller
        let cursor = page.cursor(scroller)
        let rows = scroller.visible(from: cursor.top)
        guard row < rows.count else { return [] }
        let line = rows[row].line
        if line != cursor.line { withSelected { $0.log.leave(at: LineCursor(line: line, top: cursor.top)) } }
        return isDouble ? foldLog() : []
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
