import LambdaModel
import Support

/// The saved events of the selected function, each with the result of its last call.
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
        let offset = offset(model)
        for row in 0..<rect.height {
            let index = offset + row
            guard index < item.events.names.count else { break }
            let name = item.events.names[index]
            let y = rect.y + row
            draw(
                name, item, model.expectation(of: name, in: item), Rect(x: rect.x, y: y, width: rect.width, height: 1),
                in: &grid)
            if name == item.selectedEvent {
                let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
                grid.highlight(line, model.focus == .events ? .selection : .selectionElsewhere)
            }
        }
    }

    private static func draw(
        _ name: String, _ item: FunctionItem, _ expectation: ExpectationState, _ rect: Rect, in grid: inout Grid
    ) {
        let summary = item.calls.outcomes[name]
        let mark = summary.flatMap { VerdictMark($0) }
        if let (symbol, role) = Self.broken(expectation) {
            grid.put(symbol, x: rect.x + 1, y: rect.y, style: Style(role))
        } else {
            grid.put(mark?.symbol ?? "·", x: rect.x + 1, y: rect.y, style: Style(mark?.role ?? .dim))
        }
        var end = rect.x + rect.width - 1
        let nameWidth = EventName.stem(of: name).cellWidth
        if let summary, let mark {
            let (text, role) = result(summary, mark)
            // The name is more important than an error's type.
            let room = max(rect.width - 7 - nameWidth, min(8, rect.width / 4))
            let shown = text.fitted(room)
            if room >= 3 {
                grid.put(shown, x: end - shown.cellWidth, y: rect.y, style: Style(role))
                end -= shown.cellWidth + 1
            }
        }
        if expectation != .none {
            let column = max(end - 1, rect.x + 3)
            grid.put("≡", x: column, y: rect.y, style: Style(expectation == .holds ? .success : .dim))
            end = column - 1
        }
        if name == item.pinnedEvent {
            let column = max(end - 2, rect.x + 3)
            grid.put("↻", x: column, y: rect.y, style: Style(.accent))
            end = column - 1
        }
        let room = max(0, end - rect.x - 3)
        grid.put(EventName.stem(of: name).fittedKeepingEnds(room), x: rect.x + 3, y: rect.y, style: Style(.text))
    }

    /// The mark of an expectation that does not hold; nil for one that does, or that was not checked.
    private static func broken(_ expectation: ExpectationState) -> (String, Role)? {
        switch expectation {
        case .differs: ("≠", .warning)
        case .invalid: ("!", .error)
        case .none, .holds, .unchecked: nil
        }
    }

    /// The result of a call in a few cells: the status, the type of the error, or the time.
    private static func result(_ summary: InvocationSummary, _ mark: VerdictMark) -> (String, Role) {
        if summary.verdict == .ok, let status = summary.functionStatus {
            return ("\(status.code)", status.kind == .good ? .dim : mark.role)
        }
        if summary.verdict == .functionError, let type = summary.errorType { return (type, mark.role) }
        guard summary.verdict == .ok else { return (mark.label, mark.role) }
        return (summary.durationMilliseconds.map { TimeSpan.short($0 / 1000) } ?? "", .dim)
    }
}
