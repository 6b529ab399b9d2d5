import Support

/// Draws a search bar in a row: `/stock   2/12   n N`, and a text at the right end.
enum SearchBarView {
    /// The least width of the pattern: the text at the right gives way.
    private static let leastPattern = 16

    /// Draws the bar and puts the terminal's cursor at the caret while the user types.
    ///
    /// - Parameter rightText: facts about what is shown, such as `level ≥ INFO`; it is left out if there is no room.
    static func draw(_ bar: SearchBar, _ rightText: String = "", x: Int = 1, y: Int, width: Int, in grid: inout Grid) {
        guard width > 0, y >= 0, y < grid.size.height else { return }
        let end = x + width
        let facts = facts(bar)
        let factsWidth = facts.reduce(0) { $0 + 3 + $1.text.cellWidth }
        var at = x + grid.put(bar.mode.prompt, x: x, y: y, style: Style(.prompt, attributes: .bold), width: width)
        let room = max(1, end - at - factsWidth - 1)
        let (shown, caret) = window(bar, width: room)
        let start = at
        at += grid.put(shown, x: at, y: y, style: Style(.text), width: max(0, end - at))
        if bar.isTyping { grid.cursor = Grid.Position(x: min(start + caret, max(x, end - 1)), y: y) }
        for fact in facts where at + 3 + fact.text.cellWidth <= end {
            at += 3
            at += grid.put(fact.text, x: at, y: y, style: fact.style)
        }
        let right = rightText.cellWidth
        if right > 0, at + 3 + right <= end, right + leastPattern <= width {
            grid.put(rightText, x: end - right, y: y, style: Style(.dim))
        }
    }

    /// Whether the pattern is wrong, the number of matches, and the keys for them.
    private static func facts(_ bar: SearchBar) -> [(text: String, style: Style)] {
        if let problem = bar.problem { return [(problem, Style(.error))] }
        guard bar.pattern != nil else { return [] }
        guard let count = bar.count else { return [("…", Style(.dim))] }
        guard count > 0 else { return [("no match", Style(.warning))] }
        switch bar.mode {
        case .only, .hide: return [(Count.text(count, "line"), Style(.dim))]
        case .search:
            let number = bar.current.map { "\(Count.text($0))/" } ?? ""
            return [("\(number)\(Count.text(count))", Style(.dim)), ("n N", Style(.dim))]
        }
    }

    /// The part of the text that is shown, with the caret in it, and the caret's column in that part.
    private static func window(_ bar: SearchBar, width: Int) -> (text: String, caret: Int) {
        let characters = Array(bar.text)
        let widths = characters.map { String($0).cellWidth }
        var first = 0
        var before = widths[..<bar.caret].reduce(0, +)
        while before > max(0, width - 1), first < bar.caret {
            before -= widths[first]
            first += 1
        }
        return (String(characters[first...]).fitted(width), before)
    }
}
