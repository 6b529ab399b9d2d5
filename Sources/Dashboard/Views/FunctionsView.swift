import LambdaModel
import Support

/// The list of functions: state, the last calls as a sparkline, the last duration, memory.
enum FunctionsView {
    /// The width from which the memory is shown.
    private static let widthForMemory = 36

    /// The first row's index; it puts the selected function in the middle if the list is long.
    static func offset(_ model: Model) -> Int {
        let index = model.functions.index ?? 0
        return ListOffset.of(index, count: model.functions.count, height: model.contentHeight(of: .functions))
    }

    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard !model.functions.isEmpty else { return EmptyStates.functions(model, rect, in: &grid) }
        let columns = Columns(model, width: rect.width)
        let offset = offset(model)
        for row in 0..<rect.height {
            let index = offset + row
            guard index < model.functions.count else { break }
            let item = model.functions.items[index]
            let y = rect.y + row
            columns.draw(item, model, x: rect.x, y: y, in: &grid)
            if item.info.name == model.selected {
                let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
                grid.highlight(line, model.focus == .functions ? .selection : .selectionElsewhere)
            }
        }
    }

    /// The columns, as many as the width has room for. The name identifies the function and gets its room first.
    private struct Columns {
        let width: Int
        let name: Int
        let calls: Int
        let duration: Int
        let memory: Int

        init(_ model: Model, width: Int) {
            self.width = width
            let names = model.functions.items.map(\.info.name.cellWidth).max() ?? 0
            memory = width >= FunctionsView.widthForMemory ? 8 : 0
            duration = width >= 24 ? 9 : 0
            let room = width - 4 - memory - duration
            name = max(4, min(names, max(room - 9, room * 2 / 3)))
            calls = max(0, min(10, room - name - 2))
        }

        func draw(_ item: FunctionItem, _ model: Model, x start: Int, y: Int, in grid: inout Grid) {
            let mark = StateMark.of(item, model)
            grid.put(mark.symbol, x: start + 1, y: y, style: Style(mark.role))
            grid.put(item.info.name.fittedKeepingEnds(name), x: start + 3, y: y, style: Style(.text))
            var x = start + 3 + name + 2
            let end = start + width - 1
            func right(_ text: String, _ style: Style, before end: Int) {
                grid.put(text, x: end - text.cellWidth, y: y, style: style)
            }
            let build = BuildTexts.short(item, model)
            if build == nil, let word = StateMark.progress(item) {
                grid.put(word.fitted(max(0, end - x)), x: x, y: y, style: Style(mark.role))
                return
            }
            let table = item.calls.table
            let calls = build.map { max(0, min(self.calls, end - x - $0.text.cellWidth - 1)) } ?? self.calls
            for cell in Sparkline.cells(table.latest(calls), count: calls) {
                x += grid.put(cell.text, x: x, y: y, style: Style(cell.role))
            }
            if let build { return right(build.text.fitted(max(0, end - x)), Style(build.role), before: end) }
            if duration > 0 {
                let time = table.latest?.summary.durationMilliseconds.map { TimeSpan.short($0 / 1000) }
                right(time ?? "—", Style(time == nil ? .dim : .text), before: end - memory)
            }
            if memory > 0 { right(item.memory.map(Megabytes.text) ?? "—", Style(.dim), before: end) }
        }
    }
}
/// A list's first visible index.
enum ListOffset {
    static func of(_ index: Int, count: Int, height: Int) -> Int {
        max(0, min(index - height / 2, count - height))
    }
}

/// The mark of a state: shape, colour and words, never colour alone.
enum StateMark {
    static func of(_ item: FunctionItem, _ model: Model) -> (symbol: String, role: Role) {
        switch item.state {
        case .stopped where item.build?.failure != nil, .ready where item.build?.failure != nil,
            .busy where item.build?.failure != nil:
            ("✗", .failed)
        case .stopped: ("○", .stopped)
        case .pulling: ("◔", .starting)
        case .starting, .initialising, .restarting: ("◐", .starting)
        case .stopping: ("◐", .stopping)
        case .ready: item.isStale ? ("!", .stale) : ("●", .ready)
        case .busy: ("◉", .busy)
        case .initFailed, .failed: ("✗", .failed)
        }
    }

    /// What happens to the function in a few words; nil if nothing does.
    static func progress(_ item: FunctionItem) -> String? {
        switch item.state {
        case .pulling(let progress): progress.percent.map { "pulling \($0) %" } ?? "pulling"
        case .starting, .restarting, .stopping: item.state.word
        case .initialising, .stopped, .ready, .busy, .initFailed, .failed: item.debugger?.words
        }
    }

    /// The state in words, with what the user can do.
    static func message(_ item: FunctionItem, _ model: Model) -> (text: String, role: Role) {
        if let build = BuildTexts.message(item, model) { return build }
        let (plain, role) = plainLabel(item, model)
        let text = plain + BuildTexts.suffix(item)
        let elapsed = model.elapsed(since: item.stateSince)
        guard item.state.isTransient, item.stateSince > 0, elapsed >= 0.2 else { return (text, role) }
        return ("\(model.spinner) \(text) · \(Int(elapsed)) s", role)
    }

    private static func plainLabel(_ item: FunctionItem, _ model: Model) -> (String, Role) {
        let url = item.portProblem == nil ? item.info.url : "port \(item.info.port) is closed"
        switch item.state {
        case .stopped:
            if case .unavailable(let reason) = model.engine { return (reason, .error) }
            return ("\(item.note ?? "stopped") · \(model.keys[.start]) start", .dim)
        case .pulling(let progress):
            // The changing part is first: a narrow screen cuts the image's name.
            var parts = [progress.percent.map { "pulling \($0) %" } ?? "pulling"]
            if progress.totalBytes > 0 {
                parts.append("\(ByteCount.text(progress.bytes)) of \(ByteCount.text(progress.totalBytes))")
            }
            if progress.totalLayers > 0 { parts.append("\(progress.layers) of \(progress.totalLayers) layers") }
            return ((parts + [item.info.image]).joined(separator: " · "), .starting)
        case .starting: return ("starting", .starting)
        case .initialising: return ("initialising\(server(item)) · \(url)" + memory(item), .starting)
        case .restarting: return ("restarting", .starting)
        case .stopping: return ("stopping", .stopping)
        case .ready where item.isStale:
            return ("settings changed · \(model.keys[.restart]) to apply", .stale)
        case .ready: return ("ready\(server(item)) · \(url)" + memory(item), .ready)
        case .busy(let queued):
            let word = queued > 0 ? "busy, \(queued) queued" : "busy"
            return ("\(word)\(server(item)) · \(url)" + memory(item), .busy)
        case .initFailed(let reason), .failed(let reason): return (reason.summary, .failed)
        }
    }

    /// Who serves the function, unless lamdeck does, and its debugger.
    private static func server(_ item: FunctionItem) -> String {
        (item.emulatorReason == nil ? "" : " · emulator") + (item.debugger.map { " · \($0.words)" } ?? "")
    }

    private static func memory(_ item: FunctionItem) -> String {
        item.memory.map { " · " + Megabytes.text($0) } ?? ""
    }
}
