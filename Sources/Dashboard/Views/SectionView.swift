import LambdaModel
import Support

/// The lines between the sections, and their titles.
enum SectionView {
    /// The parts of a title.
    struct Title {
        /// The section's name.
        var name: String
        /// What it shows: the function, the event, a count.
        var subject = ""
        /// The text at the right end.
        var right = ""
        /// The role of that text.
        var rightRole = Role.dim
        /// Whether the section gets the keys.
        var isFocused = false
    }

    static func draw(_ model: Model, _ layout: Layout, in grid: inout Grid) {
        guard layout.hasTitles else { return }
        if let column = layout.divider {
            let rows = model.size.height - 3
            grid.fill(Rect(x: column, y: 1, width: 1, height: rows), "│", style: Style(.border))
        }
        for pane in Pane.allCases {
            guard let rect = layout.sections[pane] else { continue }
            draw(title(of: pane, model), rect, in: &grid)
        }
        if let rect = layout.preview { draw(PreviewView.title(model), rect, in: &grid) }
        joints(layout, in: &grid)
    }

    /// Where a title meets the line between the halves.
    private static func joints(_ layout: Layout, in grid: inout Grid) {
        guard let column = layout.divider else { return }
        let starts = layout.sections.values.map { ($0.x, $0.y) } + (layout.preview.map { [($0.x, $0.y)] } ?? [])
        let left = Set(starts.filter { $0.0 < column }.map(\.1))
        let right = Set(starts.filter { $0.0 > column }.map(\.1))
        for y in left.union(right) {
            let joint = y == 1 ? "┬" : left.contains(y) && right.contains(y) ? "┼" : left.contains(y) ? "┤" : "├"
            grid.put(joint, x: column, y: y, style: Style(.border))
        }
    }

    /// One title: a line with the name near its left end and a text near its right one.
    static func draw(_ title: Title, _ rect: Rect, in grid: inout Grid) {
        ScreenHeading.draw(
            title.name.uppercased(), title.subject,
            right: title.right.isEmpty ? [] : [(title.right, title.rightRole)], isFocused: title.isFocused,
            keepsEnds: true, rect, in: &grid)
    }

    private static func title(of pane: Pane, _ model: Model) -> Title {
        var title = Title(name: pane.title, isFocused: pane == model.focus)
        switch pane {
        case .functions:
            if !model.functions.isEmpty { title.subject = "\(model.functions.count)" }
            title.right = position(model.functions.index, model.functions.count, pane, model)
        case .events: events(model, &title)
        case .calls: CallsView.title(model, &title)
        case .inspector: InspectorView.title(model, &title)
        case .logs: logs(model, &title)
        }
        return title
    }

    /// The place of the cursor, if the list does not fit into its section: `17/25`.
    static func position(_ index: Int?, _ count: Int, _ pane: Pane, _ model: Model) -> String {
        guard count > model.contentHeight(of: pane), let index else { return "" }
        return "\(Count.text(index + 1))/\(Count.text(count))"
    }

    private static func events(_ model: Model, _ title: inout Title) {
        guard let item = model.item else { return }
        let count = item.events.names.count
        title.subject = item.info.name + (count > 0 ? " · \(Count.text(count))" : "")
        title.right = position(item.eventIndex, count, .events, model)
    }

    private static func logs(_ model: Model, _ title: inout Title) {
        guard let item = model.item else { return }
        let log = LogTitle(model)
        title.subject = item.info.name + (log.facts.isEmpty ? "" : " · " + log.facts)
        if item.log.count > 0 {
            (title.right, title.rightRole) = item.log.isFollowing ? ("following", .dim) : (log.right, log.rightRole)
        }
    }
}
