import LambdaModel

/// The saved events of the selected function.
enum EventsView {
    static func offset(_ model: Model) -> Int {
        let item = model.item
        return ListOffset.of(
            item?.eventIndex ?? 0, count: item?.events.names.count ?? 0, height: model.contentHeight(of: .events))
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
            let isPinned = name == item.pinnedEvent
            grid.put(name.fittedKeepingEnds(rect.width - (isPinned ? 6 : 4)), x: rect.x + 3, y: y, style: Style(.text))
            if isPinned { grid.put("↻", x: rect.x + rect.width - 2, y: y, style: Style(.accent)) }
            if isSelected {
                let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
                grid.highlight(line, model.focus == .events ? .selection : .selectionElsewhere)
            }
        }
    }
}
