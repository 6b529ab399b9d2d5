import Support

/// The size of the screen or of a part of it, in cells.
public struct Size: Hashable, Sendable {
    /// Cells across.
    public var width: Int
    /// Cells down.
    public var height: Int
    /// A size in cells.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// A part of the screen, in cells from the top left corner.
public struct Rect: Hashable, Sendable {
    /// The left column, 0 at the left edge.
    public var x: Int
    /// The top row, 0 at the top edge.
    public var y: Int
    /// Cells across.
    public var width: Int
    /// Cells down.
    public var height: Int
    /// A rectangle in cells.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
    /// Whether a cell is inside.
    public func contains(x column: Int, y row: Int) -> Bool {
        column >= x && column < x + width && row >= y && row < y + height
    }
    /// The rectangle inside a frame of one cell; at least empty.
    public var inner: Rect { Rect(x: x + 1, y: y + 1, width: max(0, width - 2), height: max(0, height - 2)) }
}

/// One cell of the screen.
public struct Cell: Hashable, Sendable {
    /// One spacing scalar and the combining ones after it; empty in the second cell of a wide one. Never a control.
    public var text: String
    /// Its style.
    public var style: Style
    /// A cell.
    public init(_ text: String, _ style: Style = Style()) {
        self.text = text
        self.style = style
    }
}

/// The whole screen as a value: views draw into it, tests read it, the painter gives it to curses.
public struct Grid: Hashable, Sendable {
    /// Its size in cells.
    public let size: Size
    /// Row by row, `size.width * size.height` of them.
    public private(set) var cells: [Cell]
    /// The position of the terminal's cursor (in a prompt); nil to hide it.
    public var cursor: Position?

    /// A place on the screen.
    public struct Position: Hashable, Sendable {
        /// Column from the left, from 0.
        public var x: Int
        /// Row from the top, from 0.
        public var y: Int
        /// A place in cells.
        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    /// An empty screen.
    public init(_ size: Size) {
        self.size = Size(width: max(0, size.width), height: max(0, size.height))
        cells = Array(repeating: Cell(" "), count: self.size.width * self.size.height)
    }

    /// The cell in an existing column and row.
    public subscript(x: Int, y: Int) -> Cell { cells[y * size.width + x] }

    /// Draws text from a cell on, up to `width` cells or the right edge. A wide character that would not fit is
    /// replaced by a blank; controls are not drawn. Returns the number of cells used.
    @discardableResult
    public mutating func put(_ text: String, x: Int, y: Int, style: Style = Style(), width: Int = .max) -> Int {
        guard y >= 0, y < size.height, x < size.width, width > 0 else { return 0 }
        let end = width > size.width - x ? size.width : x + width
        var column = x
        if text.isPlainASCII {
            for byte in text.utf8.prefix(end - x) {
                if column >= 0 { set(Glyph.text(ofASCII: byte), style, column, y) }
                column += 1
            }
            return column - x
        }
        for glyph in Glyphs(text) {
            guard column + glyph.width <= end else {
                fill(Rect(x: column, y: y, width: end - column, height: 1), style: style)
                column = end
                break
            }
            if column >= 0 {
                place(glyph, style, column, y)
            } else {
                fill(Rect(x: column, y: y, width: glyph.width, height: 1), style: style)
            }
            column += glyph.width
        }
        return column - x
    }

    /// Fills a rectangle with one narrow character.
    public mutating func fill(_ rect: Rect, _ text: String = " ", style: Style) {
        for y in rows(of: rect) {
            for x in columns(of: rect) { set(text, style, x, y) }
        }
    }

    /// Changes the highlight of all cells in a rectangle, but not of those that have the other one.
    public mutating func highlight(_ rect: Rect, _ highlight: Highlight, besides kept: Highlight? = nil) {
        for y in rows(of: rect) {
            for x in columns(of: rect) where cells[y * size.width + x].style.highlight != kept {
                cells[y * size.width + x].style.highlight = highlight
            }
        }
    }

    /// A row as text without trailing blanks, for tests.
    public func row(_ y: Int) -> String {
        var text = cells[(y * size.width)..<((y + 1) * size.width)].map(\.text).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    private func rows(of rect: Rect) -> Range<Int> { Self.common(rect.y, rect.height, size.height) }
    private func columns(of rect: Rect) -> Range<Int> { Self.common(rect.x, rect.width, size.width) }

    /// The part of a range of cells that is on the screen; empty if it is outside.
    private static func common(_ start: Int, _ length: Int, _ limit: Int) -> Range<Int> {
        let lower = max(0, min(start, limit))
        return lower..<max(lower, min(limit, start + length))
    }

    private mutating func place(_ glyph: Glyph, _ style: Style, _ x: Int, _ y: Int) {
        set(glyph.text, style, x, y)
        if glyph.width == 2 { set("", style, x + 1, y) }
    }

    /// Sets one cell. If that cuts a wide character, its other half becomes a blank.
    private mutating func set(_ text: String, _ style: Style, _ x: Int, _ y: Int) {
        let index = y * size.width + x
        if cells[index].text.isEmpty, x > 0, !text.isEmpty { cells[index - 1].text = " " }
        if x + 1 < size.width, cells[index + 1].text.isEmpty { cells[index + 1].text = " " }
        cells[index] = Cell(text, style)
    }
}
