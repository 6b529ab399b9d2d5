/// A place in text whose lines may take several rows.
public struct ScrollPosition: Hashable, Sendable, Comparable {
    /// The line.
    public var line: Int
    /// The row of that line that stands at the top.
    public var row: Int

    /// A place.
    public init(line: Int = 0, row: Int = 0) {
        self.line = line
        self.row = row
    }

    /// Earlier places are smaller.
    public static func < (left: ScrollPosition, right: ScrollPosition) -> Bool {
        (left.line, left.row) < (right.line, right.row)
    }
}

/// Moves through lines of several rows each, looking only at the lines that it passes.
struct Scroller {
    /// How many lines there are.
    let count: Int
    /// How many rows the pane shows.
    let height: Int
    /// The rows of a line: 0 for a hidden one.
    let rows: (Int) -> Int

    /// The place that puts the last row at the bottom of the pane.
    var bottom: ScrollPosition {
        up(from: ScrollPosition(line: count, row: 0), by: height)
    }

    /// A place so many rows further up, at most the start.
    func up(from position: ScrollPosition, by amount: Int) -> ScrollPosition {
        var left = amount - position.row
        guard left > 0 else { return ScrollPosition(line: position.line, row: position.row - amount) }
        var line = position.line
        while line > 0 {
            line -= 1
            let taken = rows(line)
            if taken >= left { return ScrollPosition(line: line, row: taken - left) }
            left -= taken
        }
        return ScrollPosition()
    }

    /// A place so many rows further down, at most the bottom.
    func down(from position: ScrollPosition, by amount: Int) -> ScrollPosition {
        let bottom = bottom
        var left = amount + position.row
        var line = position.line
        while line < count {
            let taken = rows(line)
            if left < taken { return min(ScrollPosition(line: line, row: left), bottom) }
            left -= taken
            line += 1
            if line > bottom.line { break }
        }
        return bottom
    }

    /// A place that exists and leaves no empty rows below that text could fill.
    func clamped(_ position: ScrollPosition) -> ScrollPosition {
        guard position.line < count else { return bottom }
        let row = max(0, min(position.row, rows(position.line) - 1))
        return min(ScrollPosition(line: position.line, row: row), bottom)
    }

    /// The rows on the screen, from a place on: line and row of that line.
    func visible(from position: ScrollPosition) -> [(line: Int, row: Int)] {
        var result: [(line: Int, row: Int)] = []
        var line = position.line
        var row = position.row
        while line < count, result.count < height {
            let taken = rows(line)
            while row < taken, result.count < height {
                result.append((line, row))
                row += 1
            }
            line += 1
            row = 0
        }
        return result
    }
}
