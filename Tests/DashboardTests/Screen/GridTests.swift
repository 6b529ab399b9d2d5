import TestSupport
import Testing

@testable import Dashboard

@Suite struct GridTests {
    private func grid(_ width: Int, _ height: Int = 1) -> Grid { Grid(Size(width: width, height: height)) }
    private func texts(_ grid: Grid) -> [String] { grid.cells.map(\.text) }

    @Test func `a new grid is blank and has its size`() {
        #expect(texts(grid(2, 2)) == [" ", " ", " ", " "])
        #expect(grid(0, 0).cells.isEmpty)
        #expect(grid(-3, 5).size == Size(width: 0, height: 5))
    }

    @Test func `put writes styled text from a cell on and returns the cells used`() {
        var grid = grid(5)
        #expect(grid.put("ab", x: 1, y: 0, style: Style(.error)) == 2)
        #expect(texts(grid) == [" ", "a", "b", " ", " "])
        #expect(grid[1, 0].style == Style(.error))
        #expect(grid[3, 0].style == Style())
    }

    @Test func `text is cut at the right edge and at its width limit`() {
        var grid = grid(5)
        #expect(grid.put("abcdefg", x: 2, y: 0) == 3)
        #expect(grid.row(0) == "  abc")
        #expect(grid.put("xyz", x: 0, y: 0, width: 2) == 2)
        #expect(grid.row(0) == "xyabc")
    }

    @Test func `text outside the grid is not drawn`() {
        var grid = grid(3, 2)
        for (x, y, width) in [(3, 0, 5), (9, 0, 5), (0, 2, 5), (0, -1, 5), (0, 0, 0), (0, 0, -1)] {
            #expect(grid.put("abc", x: x, y: y, width: width) == 0)
        }
        #expect(grid == self.grid(3, 2))
    }

    @Test func `text that begins left of the screen is drawn from its visible part on`() {
        var grid = grid(3)
        grid.put("abcd", x: -2, y: 0)
        #expect(grid.row(0) == "cd")
        grid.put("空の", x: -1, y: 0)
        #expect(texts(grid) == [" ", "の", ""])
    }

    @Test func `a wide character takes two cells, or is a blank if only one is left`() {
        var grid = grid(4)
        #expect(grid.put("空の", x: 0, y: 0) == 4)
        #expect(texts(grid) == ["空", "", "の", ""])
        grid = self.grid(3)
        #expect(grid.put("空の", x: 0, y: 0) == 3)
        #expect(texts(grid) == ["空", "", " "])
        grid = self.grid(4)
        grid.put("xxxx", x: 0, y: 0)
        grid.put("空の", x: 0, y: 0, width: 3)
        #expect(texts(grid) == ["空", "", " ", "x"])
    }

    @Test func `the remaining half of an overwritten wide character is a blank`() {
        var grid = grid(4)
        grid.put("空の", x: 0, y: 0)
        grid.put("x", x: 1, y: 0)
        #expect(texts(grid) == [" ", "x", "の", ""])
        grid.put("y", x: 2, y: 0)
        #expect(texts(grid) == [" ", "x", "y", " "])
    }

    @Test func `a wide character over halves of two others leaves blanks beside it`() {
        var grid = grid(4)
        grid.put("空の", x: 0, y: 0)
        grid.put("カ", x: 1, y: 0)
        #expect(texts(grid) == [" ", "カ", "", " "])
    }

    @Test func `marks share the cell, controls are not drawn`() {
        var grid = grid(4)
        #expect(grid.put("e\u{301}\u{0}x\r\n\u{1B}", x: 0, y: 0) == 2)
        #expect(texts(grid) == ["e\u{301}", "x", " ", " "])
    }

    @Test func `a filled rectangle turns halves of wide characters into blanks`() {
        var grid = grid(6, 2)
        grid.put("空のカ", x: 0, y: 0)
        grid.fill(Rect(x: 1, y: 0, width: 4, height: 1), "─", style: Style(.border))
        #expect(texts(grid)[..<6] == [" ", "─", "─", "─", "─", " "])
        #expect(grid.row(1) == "")
    }

    @Test(arguments: [
        Rect(x: 9, y: 0, width: 2, height: 2), Rect(x: 0, y: 9, width: 2, height: 2),
        Rect(x: -5, y: -5, width: 2, height: 2), Rect(x: 0, y: 0, width: -1, height: 2),
        Rect(x: 1, y: 1, width: 0, height: 0), Rect(x: 2, y: 2, width: -5, height: -5),
    ])
    func `a rectangle outside the grid changes nothing`(rect: Rect) {
        var grid = grid(3, 3)
        grid.fill(rect, "x", style: Style(.error))
        grid.highlight(rect, .selection)
        #expect(grid == self.grid(3, 3))
    }

    @Test func `a rectangle is clipped to the grid`() {
        var grid = grid(3, 3)
        grid.fill(Rect(x: -1, y: 1, width: 3, height: 9), "x", style: Style())
        #expect((0..<3).map(grid.row) == ["", "xx", "xx"])
        grid.highlight(Rect(x: 2, y: -1, width: 9, height: 2), .bar)
        #expect(
            grid.cells.map { $0.style.highlight == .bar } == [false, false, true] + Array(repeating: false, count: 6))
    }

    @Test func `a row's text has no trailing blanks`() {
        var grid = grid(8)
        grid.put("a 空 ", x: 1, y: 0)
        #expect(grid.row(0) == " a 空")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `random drawing leaves the cells valid`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var grid = grid(Int.random(in: 1...12, using: &random), Int.random(in: 1...3, using: &random))
        let pieces = [
            "a", "空", "e\u{301}", "\u{301}", "\t", "\u{0}", "👩\u{200D}💻", " ", "─", "\u{1B}[m", "ｶ", "\u{85}",
        ]
        for _ in 0..<300 {
            let x = Int.random(in: -4...14, using: &random)
            let y = Int.random(in: -1...4, using: &random)
            let width = Int.random(in: -1...14, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: grid.fill(Rect(x: x, y: y, width: width, height: 2), style: Style(.dim))
            case 1: grid.highlight(Rect(x: x, y: y, width: width, height: 2), .selection)
            default:
                let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    pieces.randomElement(using: &random) ?? ""
                }
                grid.put(text.joined(), x: x, y: y, width: width)
            }
            try #require(grid.mistakes == [])
        }
    }
}
