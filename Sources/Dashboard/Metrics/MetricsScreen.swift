import LambdaModel

/// How long the calls of a function took, what they needed, and which were the slowest; covers the panes.
public struct MetricsScreen: Hashable, Sendable {
    /// Identifies a call while others arrive.
    struct CallIdentity: Hashable, Sendable {
        let startedAt: Double
        let requestID: String?

        init(_ call: InvocationSummary) { (startedAt, requestID) = (call.startedAt, call.requestID) }
    }

    /// The function whose calls are shown; nil if there is none.
    private(set) var function: String?
    /// The selected call; nil if none is.
    private(set) var selected: CallIdentity?

    /// The metrics of a function, without a selected call.
    init(function: String?) { self.function = function }

    /// The place of the selected call in the metrics; nil if it is not one of them, or not any more.
    func place(in metrics: CallMetrics) -> Int? {
        guard let selected else { return nil }
        return metrics.calls.lastIndex { CallIdentity($0) == selected }
    }

    // MARK: Keys

    /// The keys, in the order of the footer.
    static let bindings: [ScreenBinding] = [
        .init(keys: [.enter], label: "open call", description: "open the selected call"),
        .init(keys: [.character("[")], label: "", description: "the metrics of the previous function"),
        .init(keys: [.character("]")], label: "function", description: "the metrics of the next function"),
        .init(keys: [.left], label: "", description: "select the previous call"),
        .init(keys: [.right], label: "call", description: "select the next call"),
        .init(
            keys: [.down, .character("j")], label: "slowest",
            description: "select the next one of the slowest calls"),
        .init(keys: [.up, .character("k")], label: "", description: "select the previous one of the slowest calls"),
        .init(keys: [.home, .character("g")], label: "", description: "select the oldest call"),
        .init(keys: [.end, .character("G")], label: "", description: "select the newest call"),
        .init(keys: [.character("0")], label: "reset", description: "show the newest calls, and select none"),
        .init(
            keys: [.character("y")], label: "copy",
            description: "copy the calls as a table with tabs, for a spreadsheet"
        ),
        .init(keys: [.character("Y")], label: "", description: "copy the calls as a table in Markdown"),
        .init(
            keys: [.escape, .character("m"), .character("q"), .control("c")], label: "close",
            description: "back to the sections"),
    ]

    /// Takes a key.
    mutating func handle(_ key: Key, _ model: Model) -> ScreenAction {
        handle(key, metrics(model), functions: model.functions.names)
    }

    /// The metrics of the shown function. If it has left functions.json, those of the first one.
    func metrics(_ model: Model) -> CallMetrics {
        let name = function.flatMap { model.functions[$0] == nil ? nil : $0 } ?? model.functions.names.first
        return CallMetrics(model, name)
    }

    /// Takes a key.
    ///
    /// - Parameter functions: the names of all functions, in the order of the list.
    mutating func handle(_ key: Key, _ metrics: CallMetrics, functions: [String]) -> ScreenAction {
        switch key {
        case .escape, .character("m"), .character("q"), .control("c"): return .close
        case .enter: return open(metrics)
        case .character("["): return show(-1, metrics, functions)
        case .character("]"): return show(1, metrics, functions)
        case .left: return move(by: -1, metrics)
        case .right: return move(by: 1, metrics)
        case .pageUp: return move(by: -10, metrics)
        case .pageDown: return move(by: 10, metrics)
        case .down, .character("j"): return moveInSlowest(by: 1, metrics)
        case .up, .character("k"): return moveInSlowest(by: -1, metrics)
        case .home, .character("g"): return select(metrics.calls.isEmpty ? nil : 0, metrics)
        case .end, .character("G"): return select(metrics.calls.indices.last, metrics)
        case .character("0"): return select(nil, metrics)
        case .character("y"): return copy(MetricsTable.tabs(metrics), metrics)
        case .character("Y"): return copy(MetricsTable.markdown(metrics), metrics)
        case .control("l"): return .effects([.redraw])
        case .control("z"): return .effects([.suspend])
        case .character, .control, .alt, .function, .tab, .backTab, .backspace, .delete, .insert:
            return .notify("\(key.name) does nothing in the metrics; Esc closes them")
        }
    }

    private func open(_ metrics: CallMetrics) -> ScreenAction {
        guard let place = place(in: metrics) else {
            return .notify(metrics.calls.isEmpty ? "there is no call to open" : "← → select a call; Enter opens it")
        }
        guard let id = metrics.calls[place].requestID else {
            return .notify("the request id of this call is not known, so it cannot be opened")
        }
        return .openCall(function: metrics.function, requestID: id)
    }

    private mutating func show(_ amount: Int, _ metrics: CallMetrics, _ functions: [String]) -> ScreenAction {
        guard functions.count > 1 else { return .notify("there is no other function") }
        let place = functions.firstIndex(of: metrics.function) ?? 0
        function = functions[(place + amount + functions.count) % functions.count]
        selected = nil
        return .keep
    }

    private mutating func copy(_ text: String, _ metrics: CallMetrics) -> ScreenAction {
        metrics.calls.isEmpty ? .notify("there is no call to copy") : .effects([.copy(text)])
    }

    // MARK: The selection

    private mutating func select(_ place: Int?, _ metrics: CallMetrics) -> ScreenAction {
        selected = place.map { CallIdentity(metrics.calls[$0]) }
        return .keep
    }

    /// Without a selection, the newest call is selected first.
    private mutating func move(by amount: Int, _ metrics: CallMetrics) -> ScreenAction {
        guard let last = metrics.calls.indices.last else { return .keep }
        guard let place = place(in: metrics) else { return select(last, metrics) }
        return select(max(0, min(last, place + amount)), metrics)
    }

    private mutating func moveInSlowest(by amount: Int, _ metrics: CallMetrics) -> ScreenAction {
        let slowest = metrics.slowest(SlowestCalls.most)
        guard !slowest.isEmpty else { return .keep }
        guard let place = place(in: metrics), let row = slowest.firstIndex(of: place) else {
            return select(slowest[0], metrics)
        }
        return select(slowest[max(0, min(slowest.count - 1, row + amount))], metrics)
    }

    // MARK: The mouse

    /// Takes the mouse. A press on a bar or on one of the slowest calls selects it, and a double click opens it.
    mutating func handle(_ event: MouseEvent, _ model: Model, _ rect: Rect) -> ScreenAction {
        handle(event, metrics(model), rect)
    }

    /// Takes the mouse.
    mutating func handle(_ event: MouseEvent, _ metrics: CallMetrics, _ rect: Rect) -> ScreenAction {
        switch event.action {
        case .scrollUp: return move(by: -1, metrics)
        case .scrollDown: return move(by: 1, metrics)
        case .drag, .release: return .keep
        case .press, .doubleClick:
            guard let hit = call(at: event, metrics, rect) else { return .keep }
            _ = select(hit, metrics)
            return event.action == .doubleClick ? open(metrics) : .keep
        }
    }

    private func call(at event: MouseEvent, _ metrics: CallMetrics, _ rect: Rect) -> Int? {
        guard rect.contains(x: event.x, y: event.y), !metrics.calls.isEmpty else { return nil }
        let layout = MetricsLayout(rect)
        if layout.duration.contains(x: event.x, y: event.y) {
            return DurationChart(metrics, selected: place(in: metrics), layout).call(at: event)
        }
        guard let list = layout.slowest else { return nil }
        let slowest = metrics.slowest(SlowestCalls.most)
        let row = event.y - list.y - 1 + SlowestCalls.offset(slowest, place(in: metrics), list)
        return list.contains(x: event.x, y: event.y) && event.y > list.y && slowest.indices.contains(row)
            ? slowest[row] : nil
    }
}
