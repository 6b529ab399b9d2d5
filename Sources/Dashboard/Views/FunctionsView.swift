import LambdaModel
import Support

/// The list of functions.
enum FunctionsView {
    /// The first row's index; it puts the selected function in the middle if the list is long.
    static func offset(_ model: Model) -> Int {
        let index = model.functions.index ?? 0
        return ListOffset.of(index, count: model.functions.count, height: model.contentHeight(of: .functions))
    }

    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard !model.functions.isEmpty else { return EmptyStates.functions(model, rect, in: &grid) }
        let names = model.functions.items.map(\.info.name.cellWidth).max() ?? 0
        let runtimes = model.functions.items.map(\.info.runtime.cellWidth).max() ?? 0
        let ports = rect.width >= 24 ? model.functions.items.map { ":\($0.info.port)".count }.max() ?? 0 : 0
        // The name identifies the function; the runtime gets the rest.
        let nameWidth = max(4, min(names, rect.width - 3 - ports - 2))
        let runtimeRoom = rect.width - 3 - nameWidth - ports - 2
        // Two blanks before the runtime, or one if the runtime then fits.
        let gap = runtimeRoom - 2 >= runtimes ? 2 : 1
        let runtimeWidth = max(0, min(runtimes, runtimeRoom - gap))
        for row in 0..<rect.height {
            let index = offset(model) + row
            guard index < model.functions.count else { break }
            let item = model.functions.items[index]
            let y = rect.y + row
            let mark = StateMark.of(item, model)
            grid.put(mark.symbol, x: rect.x + 1, y: y, style: Style(mark.role))
            grid.put(item.info.name.fittedKeepingEnds(nameWidth), x: rect.x + 3, y: y, style: Style(.text))
            if runtimeWidth > 3 {
                grid.put(
                    item.info.runtime.fitted(runtimeWidth), x: rect.x + 3 + nameWidth + gap, y: y, style: Style(.dim))
            }
            if ports > 0, rect.width - 3 - nameWidth >= ports {
                let port = ":\(item.info.port)"
                grid.put(port, x: rect.x + rect.width - port.count - 1, y: y, style: Style(.dim))
            }
            if item.info.name == model.selected {
                let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
                grid.highlight(line, model.focus == .functions ? .selection : .selectionElsewhere)
            }
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
        case .stopped: ("○", .stopped)
        case .pulling: ("◔", .starting)
        case .starting, .initialising, .restarting: ("◐", .starting)
        case .stopping: ("◐", .stopping)
        case .ready: item.isStale ? ("!", .stale) : ("●", .ready)
        case .busy: ("◉", .busy)
        case .initFailed, .failed: ("✗", .failed)
        }
    }

    /// The state in words, with what the user can do.
    static func message(_ item: FunctionItem, _ model: Model) -> (text: String, role: Role) {
        let (text, role) = plainLabel(item, model)
        let elapsed = model.elapsed(since: item.stateSince)
        guard item.state.isTransient, item.stateSince > 0, elapsed >= 0.2 else { return (text, role) }
        return ("\(model.spinner) \(text) · \(Int(elapsed)) s", role)
    }

    private static func plainLabel(_ item: FunctionItem, _ model: Model) -> (String, Role) {
        let url = "http://127.0.0.1:\(item.info.port)"
        switch item.state {
        case .stopped:
            if case .unavailable(let reason) = model.engine { return (reason, .error) }
            return (item.note.map { "\($0); S starts it" } ?? "stopped; S starts it", .dim)
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
            return ("its settings changed in functions.json; r restarts it with them", .stale)
        case .ready: return ("ready\(server(item)) · \(url)" + memory(item), .ready)
        case .busy(let queued):
            let word = queued > 0 ? "busy, \(queued) queued" : "busy"
            return ("\(word)\(server(item)) · \(url)" + memory(item), .busy)
        case .initFailed(let reason), .failed(let reason): return (reason.summary, .failed)
        }
    }

    /// Who serves the function, unless lamdeck does.
    private static func server(_ item: FunctionItem) -> String { item.emulatorReason == nil ? "" : " · emulator" }

    private static func memory(_ item: FunctionItem) -> String {
        item.memory.map { " · " + Megabytes.text($0) } ?? ""
    }
}
