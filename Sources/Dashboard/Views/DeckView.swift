import LambdaModel
import Support

extension Model {
    /// Draws the whole screen; depends only on the model.
    public func view() -> Grid {
        var grid = Grid(size)
        guard size.width >= Layout.smallest.width, size.height >= Layout.smallest.height else {
            TooSmallView.draw(self, in: &grid)
            return grid
        }
        let layout = Layout(self)
        HeaderView.draw(self, in: &grid)
        TabsView.draw(self, layout, in: &grid)
        FrameView.draw(self, layout, in: &grid)
        for pane in Pane.allCases {
            guard let rect = layout.content(of: pane), rect.width > 0, rect.height > 0 else { continue }
            switch pane {
            case .functions: FunctionsView.draw(self, rect, in: &grid)
            case .events: EventsView.draw(self, rect, in: &grid)
            case .logs: LogsView.draw(self, rect, in: &grid)
            case .response: ResponseView.draw(self, rect, in: &grid)
            }
        }
        StatusView.draw(self, y: size.height - 2, in: &grid)
        FooterView.draw(self, y: size.height - 1, in: &grid)
        OverlayView.draw(self, in: &grid)
        return grid
    }

    /// The frame of the animation that shows activity.
    var spinner: String { Spinner.frame(at: now) }

    /// Seconds from a moment until the last tick.
    func elapsed(since start: Double) -> Double { max(0, now - start) }
}

/// The view for a screen that is too small.
enum TooSmallView {
    static func draw(_ model: Model, in grid: inout Grid) {
        let text = "lamdeck needs 40×10 cells; this has \(model.size.width)×\(model.size.height)"
        let lines = WrappedText.lines(text, width: max(1, model.size.width))
        for (y, line) in lines.prefix(model.size.height).enumerated() {
            grid.put(line, x: 0, y: y, style: Style(.warning))
        }
    }
}

/// The first line: the program, its file, the engine, and how many functions run.
enum HeaderView {
    static func draw(_ model: Model, in grid: inout Grid) {
        let width = model.size.width
        grid.fill(Rect(x: 0, y: 0, width: width, height: 1), style: Style(.header, highlight: .bar))
        let (engine, role) = engineText(model)
        let name = "lamdeck"
        grid.put(name, x: 1, y: 0, style: Style(.header, highlight: .bar, attributes: .bold))
        let used = 1 + name.count + 2
        let right = joined([engine] + counts(model), width - used - 1)
        let rightWidth = right.cellWidth
        let path = model.manifest.path.map { shortened($0, width - used - rightWidth - 3) } ?? ""
        grid.put(path, x: used, y: 0, style: Style(.header, highlight: .bar))
        let start = width - rightWidth - 1
        grid.put(right, x: start, y: 0, style: Style(role, highlight: .bar))
    }

    /// The first parts that fit; only the first one may be cut.
    private static func joined(_ parts: [String], _ width: Int) -> String {
        let parts = parts.filter { !$0.isEmpty }
        let texts = (0..<parts.count).map { parts[...$0].joined(separator: " · ") }
        return texts.last { $0.cellWidth <= width } ?? texts.first?.fitted(width) ?? ""
    }

    /// As much of the end of a path as fits; empty if that would say little.
    private static func shortened(_ path: String, _ width: Int) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if path.cellWidth <= width { return path }
        if name.cellWidth <= width { return name }
        return width > 8 ? name.fitted(width) : ""
    }

    private static func engineText(_ model: Model) -> (String, Role) {
        switch model.engine {
        case .connecting where model.functions.isEmpty: ("", .header)
        case .connecting: ("\(model.spinner) looking for an engine", .starting)
        case .connected(let name): (name, .header)
        case .unavailable: ("✗ no engine", .error)
        }
    }

    private static func counts(_ model: Model) -> [String] {
        guard !model.functions.isEmpty else { return [] }
        let running = model.functions.items.filter(\.isRunning).count
        let memory = model.functions.items.compactMap(\.memory).reduce(0, +)
        return ["\(running) of \(model.functions.count) running", memory > 0 ? Megabytes.text(memory) : ""]
    }
}

/// The line of tabs, if only one pane is visible at a time.
enum TabsView {
    static func draw(_ model: Model, _ layout: Layout, in grid: inout Grid) {
        guard let tabs = layout.tabs else { return }
        for pane in Pane.allCases {
            let columns = layout.columns(ofTab: pane)
            let isFocused = pane == model.focus
            let style = Style(isFocused ? .titleFocused : .title, attributes: isFocused ? [.bold, .underline] : [])
            grid.put(layout.tabText(pane).padded(columns.count), x: columns.lowerBound, y: tabs.y, style: style)
        }
    }
}
