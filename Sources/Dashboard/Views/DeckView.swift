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
        SectionView.draw(self, layout, in: &grid)
        for pane in Pane.allCases {
            guard let rect = layout.content(of: pane), rect.width > 0, rect.height > 0 else { continue }
            switch pane {
            case .functions: FunctionsView.draw(self, rect, in: &grid)
            case .events: EventsView.draw(self, rect, in: &grid)
            case .calls: CallsView.draw(self, rect, in: &grid)
            case .inspector: InspectorView.draw(self, rect, in: &grid)
            case .logs: LogsView.draw(self, rect, in: &grid)
            }
        }
        if let section = layout.preview { PreviewView.draw(self, section, in: &grid) }
        StatusView.draw(self, y: size.height - 2, in: &grid)
        if focus == .logs, overlay == nil, logControls.bar.isVisible {
            let y = size.height - 2
            grid.fill(Rect(x: 0, y: y, width: size.width, height: 1), style: Style())
            SearchBarView.draw(logControls.bar, logControls.filterText, y: y, width: size.width - 2, in: &grid)
        }
        (overlay?.keys(self) ?? KeyBar(self)).draw(size, in: &grid)
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
