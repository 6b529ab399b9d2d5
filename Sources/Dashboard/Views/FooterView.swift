import LambdaModel
import OrderedCollections
import Support

/// The line above the footer: the notice, if there is one, and the selected function's state in words, which stays on
/// the screen as long as there is room.
enum StatusView {
    /// The smallest width in which a state in words is useful.
    private static let leastRoom = 24

    static func draw(_ model: Model, y: Int, in grid: inout Grid) {
        let end = model.size.width - 1
        var x = 1
        let bar = model.search[model.focus]
        if model.overlay == nil, bar.isTyping || bar.isVisible && model.notice == nil,
            SectionSearch.panes.contains(model.focus)
        {
            return SearchBarView.draw(bar, y: y, width: model.size.width - 2, in: &grid)
        }
        if let (text, style) = message(model) {
            x += grid.put(text.fitted(end - x), x: x, y: y, style: style) + 3
            guard end - x >= leastRoom else { return }
        }
        guard let item = model.item else { return }
        if let explained = explanation(model) {
            x += grid.put(explained.name + "  ", x: x, y: y, style: Style(.key), width: (end - x) / 2)
            if let swatch = explained.text.swatch {
                x += grid.put("██ ", x: x, y: y, style: Style(.text, foreground: swatch), width: end - x)
            }
            grid.put(explained.text.text.fitted(max(0, end - x)), x: x, y: y, style: Style(.text), width: end - x)
            return
        }
        if let broken = expectation(item, model) {
            grid.put(broken.fitted(max(0, end - x)), x: x, y: y, style: Style(.warning), width: end - x)
            return
        }
        let mark = StateMark.of(item, model)
        let message = StateMark.message(item, model)
        x += grid.put(mark.symbol + " ", x: x, y: y, style: Style(mark.role), width: end - x)
        let name = item.info.name.fittedKeepingEnds(max(8, (end - x) / 2))
        x += grid.put(name + "  ", x: x, y: y, style: Style(.text, attributes: .bold), width: end - x)
        let text = message.text.cellWidth <= end - x ? message.text : message.text.replacing(" http://", with: " ")
        x += grid.put(text.fitted(max(0, end - x)), x: x, y: y, style: Style(message.role), width: end - x)
        let connections = WebSocketAPI.connectionCount(of: item, in: model)
        let counted = connections > 0 ? " · " + Count.text(connections, "connection") : ""
        if counted.cellWidth <= end - x { x += grid.put(counted, x: x, y: y, style: Style(.dim)) }
        guard end - x >= 3 else { return }
        let routes = RouteTexts.line(item.info.routes, cells: end - x - 3)
        if !routes.isEmpty { grid.put(" · " + routes, x: x, y: y, style: Style(.dim), width: end - x) }
    }

    /// Why the expectation of the selected event does not hold, while the events have the focus; nil if it does.
    private static func expectation(_ item: FunctionItem, _ model: Model) -> String? {
        guard model.focus == .events, model.overlay == nil, let event = item.selectedEvent else { return nil }
        switch model.expectation(of: event, in: item) {
        case .differs(let count, let first):
            return "≠ \(Count.text(count, "difference")) from the expectation · \(first)"
        case .invalid(let problem): return "! \(problem)"
        case .none, .holds, .unchecked: return nil
        }
    }

    /// What the value under the cursor of the inspector means, and its key; nil if there is nothing to say.
    private static func explanation(_ model: Model) -> (name: String, text: ValueExplanation)? {
        guard model.focus == .inspector, model.overlay == nil, let response = model.item?.response,
            let tree = response.page.tree, let row = response.bodyRow,
            tree.isShortScalar(row, limit: ValueExplanation.longestValue), let value = tree.value(of: row),
            let text = ValueExplanation(value, now: model.now, secondsFromUTC: model.secondsFromUTC)
        else { return nil }
        return (value.key ?? "", text)
    }

    private static func message(_ model: Model) -> (text: String, style: Style)? {
        if let quitting = model.quitting {
            let count = model.live.count
            let text =
                quitting == .stopFunctions
                ? "stopping the functions"
                : quitting == .terminated || count == 0 ? "leaving" : "detaching from \(Plural.text(count, "function"))"
            return ("\(model.spinner) \(text)", Style(.stopping))
        }
        if let notice = model.notice { return (notice.text, Style(role(notice.level))) }
        return manifestText(model).map { ($0, Style(.error)) }
    }

    /// What is wrong with functions.json while the functions of its last valid version are in use.
    private static func manifestText(_ model: Model) -> String? {
        guard !model.functions.isEmpty else { return nil }
        switch model.manifest {
        case .loading, .loaded: return nil
        case .missing: return "functions.json is missing; using its last version"
        case .broken(_, let problems):
            // On a narrow screen, the key that shows the rest is more important than the first error.
            if problems.count > 1, model.size.width < 90 {
                return "functions.json: \(problems.count) errors; \(model.keys[.problems]) lists them"
            }
            return problems.count > 1
                ? "functions.json has \(problems.count) errors; still using the last valid version · "
                    + "\(model.keys[.problems]) lists them · \(problems.first ?? "")"
                : "still using the last valid functions.json: \(problems.first ?? "")"
        }
    }

    private static func role(_ level: Notice.Level) -> Role {
        switch level {
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
