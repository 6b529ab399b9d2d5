import Dashboard
import Support

/// Adjacent cells with the same style.
struct Run: Equatable {
    /// The first cell.
    var x: Int
    var y: Int
    var style: Style
    /// One text per cell; empty in the second cell of a wide character.
    var cells: [String]

    /// The text of all cells.
    var text: String { cells.joined() }

    /// A part of a run as it is sent: ASCII in one piece, every other character separately, so that each is at its
    /// place even if the terminal disagrees about the width of the one before.
    enum Piece: Equatable {
        case ascii(x: Int, String)
        case glyph(x: Int, String, width: Int)
    }

    /// The run cut into pieces, with replacements for characters that cannot be sent.
    func pieces(_ repertoire: GlyphSet, isEncodable: (Unicode.Scalar) -> Bool) -> [Piece] {
        var pieces: [Piece] = []
        var plain = ""
        var start = x
        func endPlain() {
            if !plain.isEmpty { pieces.append(.ascii(x: start, plain)) }
            plain = ""
        }
        for (offset, cell) in cells.enumerated() where !cell.isEmpty {
            let isWide = offset + 1 < cells.count && cells[offset + 1].isEmpty
            let text = repertoire.text(for: cell, width: isWide ? 2 : 1, isEncodable: isEncodable)
            if text.utf8.allSatisfy({ $0 < 0x80 }) {
                if plain.isEmpty { start = x + offset }
                plain += text
            } else {
                endPlain()
                pieces.append(.glyph(x: x + offset, text, width: isWide ? 2 : 1))
            }
        }
        endPlain()
        return pieces
    }
}

/// The output that changes the screen from one grid to another.
enum PaintPlan {
    /// The runs that make a screen of `screen` cells show `new` if it shows `old` (nil if its content is unknown). A
    /// grid that is larger than the screen is cut; a smaller one is padded with blanks.
    static func runs(from old: Grid?, to new: Grid, screen: Size) -> [Run] {
        var runs: [Run] = []
        for y in 0..<max(0, screen.height) {
            guard let old, old.size == new.size else {
                append(row(new, y, screen.width)[...], y, to: &runs)
                continue
            }
            guard y < new.size.height else { break }
            let range = (y * new.size.width)..<((y + 1) * new.size.width)
            if old.cells[range] == new.cells[range] { continue }
            let before = row(old, y, screen.width)
            let after = row(new, y, screen.width)
            let differing = zip(before, after).map { $0 != $1 }
            guard var first = differing.firstIndex(of: true), let last = differing.lastIndex(of: true) else { continue }
            while first > 0, after[first].text.isEmpty { first -= 1 }
            let isCut = last + 1 < after.count && after[last + 1].text.isEmpty
            append(after[first...(isCut ? last + 1 : last)], y, to: &runs)
        }
        return runs
    }

    private static func append(_ cells: ArraySlice<Cell>, _ y: Int, to runs: inout [Run]) {
        var previous: Style?
        for x in cells.indices {
            if cells[x].style == previous {
                runs[runs.count - 1].cells.append(cells[x].text)
            } else {
                runs.append(Run(x: x, y: y, style: cells[x].style, cells: [cells[x].text]))
                previous = cells[x].style
            }
        }
    }

    /// A row of exactly `width` cells in which every wide character has two cells of the same style.
    private static func row(_ grid: Grid, _ y: Int, _ width: Int) -> [Cell] {
        var row: [Cell] = []
        row.reserveCapacity(width)
        let end = y < grid.size.height ? min(width, grid.size.width) : 0
        while row.count < end {
            var cell = grid[row.count, y]
            if cell.text.utf8.count == 1 {
                row.append(cell)
                continue
            }
            let isWide = cell.text.unicodeScalars.first.map { TextWidth.of($0) == 2 } ?? false
            if isWide, row.count + 1 < end, grid[row.count + 1, y].text.isEmpty {
                row.append(cell)
                row.append(Cell("", cell.style))
            } else {
                // Half of a wide character.
                if isWide || cell.text.isEmpty { cell.text = " " }
                row.append(cell)
            }
        }
        row.append(contentsOf: repeatElement(Cell(" "), count: width - row.count))
        return row
    }
}
