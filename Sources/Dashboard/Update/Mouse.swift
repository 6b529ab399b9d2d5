import LambdaModel

extension MouseEvent {
    /// What the mouse does while nothing covers the panes.
    func perform(on model: inout Model) -> [Effect] {
        let layout = Layout(model)
        switch action {
        case .drag: return drag(layout, on: &model)
        case .release:
            model.border = nil
            return []
        case .press, .doubleClick:
            model.border = Border(at: self, layout)
            if case .title(let pane?) = model.border, model.panes.contains(pane) { model.focus = pane }
            if model.border != nil { return [] }
            if y == model.size.height - 1 { return KeyBar(model).key(at: x).map { model.handle(.key($0)) } ?? [] }
        case .scrollUp, .scrollDown: break
        }
        if y == layout.tabs?.y, let pane = layout.tab(at: x), action == .press {
            if model.panes.contains(pane) { model.focus = pane }
            return []
        }
        guard let pane = layout.pane(x: x, y: y) else { return [] }
        let rows = pane == .logs || pane == .inspector ? 3 : 1
        switch action {
        case .scrollUp: return model.move(.lines(-rows), in: pane)
        case .scrollDown: return model.move(.lines(rows), in: pane)
        case .drag, .release: return []
        case .press, .doubleClick:
            model.focus = pane
            let rect = model.contentRect(of: pane)
            guard (0..<rect.height).contains(y - rect.y) else { return [] }
            return click(pane, row: y - rect.y, on: &model)
        }
    }

    private func click(_ pane: Pane, row: Int, on model: inout Model) -> [Effect] {
        let isDouble = action == .doubleClick
        switch pane {
        case .functions:
            let index = row + FunctionsView.offset(model)
            return index < model.functions.count ? model.functions.select(at: index) : []
        case .events:
            guard let item = model.item else { return [] }
            let index = row + EventsView.offset(model)
            guard index < item.events.names.count else { return [] }
            model.functions.changeSelected { $0.select(event: index) }
            guard isDouble else { return [] }
            return model.calls.invoke(item.info.name, item.events.names[index], at: model.now, in: &model.functions)
        case .calls:
            let top = CallsView.rows(model.contentRect(of: .calls), model).y - model.contentRect(of: .calls).y
            let index = row - top + CallsView.offset(model)
            guard row >= top, let table = model.item?.calls.table, index < table.visibleCount else { return [] }
            let effects = model.select(call: table.visible(index).id)
            if isDouble { model.focus = .inspector }
            return effects
        case .logs:
            let isLine = model.changeLog { $0.click(row: row, on: $1) } ?? false
            return isLine && isDouble ? BuildCommands.actOnLog(on: &model) : []
        case .inspector:
            let head = ResponsePane(model).headRows
            guard row >= head else { return chooseView(row: row, on: &model) }
            let isLine = model.changeResponse { $0.click(row: row - head, in: $1) } ?? false
            guard isLine, isDouble, case .open(let place) = model.changeResponse({ response, _ in response.act() })
            else { return [] }
            return [.edit(path: place.path, line: place.line)]
        }
    }

    /// The first row of a call has the names of the views.
    private func chooseView(row: Int, on model: inout Model) -> [Effect] {
        guard let tab = InspectorView.tab(at: x, row: row, model) else { return [] }
        return model.show(tab)
    }
}
