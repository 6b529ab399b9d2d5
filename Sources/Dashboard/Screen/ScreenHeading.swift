import Support

/// The title of a section: a hairline with the name, what it shows, and a text at the right end.
enum ScreenHeading {
    /// Draws the line. What does not fit is left out: first the text at the right end, then a part of the subject: its end,
    /// or its middle (`keepsEnds`), which is better for names.
    static func draw(
        _ name: String, _ subject: String = "", right: [(text: String, role: Role)] = [], isFocused: Bool = false,
        keepsEnds: Bool = false, _ rect: Rect, in grid: inout Grid
    ) {
        guard rect.width > 0, rect.height > 0 else { return }
        grid.fill(Rect(x: rect.x, y: rect.y, width: rect.width, height: 1), "─", style: Style(.border))
        guard rect.width > 4 else { return }
        let wanted = right.reduce(0) { $0 + $1.text.cellWidth }
        let rightWidth = wanted > 0 && wanted + 2 + name.cellWidth + 4 <= rect.width ? wanted + 2 : 0
        let room = rect.width - 2 - (rightWidth > 0 ? rightWidth + 1 : 0)
        let title = " \(name) ".fitted(room)
        let style = Style(isFocused ? .titleFocused : .title, attributes: isFocused ? .bold : [])
        let x = rect.x + 1 + grid.put(title, x: rect.x + 1, y: rect.y, style: style, width: room)
        let left = room - title.cellWidth - 1
        if !subject.isEmpty, left > 3 {
            let shown = keepsEnds ? subject.fittedKeepingEnds(left) : subject.fitted(left)
            grid.put(
                shown + " ", x: x, y: rect.y, style: Style(isFocused ? .text : .dim),
                width: left + 1)
        }
        guard rightWidth > 0 else { return }
        var place = rect.x + rect.width - 1 - rightWidth
        place += grid.put(" ", x: place, y: rect.y, style: Style(.border))
        for piece in right { place += grid.put(piece.text, x: place, y: rect.y, style: Style(piece.role)) }
        grid.put(" ", x: place, y: rect.y, style: Style(.border))
    }
}
