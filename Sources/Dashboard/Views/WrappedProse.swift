import Support

extension WrappedText {
    /// The rows of a text of lamdeck's own, which wraps at blanks; at least one. Only a word that is longer than a row is
    /// broken. The blanks at the end of a row are left out.
    static func prose(_ spans: [ResponsePage.Span], width: Int) -> [[ResponsePage.Span]] {
        let width = max(1, width)
        let glyphs = spans.flatMap { span in
            Glyphs(span.text).map { (text: $0.text, width: $0.width, style: span.style) }
        }
        var rows: [Range<Int>] = []
        var (start, used, index) = (0, 0, 0)
        // Where the next row would begin: after the last blank of this one.
        var word: Int?
        while index < glyphs.count {
            let glyph = glyphs[index]
            if glyph.text != " ", index > start, used + glyph.width > width {
                let next = word ?? index
                rows.append(start..<next)
                (start, word) = (next, nil)
                used = glyphs[next..<index].reduce(0) { $0 + $1.width }
                continue
            }
            used += glyph.width
            index += 1
            if glyph.text == " ", index > start + 1 { word = index }
        }
        rows.append(start..<glyphs.count)
        return rows.map { row in
            var row = row
            while let last = row.last, glyphs[last].text == " ", last > row.lowerBound { row = row.dropLast() }
            return row.reduce(into: [ResponsePage.Span]()) { spans, place in
                let glyph = glyphs[place]
                if let last = spans.last, last.style == glyph.style {
                    spans[spans.count - 1].text += glyph.text
                } else {
                    spans.append((glyph.text, glyph.style))
                }
            }
        }
    }
}
