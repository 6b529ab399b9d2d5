import Support

/// Text wrapped into rows of a width. A wide character that does not fit goes to the next row.
enum WrappedText {
    /// Rows that a text takes, at least one.
    static func rows(_ text: String, width: Int) -> Int {
        if surelyFits(text, width: width) { return 1 }
        var counter = RowCounter(width: width)
        for glyph in Glyphs(text) { counter.add(glyph.width) }
        return counter.rows
    }

    /// Whether a text is known to fit in one row without a look at its characters: except for tabs, no character is
    /// wider than the number of its bytes.
    static func surelyFits(_ text: String, width: Int) -> Bool {
        text.utf8.count <= width && !text.utf8.contains(UInt8(ascii: "\t"))
    }

    /// Rows of pieces in sequence; at least one.
    ///
    /// - Parameter hang: blank cells at the start of the second row and of later ones.
    static func rows(_ spans: [ResponsePage.Span], width: Int, hang: Int = 0) -> Int {
        let bytes = spans.reduce(0) { $0 + $1.text.utf8.count }
        if bytes <= width, spans.allSatisfy({ surelyFits($0.text, width: width) }) { return 1 }
        var counter = RowCounter(width: width, hang: hang)
        for span in spans {
            for glyph in Glyphs(span.text) { counter.add(glyph.width) }
        }
        return counter.rows
    }

    /// The pieces of one wrapped row.
    static func row(_ spans: [ResponsePage.Span], _ row: Int, width: Int, hang: Int = 0) -> [ResponsePage.Span] {
        var counter = RowCounter(width: width, hang: hang)
        var result: [ResponsePage.Span] = row > 0 && hang > 0 ? [(String(repeating: " ", count: hang), Style())] : []
        for span in spans {
            var text = ""
            for glyph in Glyphs(span.text) {
                counter.add(glyph.width)
                if counter.rows - 1 == row { text += glyph.text }
                if counter.rows - 1 > row { break }
            }
            if !text.isEmpty { result.append((text, span.style)) }
            if counter.rows - 1 > row { break }
        }
        return result
    }

    /// The rest of the pieces after scrolling by some cells, up to `width` cells.
    static func cut(_ spans: [ResponsePage.Span], column: Int, width: Int) -> [ResponsePage.Span] {
        guard column > 0 else { return spans }
        var skipped = 0
        var taken = 0
        var result: [ResponsePage.Span] = []
        for span in spans {
            var text = ""
            for glyph in Glyphs(span.text) {
                if skipped < column {
                    skipped += glyph.width
                    // The visible half of a wide character keeps its cell as a blank.
                    if skipped > column { text += " " }
                    taken = skipped - column
                    continue
                }
                if taken >= width { break }
                taken += glyph.width
                text += glyph.text
            }
            if !text.isEmpty { result.append((text, span.style)) }
        }
        return result
    }

    /// As much of the pieces as fits, with `…` at the end if something is left out.
    static func fitted(_ spans: [ResponsePage.Span], width: Int) -> [ResponsePage.Span] {
        var (result, left): ([ResponsePage.Span], Int) = ([], width)
        for (index, span) in spans.enumerated() where left > 0 {
            let isLast = spans[(index + 1)...].allSatisfy { $0.text.isEmpty }
            var text = span.text.fitted(left)
            if !isLast, span.text.cellWidth == left { text = (span.text + "…").fitted(left) }
            left -= text.cellWidth
            result.append((text, span.style))
        }
        return result
    }

    /// Wraps a sentence at its words.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, line.cellWidth + 1 + String(word).cellWidth > width {
                    lines.append(line)
                    line = ""
                }
                line += line.isEmpty ? String(word) : " " + word
                while line.cellWidth > width {
                    let (head, rest) = broken(line, width: width)
                    guard !rest.isEmpty else { break }
                    lines.append(head)
                    line = rest
                }
            }
            lines.append(line)
        }
        return lines
    }
}

extension WrappedText {
    /// As many characters of a word as fit, at least one, and the rest.
    private static func broken(_ word: String, width: Int) -> (head: String, rest: String) {
        var (head, rest, used) = ("", "", 0)
        for glyph in Glyphs(word) {
            if rest.isEmpty, used == 0 || used + glyph.width <= width {
                head += glyph.text
                used += glyph.width
            } else {
                rest += glyph.text
            }
        }
        return (head, rest)
    }
}

private struct RowCounter {
    let width: Int
    var rows = 1
    private var used = 0
    private let hang: Int

    init(width: Int, hang: Int = 0) { (self.width, self.hang) = (width, hang < width ? hang : 0) }

    mutating func add(_ cells: Int) {
        if used + cells > width, used > (rows > 1 ? hang : 0) {
            rows += 1
            used = hang
        }
        used += cells
    }
}
