import Support

/// A line of text that the user types.
struct EditableLine: Hashable, Sendable {
    /// The text.
    private(set) var text: String
    /// How many characters are left of the cursor.
    private(set) var cursor: Int

    /// A line with the cursor at its end.
    init(_ text: String = "") { (self.text, cursor) = (text, text.count) }

    /// Moves the cursor to the place after so many characters.
    mutating func place(_ cursor: Int) { self.cursor = max(0, min(text.count, cursor)) }

    /// Inserts text at the cursor. Controls and line breaks are left out.
    mutating func insert(_ new: String) {
        let plain = String(new.unicodeScalars.filter { !$0.isControl && !$0.isLineBreak }.map(Character.init))
        var characters = Array(text)
        characters.insert(contentsOf: plain, at: cursor)
        // A combining character joins its neighbour.
        let before = String(characters[..<cursor]) + plain
        (text, cursor) = (String(characters), before.count)
    }

    /// Takes a key that edits; returns false for all others.
    mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .backspace: delete(from: cursor - 1, to: cursor)
        case .delete, .control("d"): delete(from: cursor, to: cursor + 1)
        case .left, .control("b"): place(cursor - 1)
        case .right, .control("f"): place(cursor + 1)
        case .home, .control("a"): place(0)
        case .end, .control("e"): place(text.count)
        case .control("u"): delete(from: 0, to: cursor)
        case .control("k"): delete(from: cursor, to: text.count)
        case .control("w"): delete(from: startOfWord, to: cursor)
        default: return false
        }
        return true
    }

    private var startOfWord: Int {
        let before = Array(text.prefix(cursor))
        let end = before.lastIndex { !" -_./".contains($0) } ?? -1
        return (before[..<(end + 1)].lastIndex { " -_./".contains($0) } ?? -1) + 1
    }

    private mutating func delete(from start: Int, to end: Int) {
        let characters = Array(text)
        let (start, end) = (max(0, start), min(characters.count, end))
        guard start < end else { return }
        text = String(characters[..<start] + characters[end...])
        cursor = start
    }

    /// Draws the line, scrolled so that the cursor is visible, and places the terminal's cursor.
    ///
    /// - Returns: the cells used.
    @discardableResult
    func draw(x: Int, y: Int, width: Int, style: Style, in grid: inout Grid) -> Int {
        guard width > 0 else { return 0 }
        let before = String(text.prefix(cursor))
        // One cell is left for the cursor after the last character.
        let shown = before.fittedToEnd(width - 1)
        let used = grid.put(shown, x: x, y: y, style: style)
        grid.cursor = Grid.Position(x: x + used, y: y)
        let rest = String(text.dropFirst(cursor)).fitted(max(0, width - used))
        return max(used + 1, used + grid.put(rest, x: x + used, y: y, style: style, width: width - used))
    }
}
