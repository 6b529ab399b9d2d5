import Support

@testable import Dashboard

extension Grid {
    /// Invalid cells: a control, a text that is not one glyph, a wide character without its second cell, or a second
    /// cell without its wide character.
    var mistakes: [String] {
        var mistakes: [String] = []
        guard cells.count == size.width * size.height else { return ["\(cells.count) cells for \(size)"] }
        for y in 0..<size.height {
            for x in 0..<size.width {
                let text = self[x, y].text
                if text.utf8.count == 1, (" "..."~").contains(text) { continue }
                let place = "column \(x), row \(y): \(text.debugDescription)"
                if text.isEmpty {
                    if x == 0 || self[x - 1, y].text.cellWidth != 2 { mistakes.append(place + " follows no wide one") }
                    continue
                }
                if text.unicodeScalars.contains(where: \.isControl) { mistakes.append(place + " is a control") }
                if Array(Glyphs(text)).map(\.text) != [text] { mistakes.append(place + " is not one glyph") }
                if text.cellWidth == 2, x + 1 == size.width || !self[x + 1, y].text.isEmpty {
                    mistakes.append(place + " has no second cell")
                }
            }
        }
        return mistakes
    }
}
