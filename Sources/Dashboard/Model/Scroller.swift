/// A position in text whose lines may take several rows.
public struct ScrollPosition: Hashable, Sendable, Comparable {
    /// The line.
    public var line: Int
    /// The row of that line at the top of the pane.
    public var row: Int

    /// A position.
    public init(line: Int = 0, row: Int = 0) {
        self.line = line
        self.row = row
    }

    /// Earlier positions are smaller.
    public static func < (left: ScrollPosition, right: ScrollPosition) -> Bool {
        (left.line, left.row) < (right.line, right.row)
    }
}

/// Moves through lines of several rows each, reading only the lines that it passes.
struct Scroller {
    /// All lines.
    let lines: Range<Int>
    /// How many rows the pane shows.
    let height: Int
    /// The rows of a line: 0 for a hidden one.
    var rows: (Int) -> Int
    /// The next line that may be shown; after the last one, the end of the lines. The lines that it skips are hidden.
    let after: (Int) -> Int
    /// The previous line that may be shown.
    let before: (Int) -> Int

    /// Lines of which any may be shown.
    init(count: Int, height: Int, rows: @escaping (Int) -> Int) {
        self.init(lines: 0..<count, height: height, rows: rows, after: { $0 + 1 }, before: { $0 - 1 })
    }

    /// Lines with long hidden stretches.
    init(
        lines: Range<Int>, height: Int, rows: @escaping (Int) -> Int, after: @escaping (Int) -> Int,
        before: @escaping (Int) -> Int
    ) {
        self.lines = lines
        self.height = height
        self.rows = rows
        self.after = after
        self.before = before
    }

    /// The first position.
    var start: ScrollPosition { ScrollPosition(line: lines.lowerBound) }

    /// The position that puts the last row at the bottom of the pane.
    var bottom: ScrollPosition {
        up(from: ScrollPosition(line: lines.upperBound, row: 0), by: height)
    }

    /// A position that many rows further up, at most the start.
    func up(from position: ScrollPosition, by amount: Int) -> ScrollPosition {
        var left = amount - position.row
        guard left > 0 else { return ScrollPosition(line: position.line, row: position.row - amount) }
        var line = position.line
        while line > lines.lowerBound {
            line = before(line)
            let taken = rows(line)
            if taken >= left { return ScrollPosition(line: line, row: taken - left) }
            left -= taken
        }
        return start
    }

    /// A position that many rows further down, at most the bottom.
    func down(from position: ScrollPosition, by amount: Int) -> ScrollPosition {
        let bottom = bottom
        var left = amount + position.row
        var line = position.line
        while line < lines.upperBound {
            let taken = rows(line)
            if left < taken { return min(ScrollPosition(line: line, row: left), bottom) }
            left -= taken
            line = after(line)
            if line > bottom.line { break }
        }
        return bottom
    }

    /// The nearest position that exists and leaves no empty rows below that text could fill.
    func clamped(_ position: ScrollPosition) -> ScrollPosition {
        guard position.line >= lines.lowerBound else { return start }
        guard position.line < lines.upperBound else { return bottom }
        let row = max(0, min(position.row, rows(position.line) - 1))
        return min(ScrollPosition(line: position.line, row: row), bottom)
    }

    /// The rows on the screen from a position on: line, and row of that line.
    func visible(from position: ScrollPosition) -> [(line: Int, row: Int)] {
        var result: [(line: Int, row: Int)] = []
        var line = position.line
        var row = position.row
        while line < lines.upperBound, result.count < height {
            let taken = rows(line)
            while row < taken, result.count < height {
                result.append((line, row))
                row += 1
            }
            line = after(line)
            row = 0
        }
        return result
    }

    /// The next line that is not hidden.
    func next(after line: Int) -> Int? {
        var line = line
        while line < lines.upperBound {
            line = after(line)
            if line < lines.upperBound, rows(line) > 0 { return line }
        }
        return nil
    }

    /// The previous line that is not hidden.
    func previous(before line: Int) -> Int? {
        var line = line
        while line > lines.lowerBound {
            line = before(line)
            if rows(line) > 0 { return line }
        }
        return nil
    }

    /// The first line that is not hidden.
    var first: Int? {
        guard !lines.isEmpty else { return nil }
        return rows(lines.lowerBound) > 0 ? lines.lowerBound : next(after: lines.lowerBound)
    }

    /// The last line that is not hidden.
    var last: Int? { previous(before: lines.upperBound) }
}
