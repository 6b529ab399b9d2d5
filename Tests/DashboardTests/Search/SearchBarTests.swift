import LambdaModel
import Support
import Testing

@testable import Dashboard

/// The line for a search or a filter: keys, history, and how it is drawn.
@Suite struct SearchBarTests {
    private func bar(_ keys: String = "", _ more: Key...) -> SearchBar {
        var bar = SearchBar()
        bar.begin(.search)
        for character in keys { _ = bar.handle(.character(character)) }
        for key in more { _ = bar.handle(key) }
        return bar
    }

    /// The bar in a row, with its caret as `▏`.
    private func drawn(_ bar: SearchBar, _ right: String = "", width: Int = 60) -> String {
        var grid = Grid(Size(width: width + 2, height: 1))
        SearchBarView.draw(bar, right, y: 0, width: width, in: &grid)
        var cells = (0..<grid.size.width).map { grid[$0, 0].text }
        if let cursor = grid.cursor { cells.insert("▏", at: cursor.x) }
        #expect(grid.mistakes == [])
        var row = cells.joined()
        while row.last == " " { row.removeLast() }
        return String(row.dropFirst())
    }

    @Test(arguments: [
        ([Key.left, .character("x")], "stocxk", 5), ([.home, .delete], "tock", 0), ([.backspace], "stoc", 4),
        ([.left, .left, .control("u")], "ck", 0), ([.left, .control("k")], "stoc", 4), ([.control("w")], "", 0),
        ([.character(" "), .character("a"), .control("w")], "stock ", 6), ([.home, .backspace], "stock", 0),
        ([.end, .delete], "stock", 5), ([.character("\u{1}")], "stock", 5), ([.character("空")], "stock空", 6),
    ])
    func `keys edit the pattern`(keys: [Key], text: String, caret: Int) {
        var bar = bar("stock")
        for key in keys { _ = bar.handle(key) }
        #expect(bar.text == text)
        #expect(bar.caret == caret)
        #expect(bar.isTyping)
        #expect(bar.pattern?.text == (text.isEmpty ? nil : text))
    }

    @Test func `a closed bar opens with / or &, and answers n and N if there is a search`() {
        var bar = SearchBar()
        #expect(bar.handle(.character("n")) == .ignored)
        #expect(bar.handle(.escape) == .ignored)
        #expect(bar.handle(.character("/")) == .changed)
        #expect(bar.handle(.character("n")) == .changed)
        #expect(bar.handle(.enter) == .kept)
        #expect(bar.handle(.character("n")) == .next)
        #expect(bar.handle(.character("N")) == .previous)
        #expect(bar.handle(.character("j")) == .ignored)
        #expect(bar.handle(.escape) == .cleared)
        #expect(!bar.isVisible)
        #expect(bar.handle(.character("&")) == .changed)
        #expect(bar.mode == .only)
        _ = bar.handle(.character("a"))
        #expect(bar.handle(.enter) == .kept)
        #expect(bar.handle(.character("n")) == .ignored)
    }

    @Test func `an exclamation mark at the start of a filter inverts it, and Backspace reverts that`() {
        var bar = SearchBar()
        bar.begin(.only)
        #expect(bar.handle(.character("!")) == .changed)
        #expect(bar.mode == .hide)
        _ = bar.handle(.character("!"))
        #expect(bar.mode == .only)
        _ = bar.handle(.character("!"))
        _ = bar.handle(.character("a"))
        _ = bar.handle(.character("!"))
        #expect(bar.text == "a!")
        #expect(bar.mode == .hide)
        for expected in [SearchBarAction.changed, .changed, .changed, .cleared] {
            #expect(bar.handle(.backspace) == expected)
        }
        bar.begin(.search)
        _ = bar.handle(.character("!"))
        #expect(bar.text == "!")
    }

    @Test func `up and down recall earlier searches and return to the one being typed`() {
        var bar = SearchBar()
        for text in ["one", "two", "one"] {
            bar.begin(.search)
            _ = bar.paste(text)
            _ = bar.handle(.enter)
        }
        #expect(bar.history == ["two", "one"])
        bar.begin(.search)
        _ = bar.handle(.character("x"))
        #expect(bar.handle(.down) == .none)
        var seen: [String] = []
        for key in [Key.up, .up, .up, .down, .down, .down] {
            _ = bar.handle(key)
            seen.append(bar.text)
        }
        #expect(seen == ["one", "two", "two", "one", "x", "x"])
    }

    @Test func `Enter keeps a pattern that can be used, and Esc removes it`() {
        var wrong = bar("a(", .enter)
        #expect(wrong.isTyping)
        #expect(wrong.problem != nil)
        #expect(wrong.pattern == nil)
        #expect(wrong.handle(.escape) == .cleared)
        #expect(!wrong.isVisible)
        var empty = bar()
        #expect(empty.handle(.enter) == .cleared)
        #expect(!empty.isTyping)
    }

    @Test func `only the first line of a paste is taken, without controls, up to a limit`() {
        var bar = bar()
        #expect(bar.paste("a\tb\u{1B}c\r\nsecond") == .changed)
        #expect(bar.text == "abc")
        _ = bar.paste(String(repeating: "x", count: 500))
        #expect(bar.text.count == 200)
        #expect(bar.paste("y") == .none)
        #expect(SearchBar().isTyping == false)
    }

    @Test func `the row shows the pattern, the matches and the facts at the right`() {
        var bar = bar("stock")
        #expect(drawn(bar) == "/stock▏   …")
        (bar.count, bar.current) = (12, 2)
        let gap = String(repeating: " ", count: 29)
        #expect(drawn(bar, "level ≥ INFO") == "/stock▏   2/12   n N" + gap + "level ≥ INFO")
        #expect(drawn(bar, "level ≥ INFO", width: 30) == "/stock▏   2/12   n N")
        (bar.count, bar.current) = (0, nil)
        #expect(drawn(bar) == "/stock▏   no match")
        bar.begin(.only)
        _ = bar.handle(.character("!"))
        _ = bar.paste("x")
        bar.count = 3_000
        #expect(drawn(bar) == "&!x▏   3,000 lines")
    }

    @Test func `a long or wide pattern is shown around the caret at every width`() {
        var bar = bar("空のカート" + String(repeating: "long ", count: 20) + "終わり")
        bar.count = 7
        for step in 0..<130 {
            for width in 1...40 {
                var grid = Grid(Size(width: width + 2, height: 1))
                SearchBarView.draw(bar, "right", y: 0, width: width, in: &grid)
                #expect(grid.mistakes == [])
                #expect(grid.cursor.map { (1..<(width + 2)).contains($0.x) } == true, "\(step) \(width)")
            }
            _ = bar.handle(.left)
        }
    }
}
