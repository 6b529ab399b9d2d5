import LambdaModel
import OrderedCollections

/// How far a key moves.
enum Step {
    case lines(Int)
    case pages(Int)
    case halfPages(Int)
    case toFirst
    case toLast

    /// The number of rows in a pane of a height; very many for the ends.
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
            return request(.move(amount))
        case .logs:
            moveLog(step)
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
            return click(pane, row, x: event.x, isDouble: event.action == .doubleClick)
        }
    }

    private mutating func click(_ pane: Pane, _ row: Int, x: Int, isDouble: Bool) -> [Effect] {
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
            return clickLog(row, isDouble: isDouble)
        case .response:
            return clickResponse(row, x: x, isDouble: isDouble)
        }
    }
}
