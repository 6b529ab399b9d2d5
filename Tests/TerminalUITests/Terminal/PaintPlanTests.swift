import Dashboard
import Testing

@testable import TerminalUI

@Suite("Runs that are sent")
struct PaintPlanTests {
    private func grid(_ rows: [String], width: Int = 10, style: Style = Style()) -> Grid {
        var grid = Grid(Size(width: width, height: rows.count))
        for (y, row) in rows.enumerated() { grid.put(row, x: 0, y: y, style: style) }
        return grid
    }

    private func plan(_ old: Grid?, _ new: Grid, screen: Size? = nil) -> [Run] {
        PaintPlan.runs(from: old, to: new, screen: screen ?? new.size)
    }

    @Test("if the screen's content is unknown, every row is sent to its end")
    func everything() {
        let runs = plan(nil, grid(["ab", "c"], width: 4))
        #expect(runs.map(\.text) == ["ab  ", "c   "])
        #expect(runs.map(\.y) == [0, 1])
    }

    @Test("the same grid sends nothing")
    func nothing() {
        let same = grid(["hello", "空のカ"])
        #expect(plan(same, same).isEmpty)
    }

    @Test("only the part of a row that differs is sent, split at each change of style")
    func difference() {
        let old = grid(["0123456789", "same"])
        var new = old
        new.put("A", x: 2, y: 0, style: Style(.error))
        new.put("B", x: 5, y: 0)
        #expect(
            plan(old, new) == [
                Run(x: 2, y: 0, style: Style(.error), cells: ["A"]),
                Run(x: 3, y: 0, style: Style(), cells: ["3", "4", "B"]),
            ])
    }

    @Test("a change of style alone is sent")
    func style() {
        let old = grid(["abc"], width: 3)
        var new = old
        new.highlight(Rect(x: 0, y: 0, width: 3, height: 1), .selection)
        #expect(plan(old, new) == [Run(x: 0, y: 0, style: Style(highlight: .selection), cells: ["a", "b", "c"])])
    }

    @Test("a wide character is sent whole, whichever half of it changed")
    func wide() {
        let old = grid(["ab空cd"])
        var covered = old
        covered.put("x", x: 3, y: 0)
        #expect(plan(old, covered).map(\.text) == [" x"])
        #expect(plan(covered, old).map(\.cells) == [["空", ""]])
    }

    @Test("half of a wide character becomes a blank, and both halves have the same style")
    func halves() {
        var grid = Grid(Size(width: 6, height: 1))
        grid.put("空空", x: 1, y: 0)
        grid.put("空", x: 0, y: 0)
        let runs = plan(nil, grid)
        #expect(runs.flatMap(\.cells) == ["空", "", " ", "空", "", " "])
        grid.highlight(Rect(x: 0, y: 0, width: 1, height: 1), .selection)
        #expect(plan(nil, grid).first == Run(x: 0, y: 0, style: Style(highlight: .selection), cells: ["空", ""]))
    }

    @Test("a grid larger than the screen is cut; a wide character at the edge becomes a blank")
    func larger() {
        let runs = plan(nil, grid(["abc空d", "second", "third"]), screen: Size(width: 4, height: 2))
        #expect(runs.map(\.text) == ["abc ", "seco"])
    }

    @Test("a grid smaller than the screen is followed by blanks, sent once")
    func smaller() {
        let small = grid(["ab"], width: 2)
        let screen = Size(width: 4, height: 2)
        #expect(plan(nil, small, screen: screen).map(\.text) == ["ab  ", "    "])
        #expect(plan(small, small, screen: screen).isEmpty)
    }

    @Test("a grid of another size is sent whole")
    func otherSize() {
        let runs = plan(grid(["ab"], width: 2), grid(["ab"], width: 3))
        #expect(runs.map(\.text) == ["ab "])
    }

    @Test("a screen without cells sends nothing", arguments: [Size(width: 0, height: 0), Size(width: 3, height: 0)])
    func empty(screen: Size) {
        #expect(plan(nil, grid(["abc"]), screen: screen).isEmpty)
    }

    @Test("runs change one grid into another, wherever the changes are")
    func completeness() {
        var generator = SystemRandomNumberGenerator()
        let texts = ["a", "bc", "空", "👍é", "e\u{301}x", "    "]
        let size = Size(width: 12, height: 3)
        var shown = Grid(size)
        for _ in 0..<300 {
            var next = shown
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                next.put(
                    texts.randomElement(using: &generator) ?? "", x: Int.random(in: -1..<12, using: &generator),
                    y: Int.random(in: 0..<3, using: &generator), style: Style(Bool.random() ? .text : .error))
            }
            var screen = cells(plan(nil, shown), size)
            for run in plan(shown, next) {
                for (offset, cell) in run.cells.enumerated() {
                    screen[run.y * size.width + run.x + offset] = Cell(cell, run.style)
                }
            }
            #expect(screen == cells(plan(nil, next), size))
            shown = next
        }
    }

    private func cells(_ runs: [Run], _ size: Size) -> [Cell] {
        runs.flatMap { run in run.cells.map { Cell($0, run.style) } }
    }
}
