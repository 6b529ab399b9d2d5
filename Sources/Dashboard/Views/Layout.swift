import Support

/// The position of everything on a screen of a size.
struct Layout {
    /// The smallest screen on which the deck draws itself.
    static let smallest = Size(width: 40, height: 10)
    /// The width from which all panes are visible at once.
    static let widthForPanes = 80

    let size: Size
    /// The frames of the visible panes. If `tabs` is not nil, they are without borders.
    private(set) var frames: [Pane: Rect] = [:]
    /// The line of tabs; nil if all panes are visible.
    private(set) var tabs: Rect?

    init(_ model: Model) {
        size = model.size
        let body = Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 3))
        guard size.width >= Self.widthForPanes, size.height >= 16 else {
            tabs = Rect(x: 0, y: 1, width: size.width, height: 1)
            frames[model.focus] = Rect(x: 0, y: 2, width: size.width, height: max(0, size.height - 4))
            return
        }
        if model.isZoomed {
            frames[model.focus] = body
            return
        }
        let hasNoFunctions = model.functions.isEmpty && model.manifest != .loading
        let left = hasNoFunctions ? size.width * 6 / 10 : max(30, min(44, size.width * 3 / 10))
        // Neighbours share a border line: the lower frame begins on the last line of the upper one. Without functions,
        // the first pane's text about functions.json is all there is to see.
        let functions =
            model.functions.isEmpty
            ? body.height - 2 : max(5, min(model.functions.count + 2, body.height * 3 / 5))
        let logs = body.height / 2 + 1
        let right = size.width - left
        frames[.functions] = Rect(x: 0, y: body.y, width: left, height: functions)
        frames[.events] = Rect(
            x: 0, y: body.y + functions - 1, width: left, height: body.height - functions + 1)
        frames[.logs] = Rect(x: left, y: body.y, width: right, height: logs)
        frames[.response] = Rect(x: left, y: body.y + logs - 1, width: right, height: body.height - logs + 1)
    }

    /// Whether panes have borders.
    var hasFrames: Bool { tabs == nil }

    /// The part of a pane for its content.
    func content(of pane: Pane) -> Rect? {
        guard let frame = frames[pane] else { return nil }
        let inner = hasFrames ? frame.inner : frame
        switch pane {
        case .functions, .events: return inner
        // A blank column separates text from the border.
        case .logs, .response:
            return Rect(x: inner.x + 1, y: inner.y, width: max(0, inner.width - 2), height: inner.height)
        }
    }

    /// The pane under a cell.
    func pane(x: Int, y: Int) -> Pane? {
        Pane.allCases.first { frames[$0]?.contains(x: x, y: y) ?? false }
    }

    /// The tab under a column.
    func tab(at x: Int) -> Pane? {
        tabs == nil ? nil : Pane.allCases.first { columns(ofTab: $0).contains(x) }
    }

    /// The text of a pane's tab.
    func tabText(_ pane: Pane) -> String { " \(pane.rawValue) \(pane.title)" }

    /// The columns of a pane's tab: as wide as its text, plus an equal share of the remaining columns.
    func columns(ofTab pane: Pane) -> Range<Int> {
        let widths = Pane.allCases.map { tabText($0).cellWidth }
        let extra = max(0, size.width - widths.reduce(0, +)) / widths.count
        let start = widths.prefix(pane.rawValue - 1).reduce(0) { $0 + $1 + extra }
        return start..<(start + widths[pane.rawValue - 1] + extra)
    }
}

extension Model {
    /// The part of a pane for its content; for a pane that is not visible, what it would be.
    func contentRect(of pane: Pane) -> Rect {
        if let rect = Layout(self).content(of: pane) { return rect }
        var copy = self
        copy.focus = pane
        return Layout(copy).content(of: pane) ?? Rect(x: 0, y: 0, width: 0, height: 0)
    }

    /// Rows of a pane's content.
    func contentHeight(of pane: Pane) -> Int { contentRect(of: pane).height }
}
