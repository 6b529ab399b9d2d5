import LambdaModel

extension MouseEvent {
    /// What the mouse does while nothing covers the panes.
    func perform(on model: inout Model) -> [Effect] {
        let layout = Layout(model)
        if y == layout.tabs?.y, let pane = layout.tab(at: x), action == .press {
            model.focus = pane
            return []
        }
        guard let pane = layout.pane(x: x, y: y) else { return [] }
        let rows = pane == .logs || pane == .response ? 3 : 1
        switch action {
        case .scrollUp: return model.move(.lines(-rows), in: pane)
        case .scrollDown: return model.move(.lines(rows), in: pane)
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
            return model.calls.invoke(item.info.name, item.events.names[index], in: &model.functions)
        case .logs:
            let isLine = model.changeLog { $0.click(row: row, on: $1) } ?? false
            return isLine && isDouble ? model.foldLog() : []
        case .response:
            guard row > 0 else { return chooseView(on: &model) }
            let isLine = model.changeResponse { $0.click(row: row - 1, in: $1) } ?? false
            guard isLine, isDouble, case .open(let place) = model.changeResponse({ response, _ in response.act() })
            else { return [] }
            return [.edit(path: place.path, line: place.line)]
        }
    }

    /// The first row of a response has the verdict and the names of the views.
    private func chooseView(on model: inout Model) -> [Effect] {
        if let tab = ResponseView.tab(at: x, model) { model.changeResponse { response, _ in response.show(tab) } }
        return []
    }
}
