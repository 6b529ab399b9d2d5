import LambdaModel
import Support

/// The first line: the program, the project and the function; at the right end how many functions run and fail, the
/// calls of the last minutes, the memory and the engine, as far as there is room.
enum HeaderView {
    private typealias Part = (text: String, role: Role)

    static func draw(_ model: Model, in grid: inout Grid) {
        let width = model.size.width
        grid.fill(Rect(x: 0, y: 0, width: width, height: 1), style: Style(.header, highlight: .bar))
        var x = 1
        x += grid.put("λ ", x: x, y: 0, style: Style(.accent, highlight: .bar, attributes: .bold))
        x += grid.put("lamdeck", x: x, y: 0, style: Style(.header, highlight: .bar, attributes: .bold)) + 2
        let place = place(model)
        let least = min(place.cellWidth, max(8, width / 4))
        let parts = fitting(parts(model), width - x - least - 2)
        let used = parts.reduce(0) { $0 + $1.text.cellWidth } + 2 * max(0, parts.count - 1)
        grid.put(
            place.fittedKeepingEnds(max(0, width - x - used - 2)), x: x, y: 0, style: Style(.text, highlight: .bar))
        var column = width - 1 - used
        for part in parts {
            grid.put(part.text, x: column, y: 0, style: Style(part.role, highlight: .bar))
            column += part.text.cellWidth + 2
        }
    }

    /// The name of the project: the folder of functions.json.
    static func project(_ model: Model) -> String {
        let parts = (model.manifest.path ?? "").split(separator: "/")
        return parts.count > 1 ? String(parts[parts.count - 2]) : model.folder
    }

    /// The folder of functions.json, and the selected function: `shop › orders`.
    private static func place(_ model: Model) -> String {
        let project = project(model)
        guard let selected = model.selected else { return project }
        return project.isEmpty ? selected : "\(project) › \(selected)"
    }

    /// The most important parts that fit, in the order of the screen.
    private static func fitting(_ parts: [(part: Part, rank: Int)], _ room: Int) -> [Part] {
        var kept: Set<Int> = []
        var left = room
        for (index, entry) in parts.enumerated().sorted(by: { $0.element.rank < $1.element.rank }) {
            let cells = entry.part.text.cellWidth + (kept.isEmpty ? 0 : 2)
            guard !entry.part.text.isEmpty, cells <= left else { continue }
            kept.insert(index)
            left -= cells
        }
        return parts.indices.filter(kept.contains).map { parts[$0].part }
    }

    private static func parts(_ model: Model) -> [(part: Part, rank: Int)] {
        let (engine, role) = engineText(model)
        let isEngineFine = role == .header
        guard !model.functions.isEmpty else { return [((engine, role), 0)] }
        let items = model.functions.items
        let running = items.filter(\.isRunning).count
        let failing = items.filter(\.isFailing).count
        let memory = items.compactMap(\.memory).reduce(0, +)
        let rate = CallRate(items.lazy.flatMap { $0.calls.table.starts(ofLatest: 200) }, now: model.now)
        return [
            (("\(running) up", running > 0 ? .ready : .dim), 1),
            ((failing > 0 ? "\(failing) failing" : "", .failed), 2),
            ((rate.isIdle ? "" : "\(rate.bars) \(rate.text)", .handlerTime), 5),
            ((memory > 0 ? Megabytes.text(memory) : "", .dim), 4),
            ((engine, isEngineFine ? .dim : role), isEngineFine ? 6 : 0),
        ]
    }

    private static func engineText(_ model: Model) -> (String, Role) {
        switch model.engine {
        case .connecting where model.functions.isEmpty: ("", .header)
        case .connecting: ("\(model.spinner) looking for an engine", .starting)
        case .connected(let name): (name, .header)
        case .unavailable: ("✗ no engine", .error)
        }
    }
}

extension FunctionItem {
    /// Whether its last call or its last build failed, or it should run and does not.
    var isFailing: Bool {
        if build?.failure != nil { return true }
        switch state {
        case .failed, .initFailed: return true
        case .stopped, .pulling, .starting, .initialising, .ready, .busy, .restarting, .stopping:
            return calls.table.latest?.summary.hasFailed ?? false
        }
    }
}
