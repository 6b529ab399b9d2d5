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
        let mark = StateMark.of(item, model)
        let message = StateMark.message(item, model)
        x += grid.put(mark.symbol + " ", x: x, y: y, style: Style(mark.role), width: end - x)
        let name = item.info.name.fittedKeepingEnds(max(8, (end - x) / 2))
        x += grid.put(name + "  ", x: x, y: y, style: Style(.text, attributes: .bold), width: end - x)
        grid.put(message.text.fitted(max(0, end - x)), x: x, y: y, style: Style(message.role), width: end - x)
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
                return "functions.json: \(problems.count) errors; ! lists them"
            }
            return problems.count > 1
                ? "functions.json has \(problems.count) errors; still using the last valid version · ! lists them · "
                    + (problems.first ?? "")
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

/// The keys of the section with the focus at the left, those of all sections at the right; as many as fit.
enum FooterView {
    /// A key with its word, and its first column.
    private struct Entry {
        var x: Int
        let key: Key
        let label: String

        /// Cells of the key and its word, with the blanks after them.
        var width: Int { key.name.cellWidth + 1 + label.cellWidth + 2 }
    }

    static func draw(_ model: Model, y: Int, in grid: inout Grid) {
        let width = model.size.width
        grid.fill(Rect(x: 0, y: y, width: width, height: 1), style: Style(.footerText, highlight: .bar))
        for entry in entries(model) {
            let key = entry.key.name
            grid.put(key, x: entry.x, y: y, style: Style(.footerKey, highlight: .bar, attributes: .bold))
            grid.put(entry.label, x: entry.x + key.cellWidth + 1, y: y, style: Style(.footerText, highlight: .bar))
        }
    }

    /// The key whose word is in a column; nil between two words.
    static func key(at x: Int, _ model: Model) -> Key? {
        entries(model).first { $0.x <= x && x < $0.x + $0.width - 2 }?.key
    }

    private static func entries(_ model: Model) -> [Entry] {
        let global = model.keys.global.map { Entry(x: 0, key: $0.keys[0], label: $0.label) }
        let end = model.size.width + 1 - global.reduce(0) { $0 + $1.width }
        var own = model.keys.footer(for: model.focus).map { Entry(x: 0, key: $0.keys[0], label: $0.label) }
        if model.focus == .logs {
            own =
                Model.logBindings.filter { !$0.label.isEmpty }.map { Entry(x: 0, key: $0.keys[0], label: $0.label) }
                + own
        }
        var entries: [Entry] = []
        var x = 1
        for var entry in own where x + entry.width <= end {
            entry.x = x
            entries.append(entry)
            x += entry.width
        }
        x = max(1, end)
        for var entry in global {
            entry.x = x
            entries.append(entry)
            x += entry.width
        }
        return entries
    }
}
