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
        if case .typedLine(let line) = model.overlay { return draw(line, y: y, width: model.size.width, in: &grid) }
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

    /// The line that the user types: its end, if it is longer than the screen.
    private static func draw(_ line: TypedLine, y: Int, width: Int, in grid: inout Grid) {
        let message = "  " + line.meaning
        let room = max(1, width - 3 - min(message.cellWidth, width / 2))
        let x = 1 + grid.put(line.text.fittedToEnd(room), x: 1, y: y, style: Style(.prompt, attributes: .bold))
        grid.cursor = Grid.Position(x: min(x, width - 1), y: y)
        grid.put(message.fitted(width - x - 2), x: x + 1, y: y, style: Style(.dim))
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
            let count = problems.count > 1 ? " (\(problems.count) errors; ! lists them)" : ""
            // On a narrow screen, the key that shows the rest is more important than the first error.
            if !count.isEmpty, model.size.width < 70 { return "functions.json: \(problems.count) errors; ! lists them" }
            return "the last valid functions.json is in use\(count): \(problems.first ?? "")"
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

/// The keys of this pane, as many as fit.
enum FooterView {
    static func draw(_ model: Model, y: Int, in grid: inout Grid) {
        let width = model.size.width
        grid.fill(Rect(x: 0, y: y, width: width, height: 1), style: Style(.footerText, highlight: .bar))
        let help = KeyMap.bindings.first { $0.command == .help }
        let reserved = help.map { entryWidth($0) } ?? 0
        var x = 1
        for binding in KeyMap.footer(for: model.focus) where binding.command != .help {
            guard x + entryWidth(binding) <= width - reserved - 1 else { continue }
            x += put(binding, x, y, in: &grid)
        }
        if let help { put(help, x, y, in: &grid) }
    }

    private static func entryWidth(_ binding: KeyBinding) -> Int {
        binding.keys[0].name.cellWidth + 1 + binding.label.cellWidth + 2
    }

    @discardableResult
    private static func put(_ binding: KeyBinding, _ x: Int, _ y: Int, in grid: inout Grid) -> Int {
        let key = binding.keys[0].name
        grid.put(key, x: x, y: y, style: Style(.footerKey, highlight: .bar, attributes: .bold))
        grid.put(binding.label, x: x + key.cellWidth + 1, y: y, style: Style(.footerText, highlight: .bar))
        return entryWidth(binding)
    }
}
