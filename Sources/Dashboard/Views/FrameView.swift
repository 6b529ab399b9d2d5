import LambdaModel
import Support

/// The panes' frames and their titles.
enum FrameView {
    static func draw(_ model: Model, _ layout: Layout, in grid: inout Grid) {
        guard layout.hasFrames else { return }
        for pane in Pane.allCases where pane != model.focus {
            draw(pane, model, layout, in: &grid)
        }
        // The focused pane is drawn last: on a shared line, its colour wins.
        draw(model.focus, model, layout, in: &grid)
        for pane in Pane.allCases {
            guard let rect = layout.frames[pane] else { continue }
            title(pane, model, rect, in: &grid)
        }
    }

    private static func draw(_ pane: Pane, _ model: Model, _ layout: Layout, in grid: inout Grid) {
        guard let rect = layout.frames[pane], rect.width > 1, rect.height > 1 else { return }
        let style = Style(pane == model.focus ? .borderFocused : .border)
        let (right, bottom) = (rect.x + rect.width - 1, rect.y + rect.height - 1)
        for x in (rect.x + 1)..<right {
            grid.put("─", x: x, y: rect.y, style: style)
            grid.put("─", x: x, y: bottom, style: style)
        }
        for y in (rect.y + 1)..<bottom {
            grid.put("│", x: rect.x, y: y, style: style)
            grid.put("│", x: right, y: y, style: style)
        }
        let isBelow = layout.frames.values.contains { $0.x == rect.x && $0.y + $0.height - 1 == rect.y }
        let isAbove = layout.frames.values.contains { $0.x == rect.x && $0.y == bottom }
        grid.put(isBelow ? "├" : "┌", x: rect.x, y: rect.y, style: style)
        grid.put(isBelow ? "┤" : "┐", x: right, y: rect.y, style: style)
        grid.put(isAbove ? "├" : "└", x: rect.x, y: bottom, style: style)
        grid.put(isAbove ? "┤" : "┘", x: right, y: bottom, style: style)
    }

    private static func title(_ pane: Pane, _ model: Model, _ rect: Rect, in grid: inout Grid) {
        let role: Role = pane == model.focus ? .titleFocused : .title
        let room = rect.width - 3
        let (right, rightRole) = rightText(pane, model)
        let rightWidth = right.isEmpty ? 0 : right.cellWidth + 2
        let name = " \(pane.rawValue) \(pane.title)"
        let nameWidth = rightWidth + 8 < room ? room - rightWidth : room
        let subject = subject(pane, model).map { " · " + $0.fittedKeepingEnds(nameWidth - name.cellWidth - 4) } ?? ""
        let text = (name + subject).fitted(nameWidth - 1) + " "
        let style = Style(role, attributes: pane == model.focus ? .bold : [])
        grid.put(text, x: rect.x + 1, y: rect.y, style: style)
        if rightWidth > 0, nameWidth < room {
            grid.put(
                " \(right) ", x: rect.x + rect.width - 1 - rightWidth, y: rect.y,
                style: Style(rightRole ?? role))
        }
    }

    /// The function or event in the pane's title.
    private static func subject(_ pane: Pane, _ model: Model) -> String? {
        switch pane {
        case .functions: nil
        case .events, .logs: model.selected
        case .response: model.item?.response?.event
        }
    }

    private static func rightText(_ pane: Pane, _ model: Model) -> (String, Role?) {
        guard let item = model.item else { return ("", nil) }
        switch pane {
        case .functions:
            return ("", nil)
        case .events:
            return (item.events.names.count > 1 ? "\((item.eventIndex ?? 0) + 1)/\(item.events.names.count)" : "", nil)
        case .logs:
            let (kept, total) = (item.log.kept, item.log.total)
            let lines = kept < total ? "\(Count.text(kept)) of \(Count.text(total)) lines" : Count.text(total)
            let count = total > 0 ? " · " + lines : ""
            guard item.log.count > 0 else { return ("", nil) }
            return ((item.log.isFollowing ? "following" : "paused") + count, item.log.isFollowing ? nil : .warning)
        case .response:
            guard let response = item.response, response.page.count > model.contentHeight(of: .response) - 1 else {
                return ("", nil)
            }
            return ("\(Count.text(response.cursor + 1))/\(Count.text(response.page.count))", nil)
        }
    }
}
