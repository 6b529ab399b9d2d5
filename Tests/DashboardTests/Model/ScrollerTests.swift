import TestSupport
import Testing

@testable import Dashboard

/// Compares the scroller with a flat list of all rows, for lines of random heights, including hidden ones.
@Suite struct ScrollerTests {
    /// A pane and its rows laid out.
    struct Flat {
        let heights: [Int]
        let scroller: Scroller
        /// Every row as line and row of that line.
        let all: [ScrollPosition]

        init(heights: [Int], pane: Int) {
            self.heights = heights
            scroller = Scroller(count: heights.count, height: pane) { heights[$0] }
            all = heights.indices.flatMap { line in (0..<heights[line]).map { ScrollPosition(line: line, row: $0) } }
        }

        /// The last first row that leaves no empty rows which text could fill.
        var lowest: Int { max(0, all.count - scroller.height) }

        /// The visible rows from a row on.
        func seen(from index: Int) -> [ScrollPosition] { Array(all.dropFirst(index).prefix(scroller.height)) }

        func seen(from position: ScrollPosition) -> [ScrollPosition] {
            scroller.visible(from: position).map { ScrollPosition(line: $0.line, row: $0.row) }
        }

        /// The first row that is not before a position.
        func index(of position: ScrollPosition) -> Int { all.firstIndex { $0 >= position } ?? all.count }
    }

    static let seeds = Array(UInt64(1)...200)

    private func flat(_ random: inout SeededGenerator) -> Flat {
        let heights = (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0...4, using: &random) }
        return Flat(heights: heights, pane: Int.random(in: 1...8, using: &random))
    }

    @Test(arguments: seeds)
    func `the bottom shows the last rows`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let flat = flat(&random)
        #expect(flat.seen(from: flat.scroller.bottom) == flat.seen(from: flat.lowest))
    }

    @Test(arguments: seeds)
    func `the visible rows begin at the position`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let flat = flat(&random)
        for (index, position) in flat.all.enumerated() {
            #expect(flat.seen(from: position) == flat.seen(from: index))
        }
        #expect(flat.seen(from: ScrollPosition(line: flat.heights.count)) == [])
    }

    @Test(arguments: seeds)
    func `up moves by the number of rows, at most to the start`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let flat = flat(&random)
        for (index, position) in flat.all.enumerated() {
            for amount in [0, 1, 2, 5, 1 << 40] {
                let place = flat.scroller.up(from: position, by: amount)
                #expect(flat.seen(from: place) == flat.seen(from: max(0, index - amount)), "\(position) by \(amount)")
            }
        }
    }

    @Test(arguments: seeds)
    func `down moves by the number of rows, at most to the bottom`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let flat = flat(&random)
        for (index, position) in flat.all.enumerated() {
            for amount in [0, 1, 2, 5, 1 << 40] {
                let place = flat.scroller.down(from: position, by: amount)
                let wanted = min(index + amount, flat.lowest)
                #expect(flat.seen(from: place) == flat.seen(from: wanted), "\(position) by \(amount)")
            }
        }
    }

    @Test(arguments: seeds)
    func `an invalid position is clamped to the nearest valid one, at most the bottom`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let flat = flat(&random)
        for line in 0..<(flat.heights.count + 3) {
            for row in 0..<6 {
                let existing =
                    line < flat.heights.count ? min(row, max(0, flat.heights[line] - 1)) : 0
                let wanted = min(flat.index(of: ScrollPosition(line: line, row: existing)), flat.lowest)
                let place = flat.scroller.clamped(ScrollPosition(line: line, row: row))
                #expect(flat.seen(from: place) == flat.seen(from: wanted), "line \(line), row \(row)")
            }
        }
    }

    @Test(arguments: seeds)
    func `up and down by the same amount returns to the position`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let flat = flat(&random)
        for index in flat.all.indices where index <= flat.lowest {
            for amount in 0...index {
                let up = flat.scroller.up(from: flat.all[index], by: amount)
                let back = flat.scroller.down(from: up, by: amount)
                #expect(flat.seen(from: back) == flat.seen(from: index))
            }
        }
    }

    @Test func `a scroller without lines stays at its start`() {
        let empty = Flat(heights: [], pane: 3).scroller
        #expect(empty.bottom == ScrollPosition())
        #expect(empty.down(from: ScrollPosition(), by: 5) == ScrollPosition())
        #expect(empty.clamped(ScrollPosition(line: 4, row: 2)) == ScrollPosition())
        #expect(empty.visible(from: ScrollPosition()).isEmpty)
    }

    @Test func `the scroller measures only lines near the position`() {
        var looks = 0
        let scroller = Scroller(count: 1_000_000, height: 30) { _ in
            looks += 1
            return 1
        }
        let top = scroller.up(from: scroller.bottom, by: 30)
        _ = scroller.down(from: top, by: 10)
        _ = scroller.visible(from: scroller.clamped(top))
        #expect(looks < 300)
    }
}
