/// How many lines were written when, and how many of them are errors. It keeps at most 512 spans of time, which become
/// longer as the time grows that they cover.
struct LogHistogram: Hashable, Sendable {
    /// The lines of a span of time.
    struct Bar: Hashable, Sendable {
        /// How many lines.
        var lines = 0
        /// How many of them are errors.
        var errors = 0
    }

    private static let maximumBars = 512

    /// Seconds of a bar.
    private(set) var width = 1.0 / 16
    /// The bars by their time, divided by the width.
    private var bars: [Int: Bar] = [:]
    private var first = Int.max
    private var last = Int.min

    /// Adds a line.
    mutating func add(at time: Double, isError: Bool) {
        // A log may say anything.
        guard time.isFinite, (0..<1e11).contains(time) else { return }
        var place = Int((time / width).rounded(.down))
        while max(last, place) - min(first, place) >= Self.maximumBars {
            halve()
            place = Int((time / width).rounded(.down))
        }
        (first, last) = (min(first, place), max(last, place))
        bars[place, default: Bar()].lines += 1
        if isError { bars[place]?.errors += 1 }
    }

    /// Joins each two bars.
    private mutating func halve() {
        width *= 2
        guard !bars.isEmpty else { return }
        var joined: [Int: Bar] = [:]
        for (place, bar) in bars {
            joined[place >> 1, default: Bar()].lines += bar.lines
            joined[place >> 1]?.errors += bar.errors
        }
        (bars, first, last) = (joined, first >> 1, last >> 1)
    }

    /// The bars of a span of time in a number of columns.
    func columns(_ count: Int, in time: ClosedRange<Double>) -> [Bar] {
        var columns = Array(repeating: Bar(), count: max(0, count))
        guard count > 0 else { return [] }
        let seconds = max(time.upperBound - time.lowerBound, width)
        for (place, bar) in bars {
            let middle = (Double(place) + 0.5) * width
            // Half a bar can be outside at either end.
            guard middle >= time.lowerBound - width, middle <= time.lowerBound + seconds + width else { continue }
            let column = Int((middle - time.lowerBound) / seconds * Double(count))
            columns[max(0, min(count - 1, column))].lines += bar.lines
            columns[max(0, min(count - 1, column))].errors += bar.errors
        }
        return columns
    }

    /// `▁` to `█` for a part of the largest bar; a blank for nothing.
    static func symbol(_ lines: Int, of most: Int) -> String {
        guard lines > 0, most > 0 else { return " " }
        let symbols = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return symbols[min(7, max(0, (lines * 8 + most - 1) / most - 1))]
    }
}
