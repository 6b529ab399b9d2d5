import LambdaModel
import Support

/// The saved events of the selected function.
enum EventsView {
    static func offset(_ model: Model) -> Int {
        let item = model.item
        return ListOffset.of(
            item?.eventIndex ?? 0, count: item?.events.names.count ?? 0, height: model.contentHeight(of: .events))
    }

    /// The outcome of an event's last call in a few cells: the function's status, or the verdict's mark.
    private static func outcome(_ summary: InvocationSummary) -> (text: String, style: Style)? {
        guard let mark = VerdictMark(summary) else { return nil }
        let status = summary.verdict == .ok ? summary.functionStatus : nil
        return (status.map { "\($0.code)" } ?? mark.symbol, Style(mark.role))
    }

    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item, !item.events.names.isEmpty else {
            return EmptyStates.events(model, rect, in: &grid)
        }
        for row in 0..<rect.height {
            let index = offset(model) + row
            guard index < item.events.names.count else { break }
            let name = item.events.names[index]
            let isSelected = name == item.selectedEvent
            let y = rect.y + row
            grid.put(isSelected ? "▸" : " ", x: rect.x + 1, y: y, style: Style(.accent))
            var end = rect.width - 1
            if name == item.pinnedEvent {
                end -= 2
                grid.put("↻", x: rect.x + end + 1, y: y, style: Style(.accent))
            }
            if let (text, style) = item.calls.outcomes[name].flatMap(outcome), end - text.cellWidth >= 12 {
                end -= text.cellWidth + 1
                grid.put(text, x: rect.x + end + 1, y: y, style: style)
            }
            grid.put(name.fittedKeepingEnds(end - 3), x: rect.x + 3, y: y, style: Style(.text))
            if isSelected {
                let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
                grid.highlight(line, model.focus == .events ? .selection : .selectionElsewhere)
            }
        }
    }
}
