import Support

/// By how many cells the user has made sections larger than they would be.
struct SectionSizes: Hashable, Sendable {
    /// Columns of the left half.
    var left = 0
    /// Rows of sections.
    var rows: [Pane: Int] = [:]
}

/// The position of everything on a screen of a size.
struct Layout {
    /// The smallest screen on which the deck draws itself.
    static let smallest = Size(width: 40, height: 10)
    /// The screen from which all sections are visible at once.
    static let smallestWithColumns = Size(width: 70, height: 16)
    /// The fewest rows of the live log, if all sections are visible.
    static let leastLogRows = 3

    let size: Size
    /// The visible sections, each with the row of its title. In tabs, without a title.
    private(set) var sections: [Pane: Rect] = [:]
    /// The preview of the selected event, with its title; nil if there is no room.
    private(set) var preview: Rect?
    /// The line of tabs; nil if all sections are visible.
    private(set) var tabs: Rect?
    /// The column of the line between the halves; nil if there is none.
    private(set) var divider: Int?

    init(_ model: Model) {
        size = model.size
        let body = Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 3))
        guard size.width >= Self.smallestWithColumns.width, size.height >= Self.smallestWithColumns.height else {
            tabs = Rect(x: 0, y: 1, width: size.width, height: 1)
            sections[model.focus] = Rect(x: 0, y: 2, width: size.width, height: max(0, size.height - 4))
            return
        }
        if model.isZoomed {
            sections[model.focus] = body
            return
        }
        let left = Self.left(model)
        divider = left
        placeLeft(model, Rect(x: 0, y: body.y, width: left, height: body.height))
        placeRight(model, Rect(x: left + 1, y: body.y, width: size.width - left - 1, height: body.height))
    }

    /// Columns of the left half. Without functions, its text about functions.json is all there is to see.
    private static func left(_ model: Model) -> Int {
        let width = model.size.width
        if model.functions.isEmpty, model.manifest != .loading { return width * 6 / 10 }
        let wanted = max(27, min(64, width * 35 / 100)) + model.sizes.left
        return max(20, min(wanted, width - 40))
    }

    private mutating func placeLeft(_ model: Model, _ rect: Rect) {
        let height = rect.height
        guard !model.functions.isEmpty else {
            sections[.functions] = Rect(x: rect.x, y: rect.y, width: rect.width, height: height - 3)
            sections[.events] = Rect(x: rect.x, y: rect.y + height - 3, width: rect.width, height: 3)
            return
        }
        let extra = model.sizes.rows
        let functions = Self.clamped(
            1 + model.functions.count, 3...max(3, height * 2 / 5), by: extra[.functions] ?? 0, most: height - 6)
        var left = height - functions
        let count = model.item?.events.names.count ?? 0
        // The preview needs a few rows to say something, and the events must not lose more than half of theirs for it.
        var preview = 0
        if size.width >= 100, left >= 16, count > 0 {
            let events = Self.clamped(1 + count, 5...max(5, left * 3 / 5), by: extra[.events] ?? 0, most: left - 5)
            preview = left - events
        }
        left -= preview
        sections[.functions] = Rect(x: rect.x, y: rect.y, width: rect.width, height: functions)
        sections[.events] = Rect(x: rect.x, y: rect.y + functions, width: rect.width, height: left)
        if preview > 0 {
            self.preview = Rect(x: rect.x, y: rect.y + functions + left, width: rect.width, height: preview)
        }
    }

    private mutating func placeRight(_ model: Model, _ rect: Rect) {
        let height = rect.height
        let extra = model.sizes.rows
        let count = model.item?.calls.table.visibleCount ?? 0
        let header = CallsView.hasHeader(width: rect.width, height: height) ? 1 : 0
        let leastLog = 1 + Self.leastLogRows
        var y = rect.y
        func place(_ pane: Pane, _ rows: Int) {
            sections[pane] = Rect(x: rect.x, y: y, width: rect.width, height: rows)
            y += rows
        }
        guard let response = model.item?.response else {
            // A function without calls shows its log large.
            let rows = count > 0 ? 3 : model.item.map { EmptyStates.callRows($0, model, width: rect.width) } ?? 3
            place(.calls, min(max(3, min(rows, height / 3)) + 1, height - leastLog))
            place(.logs, rect.y + height - y)
            return
        }
        let calls = Self.clamped(
            1 + header + max(1, count), 3...max(4, height / 3), by: extra[.calls] ?? 0, most: height - leastLog - 4)
        let rest = height - calls
        let wanted = 1 + InspectorView.headRows(height: rest, screen: size) + response.page.count
        // A stable share: the border would otherwise jump while the user moves from call to call.
        let inspector = Self.clamped(
            wanted, (rest / 2)...max(rest / 2, rest - max(leastLog, height / 5)), by: extra[.inspector] ?? 0,
            most: rest - leastLog)
        place(.calls, calls)
        place(.inspector, inspector)
        place(.logs, rest - inspector)
    }

    /// A number of rows within limits, changed by the user's wish, and within the room.
    private static func clamped(_ rows: Int, _ range: ClosedRange<Int>, by extra: Int, most: Int) -> Int {
        max(2, min(max(range.lowerBound, min(rows, range.upperBound)) + extra, most))
    }

    /// Whether sections have titles.
    var hasTitles: Bool { tabs == nil }

    /// The part of a section for its content.
    func content(of pane: Pane) -> Rect? {
        guard let section = sections[pane] else { return nil }
        let inner = hasTitles ? Self.belowTitle(section) : section
        switch pane {
        case .functions, .events, .calls: return inner
        // A blank column separates text from the lines.
        case .inspector, .logs:
            return Rect(x: inner.x + 1, y: inner.y, width: max(0, inner.width - 2), height: inner.height)
        }
    }

    /// The rectangle below a title.
    static func belowTitle(_ section: Rect) -> Rect {
        Rect(x: section.x, y: section.y + 1, width: section.width, height: max(0, section.height - 1))
    }

    /// The section under a cell.
    func pane(x: Int, y: Int) -> Pane? {
        Pane.allCases.first { sections[$0]?.contains(x: x, y: y) ?? false }
    }

    // MARK: Tabs

    /// The tab under a column.
    func tab(at x: Int) -> Pane? {
        tabs == nil ? nil : Pane.allCases.first { columns(ofTab: $0).contains(x) }
    }

    /// The text of a section's tab.
    func tabText(_ pane: Pane) -> String {
        let isNarrow = size.width < 46
        return " \(pane.rawValue) " + (isNarrow && pane == .functions ? "Func" : pane.title)
    }

    /// The columns of a section's tab: as wide as its text, plus an equal share of the remaining columns.
    func columns(ofTab pane: Pane) -> Range<Int> {
        let widths = Pane.allCases.map { tabText($0).cellWidth }
        let extra = max(0, size.width - widths.reduce(0, +)) / widths.count
        let start = widths.prefix(pane.rawValue - 1).reduce(0) { $0 + $1 + extra }
        return start..<(start + widths[pane.rawValue - 1] + extra)
    }
}

extension Model {
    /// The part of a section for its content. If the section is not visible, its part if it had the focus.
    func contentRect(of pane: Pane) -> Rect {
        if let rect = Layout(self).content(of: pane) { return rect }
        var copy = self
        copy.focus = pane
        return Layout(copy).content(of: pane) ?? Rect(x: 0, y: 0, width: 0, height: 0)
    }

    /// Rows of a section's content.
    func contentHeight(of pane: Pane) -> Int { contentRect(of: pane).height }

    /// The sections that can get the keys. Without a call, there is nothing to inspect.
    var panes: [Pane] { Pane.allCases.filter { $0 != .inspector || item?.response != nil } }
}
