/// One spacing scalar with the combining scalars behind it, and the cells it takes.
public struct Glyph: Hashable, Sendable {
    /// The scalars.
    public var text: String
    /// 1 or 2 cells.
    public var width: Int
}

/// Text cut into what takes cells of its own, the way a terminal does it: scalar by scalar, not by grapheme, since
/// curses and most terminals give every spacing scalar of an emoji sequence its own cells. Tabs become blanks up to
/// the next multiple of eight (counted from the start of the text); other controls are left out.
public struct Glyphs: Sequence, IteratorProtocol {
    private var scalars: String.UnicodeScalarView.Iterator
    private var held: Unicode.Scalar?
    private var column = 0
    private var blanks = 0

    /// The glyphs of a text.
    public init(_ text: String) {
        scalars = text.unicodeScalars.makeIterator()
    }

    /// The next glyph, or nil at the end.
    public mutating func next() -> Glyph? {
        if blanks > 0 {
            blanks -= 1
            return Glyph(text: " ", width: 1)
        }
        while let scalar = held ?? scalars.next() {
            held = nil
            if scalar == "\t" {
                let count = 8 - column % 8
                column += count
                blanks = count - 1
                return Glyph(text: " ", width: 1)
            }
            let width = TextWidth.of(scalar)
            guard width > 0 else { continue }
            column += width
            if scalar.isASCII {
                held = scalars.next()
                if let following = held, following.isASCII || TextWidth.of(following) != 0 {
                    return Glyph(text: ASCIIText.of(scalar), width: 1)
                }
            }
            var text = String(Character(scalar))
            while let mark = held ?? scalars.next() {
                held = nil
                guard TextWidth.of(mark) == 0, mark != "\t", !TextWidth.isControl(mark) else {
                    held = mark
                    break
                }
                text.unicodeScalars.append(mark)
            }
            return Glyph(text: text, width: width)
        }
        return nil
    }
}

/// One string for each ASCII character, so that a screen of plain text makes none.
private enum ASCIIText {
    static let all = (0..<128).map { String(Character(Unicode.Scalar(UInt8($0)))) }
    static func of(_ scalar: Unicode.Scalar) -> String { all[Int(scalar.value)] }
}

extension String {
    /// The cells that the text takes on a line of its own.
    public var cellWidth: Int {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
        return Glyphs(self).reduce(0) { $0 + $1.width }
    }

    /// The text cut to a number of cells, with `…` where something was left out. With `keepingEnd`, the end stays.
    public func fitted(_ width: Int, keepingEnd: Bool = false) -> String {
        guard cellWidth > width else { return self }
        guard width > 1 else { return width == 1 ? "…" : "" }
        var used = 0
        var kept: [String] = []
        let glyphs = keepingEnd ? Array(Glyphs(self)).reversed() : Array(Glyphs(self))
        for glyph in glyphs {
            guard used + glyph.width <= width - 1 else { break }
            used += glyph.width
            kept.append(glyph.text)
        }
        return keepingEnd ? "…" + kept.reversed().joined() : kept.joined() + "…"
    }

    /// The text with blanks behind (or before) it up to a number of cells, cut where it is longer.
    public func padded(_ width: Int, left: Bool = false) -> String {
        let text = fitted(width)
        let blanks = String(repeating: " ", count: max(0, width - text.cellWidth))
        return left ? blanks + text : text + blanks
    }
}
