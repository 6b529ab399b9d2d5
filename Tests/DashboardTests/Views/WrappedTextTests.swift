import Support
import TestSupport
import Testing

@testable import Dashboard

/// Compares wrapping and cutting with the simplest implementation: cell by cell.
@Suite struct WrappedTextTests {
    /// A glyph with the colour of its piece.
    struct Painted: Equatable {
        var text: String
        var width: Int
        var colour: UInt8?
    }

    static let seeds = Array(UInt64(1)...150)

    private func spans(_ random: inout SeededGenerator) -> [ResponsePage.Span] {
        let parts = ["a", "b", " ", "空", "の", "e\u{301}", "\t", "👩\u{200D}💻", "\u{0}", "word", "ｶ"]
        return (0..<Int.random(in: 0...4, using: &random)).map { index in
            let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }
            return (text.joined(), Style(foreground: UInt8(index)))
        }
    }

    private func painted(_ spans: [ResponsePage.Span]) -> [Painted] {
        spans.flatMap { span in
            Glyphs(span.text).map { Painted(text: $0.text, width: $0.width, colour: span.style.foreground) }
        }
    }

    /// Glyphs put into rows one by one; one that does not fit begins the next row.
    private func naiveRows(_ spans: [ResponsePage.Span], width: Int) -> [[Painted]] {
        var rows: [[Painted]] = [[]]
        for glyph in painted(spans) {
            let used = rows[rows.count - 1].reduce(0) { $0 + $1.width }
            if used > 0, used + glyph.width > width { rows.append([]) }
            rows[rows.count - 1].append(glyph)
        }
        return rows
    }

    @Test(arguments: seeds)
    func `rows equal those of a naive wrapping`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let spans = spans(&random)
        for width in 1...20 {
            let wanted = naiveRows(spans, width: width)
            #expect(WrappedText.rows(spans, width: width) == wanted.count, "width \(width): \(spans.map(\.text))")
            for (index, row) in wanted.enumerated() {
                let found = painted(WrappedText.row(spans, index, width: width))
                #expect(found == row, "width \(width), row \(index): \(spans.map(\.text))")
            }
            #expect(painted(WrappedText.row(spans, wanted.count, width: width)).isEmpty)
        }
    }

    @Test func `a text of lamdeck's own wraps at blanks, and keeps the styles of its pieces`() {
        func rows(_ spans: [ResponsePage.Span], _ width: Int) -> [String] {
            WrappedText.prose(spans, width: width).map { $0.map(\.text).joined() }
        }
        let text = "the body is not JSON: line 1, column 1"
        #expect(rows([(text, Style())], 30) == ["the body is not JSON: line 1,", "column 1"])
        #expect(rows([(text, Style())], 31) == ["the body is not JSON: line 1,", "column 1"])
        #expect(rows([(text, Style())], text.count) == [text])
        #expect(rows([("✗ ", Style(.error)), ("one two", Style())], 5) == ["✗ one", "two"])
        #expect(rows([("abcdefgh ij", Style())], 3) == ["abc", "def", "gh", "ij"])
        #expect(rows([("  indented text", Style())], 10) == ["  indented", "text"])
        #expect(rows([], 3) == [""] && rows([("", Style())], 3) == [""])
        let styled = WrappedText.prose([("a b", Style(.error)), ("c d", Style())], width: 4)
        #expect(styled.map { $0.map(\.text) } == [["a b", "c"], ["d"]])
    }

    @Test(arguments: seeds)
    func `rows of a text of lamdeck's own fit, and lose only blanks`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let spans = spans(&random)
        for width in 2...20 {
            let rows = WrappedText.prose(spans, width: width)
            #expect(rows.allSatisfy { painted($0).reduce(0) { $0 + $1.width } <= width }, "\(width): \(rows)")
            let found = rows.flatMap { painted($0) }.filter { $0.text != " " }
            #expect(found == painted(spans).filter { $0.text != " " }, "\(width): \(rows)")
        }
    }

    /// The content of a row on the screen.
    private func shown(_ spans: [ResponsePage.Span], width: Int) -> [Cell] {
        var grid = Grid(Size(width: width, height: 1))
        var x = 0
        for span in spans { x += grid.put(span.text, x: x, y: 0, style: span.style, width: width - x) }
        return grid.cells.map { $0.text == " " ? Cell(" ") : $0 }
    }

    @Test(arguments: seeds)
    func `a cut line shows the cells from the column on`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let spans = spans(&random)
        let whole = shown(spans, width: 400)
        for width in 1...12 {
            for column in 0...20 {
                var wanted = Array(whole[column..<(column + width)])
                // Half of a wide character is a blank, at either edge.
                if wanted[0].text.isEmpty { wanted[0] = Cell(" ") }
                if whole[column + width].text.isEmpty { wanted[width - 1] = Cell(" ") }
                let found = shown(WrappedText.cut(spans, column: column, width: width), width: width)
                #expect(found == wanted, "column \(column), width \(width): \(spans.map(\.text))")
            }
        }
    }

    @Test func `empty text takes one row`() {
        #expect(WrappedText.rows([], width: 5) == 1)
        #expect(WrappedText.rows([("", Style())], width: 5) == 1)
        #expect(WrappedText.row([], 0, width: 5).isEmpty)
    }

    @Test func `a tab counts as the cells that it takes`() {
        #expect(WrappedText.rows([("\t\tx", Style())], width: 10) == 2)
        #expect(WrappedText.row([("\t\tx", Style())], 1, width: 10).map(\.text) == ["      x"])
    }

    // MARK: Words

    private static let sentences = [
        "Save an event as a .json file in events; it appears here.", "", "one", "a  b", "first\n\nsecond",
        "空のカートを注文するイベント", "see 空のカート.json now", "supercalifragilisticexpialidocious",
        "path /a/very/long/path/without/a/blank.json ends", "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}",
    ]

    @Test(arguments: sentences)
    func `no line of words is wider than the limit, and no text is lost`(text: String) {
        for width in 2...40 {
            let lines = WrappedText.lines(text, width: width)
            #expect(lines.allSatisfy { $0.cellWidth <= width }, "width \(width): \(lines)")
            let squeezed = lines.joined().filter { $0 != " " }
            #expect(squeezed == text.filter { $0 != " " && $0 != "\n" }, "width \(width)")
        }
    }

    @Test func `words are not split if they fit`() {
        #expect(WrappedText.lines("one two three", width: 7) == ["one two", "three"])
        #expect(WrappedText.lines("one two three", width: 5) == ["one", "two", "three"])
        #expect(WrappedText.lines("first\n\nsecond", width: 20) == ["first", "", "second"])
        #expect(WrappedText.lines("abcdefgh ij", width: 3) == ["abc", "def", "gh", "ij"])
        #expect(WrappedText.lines("空のカート x", width: 4) == ["空の", "カー", "ト x"])
        #expect(WrappedText.lines("空の", width: 1) == ["空", "の"])
    }
}
