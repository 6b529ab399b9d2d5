import LambdaModel
import OrderedCollections

/// The line above the footer: what the person should know, else the selected function's state in words.
enum StatusView {
    static func draw(_ model: Model, y: Int, in grid: inout Grid) {
        let width = model.size.width - 2
        if let notice = model.notice {
            let style = Style(role(notice.level))
            grid.put(notice.text.fitted(width), x: 1, y: y, style: style)
            return
        }
        if let quitting = model.quitting {
            let text = quitting == .leaveRunning ? "leaving" : "stopping the functions"
            grid.put("\(model.spinner) \(text)", x: 1, y: y, style: Style(.stopping))
            return
        }
        if case .broken(_, let problems) = model.manifest, !model.functions.isEmpty, let first = problems.first {
            let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
            grid.put(
                ("the last good functions.json is in use: " + first + more).fitted(width), x: 1, y: y,
                style: Style(.error))
            return
        }
        guard let item = model.item else { return }
        let mark = StateMark.of(item, model)
        let words = StateMark.words(item, model)
        var x = 1
        x += grid.put(mark.symbol + " ", x: x, y: y, style: Style(mark.role), width: width)
        x += grid.put(item.info.name + "  ", x: x, y: y, style: Style(.text, attributes: .bold), width: width - x + 1)
        grid.put(words.text.fitted(max(0, width - x + 1)), x: x, y: y, style: Style(words.role), width: width - x + 1)
    }

    private static func role(_ level: Notice.Level) -> Role {
        switch level {
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}

/// The keys that matter here, as many as have room.
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
