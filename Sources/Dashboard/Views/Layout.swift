import OrderedCollections
import Support

/// Where everything stands on a screen of a size.
struct Layout {
    /// The smallest screen that the deck draws itself on.
    static let smallest = Size(width: 40, height: 10)
    /// From this width on, all panes are seen at once.
    static let widthForPanes = 80

    let size: Size
    /// The panes' frames, only those that are seen. Without frames where `tabs` is there.
    private(set) var frames: [Pane: Rect] = [:]
    /// The line of tabs, where one pane is seen at a time.
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
        let isUntold = model.functions.isEmpty && model.manifest != .loading
        let left = isUntold ? size.width * 6 / 10 : max(30, min(44, size.width * 3 / 10))
        // Neighbours share a border line: the lower frame begins on the last line of the upper one.
        // Without a function, what its pane says about functions.json is all that there is to see.
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

    /// Whether a pane has a frame around it.
    var hasFrames: Bool { tabs == nil }

    /// What a pane may draw on.
    func content(of pane: Pane) -> Rect? {
        guard let frame = frames[pane] else { return nil }
        let inner = hasFrames ? frame.inner : frame
        switch pane {
        case .functions, .events: return inner
        // Text keeps a blank from the border.
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

    /// What stands on a pane's tab.
    func tabText(_ pane: Pane) -> String { " \(pane.rawValue) \(pane.title)" }

    /// Where a pane's tab stands: as wide as its text, with an equal part of the columns that are left.
    func columns(ofTab pane: Pane) -> Range<Int> {
        let widths = Pane.allCases.map { tabText($0).cellWidth }
        let extra = max(0, size.width - widths.reduce(0, +)) / widths.count
        let start = widths.prefix(pane.rawValue - 1).reduce(0) { $0 + $1 + extra }
        return start..<(start + widths[pane.rawValue - 1] + extra)
    }
}

extension Model {
    /// What a pane may draw on; for one that is not seen, what it would have if it were.
    func contentRect(of pane: Pane) -> Rect {
        if let rect = Layout(self).content(of: pane) { return rect }
        var copy = self
        copy.focus = pane
        return Layout(copy).content(of: pane) ?? Rect(x: 0, y: 0, width: 0, height: 0)
    }

    /// Rows of a pane.
    func contentHeight(of pane: Pane) -> Int { contentRect(of: pane).height }
}
