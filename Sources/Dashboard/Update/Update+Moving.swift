import LambdaModel
import OrderedCollections

/// How far a key moves.
enum Step {
    case lines(Int)
    case pages(Int)
    case halfPages(Int)
    case toFirst
    case toLast

    /// Rows for a pane of a height; the ends are very far.
    func amount(height: Int) -> Int {
        switch self {
        case .lines(let count): count
        case .pages(let count): count * max(1, height - 1)
        case .halfPages(let count): count * max(1, height / 2)
        case .toFirst: -(1 << 40)
        case .toLast: 1 << 40
        }
    }
}

extension LogBuffer {
    /// Leaves the end: the pane stays at a line, counted from the first that is there.
    mutating func leave(at position: ScrollPosition) {
        isFollowing = false
        top = ScrollPosition(line: position.line + removed, row: position.row)
    }
}

extension Model {
    mutating func move(_ step: Step) -> [Effect] {
        move(step, in: focus)
    }

    private mutating func move(_ step: Step, in pane: Pane) -> [Effect] {
        let height = contentHeight(of: pane)
        let amount = step.amount(height: height)
        switch pane {
        case .functions:
            guard let selected, let index = functions.index(forKey: selected) else { return [] }
            return select(function: max(0, min(functions.count - 1, index + amount)))
        case .events:
            withSelected { item in
                guard let index = item.eventIndex else { return }
                item.selectedEvent = item.events.names[max(0, min(item.events.names.count - 1, index + amount))]
            }
            return []
        case .logs:
            moveLog(amount)
            return []
        case .response:
            moveResponse(step)
            return []
        }
    }

    mutating func select(function index: Int) -> [Effect] {
        let name = functions.keys[index]
        guard name != selected else { return [] }
        selected = name
        return [.loadEvents(name)]
    }

    private mutating func moveLog(_ amount: Int) {
        guard let item else { return }
        let scroller = logScroller(item)
        let top = logTop(item, scroller)
        let next = amount < 0 ? scroller.up(from: top, by: -amount) : scroller.down(from: top, by: amount)
        withSelected { item in
            if next >= scroller.bottom && amount > 0 {
                item.log.isFollowing = true
            } else {
                item.log.leave(at: next)
            }
        }
    }

    mutating func moveSideways(_ direction: Int) -> [Effect] {
        guard focus == .logs || focus == .response else { return tell("← → scroll the logs and the response") }
        guard !wraps else { return tell("long lines are wrapped; w cuts them, then ← → scroll") }
        let (pane, step) = (focus, direction * 8)
        withSelected { item in
            switch pane {
            case .logs: item.log.column = max(0, item.log.column + step)
            case .response: item.response?.scrollSideways(by: step)
            case .functions, .events: break
            }
        }
        return []
    }

    // MARK: Where the panes stand

    func logScroller(_ item: FunctionItem) -> Scroller {
        let rect = contentRect(of: .logs)
        let width = max(1, rect.width - LogsView.timeWidth(self))
        let log = item.log
        let (wraps, showsEmulator) = (wraps, showsEmulator)
        return Scroller(count: log.count, height: max(1, rect.height)) { index in
            LogsView.rows(log[index], width: width, wraps: wraps, showsEmulator: showsEmulator)
        }
    }

    /// The line and row at the top of the log pane.
    func logTop(_ item: FunctionItem, _ scroller: Scroller) -> ScrollPosition {
        guard !item.log.isFollowing else { return scroller.bottom }
        let line = item.log.top.line - item.log.removed
        return scroller.clamped(line < 0 ? ScrollPosition() : ScrollPosition(line: line, row: item.log.top.row))
    }

    // MARK: The mouse

    mutating func take(_ event: MouseEvent) -> [Effect] {
        let layout = Layout(self)
        if event.y == layout.tabs?.y, let pane = layout.tab(at: event.x), event.action == .press {
            focus = pane
            return []
        }
        guard let pane = layout.pane(x: event.x, y: event.y) else { return [] }
        switch event.action {
        case .scrollUp: return move(.lines(pane == .logs || pane == .response ? -3 : -1), in: pane)
        case .scrollDown: return move(.lines(pane == .logs || pane == .response ? 3 : 1), in: pane)
        case .press, .doubleClick:
            focus = pane
            let row = event.y - contentRect(of: pane).y
            return click(pane, row, isDouble: event.action == .doubleClick)
        }
    }

    private mutating func click(_ pane: Pane, _ row: Int, isDouble: Bool) -> [Effect] {
        guard row >= 0, row < contentHeight(of: pane) else { return [] }
        switch pane {
        case .functions:
            let index = row + FunctionsView.offset(self)
            return index < functions.count ? select(function: index) : []
        case .events:
            guard let item else { return [] }
            let index = row + EventsView.offset(self)
            guard index < item.events.names.count else { return [] }
            withSelected { $0.selectedEvent = item.events.names[index] }
            return isDouble ? invoke(item.info.name, item.events.names[index]) : []
        case .logs:
            return []
        case .response:
            guard let response = item?.response else { return [] }
            let scroller = responseScroller(response)
            let rows = scroller.visible(from: responseTop(response, scroller))
            guard row >= 1, row - 1 < rows.count else { return [] }
            withSelected { item in
                item.response?.cursor = rows[row - 1].line
                if isDouble { _ = item.response?.page.toggle(rows[row - 1].line) }
            }
            return []
        }
    }
}
