/// A thin bar at the right edge of a list that is longer than its room.
enum ScrollbarView {
    /// Draws it in the last column of a rectangle; nothing if all rows fit.
    ///
    /// - Parameters:
    ///   - top: the number of rows above the visible ones.
    ///   - height: the number of visible rows.
    ///   - total: the number of all rows.
    static func draw(top: Int, height: Int, total: Int, rect: Rect, in grid: inout Grid) {
        guard let thumb = thumb(top: top, height: height, total: total, room: rect.height), rect.width > 0 else {
            return
        }
        for row in 0..<rect.height {
            let isThumb = thumb.contains(row)
            grid.put(
                isThumb ? "┃" : "│", x: rect.x + rect.width - 1, y: rect.y + row,
                style: Style(isThumb ? .dim : .border))
        }
    }

    /// The rows of the thumb, in a room of some rows; nil if there is nothing to scroll. It touches an end only if that
    /// end is visible.
    static func thumb(top: Int, height: Int, total: Int, room: Int) -> Range<Int>? {
        guard total > height, height > 0, room > 1 else { return nil }
        let length = max(1, min(room - 1, room * height / total))
        let last = total - height
        let top = max(0, min(top, last))
        var start = (room - length) * top / last
        if top > 0, start == 0, room - length > 1 { start = 1 }
        if top < last, start == room - length, room - length > 1 { start -= 1 }
        return start..<(start + length)
    }
}
