/// A border between sections that the mouse can drag.
enum Border: Hashable, Sendable {
    /// The line between the halves.
    case halves
    /// The title of a section, or of the preview (nil), which is the border to the section above it.
    case title(Pane?)

    /// The border under the mouse; nil if there is none that can move.
    init?(at event: MouseEvent, _ layout: Layout) {
        if event.x == layout.divider, event.y > 0, event.y < layout.size.height - 2 {
            self = .halves
            return
        }
        if let preview = layout.preview, preview.y == event.y, preview.contains(x: event.x, y: event.y) {
            self = .title(nil)
            return
        }
        // The topmost sections have no section above them.
        guard layout.hasTitles, event.y > 1,
            let pane = Pane.allCases.first(where: { layout.sections[$0]?.y == event.y }),
            layout.sections[pane]?.contains(x: event.x, y: event.y) == true
        else { return nil }
        self = .title(pane)
    }

    /// The section above a title.
    static func above(_ pane: Pane?, _ layout: Layout) -> Pane {
        switch pane {
        case nil: .events
        case .functions, .events: .functions
        case .calls, .inspector: .calls
        case .logs: layout.sections[.inspector] == nil ? .calls : .inspector
        }
    }
}

extension MouseEvent {
    /// Moves the border under the mouse to its place.
    func drag(_ layout: Layout, on model: inout Model) -> [Effect] {
        switch model.border {
        case .halves:
            guard let column = layout.divider else { return [] }
            model.sizes.left = max(-60, min(120, model.sizes.left + x - column))
        case .title(let pane):
            guard let row = pane.map({ layout.sections[$0]?.y }) ?? layout.preview?.y else { return [] }
            let above = Border.above(pane, layout)
            model.sizes.rows[above] = max(-60, min(60, (model.sizes.rows[above] ?? 0) + y - row))
        case nil: break
        }
        return []
    }
}
