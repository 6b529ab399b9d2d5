/// One spacing scalar with the combining scalars after it, and its width.
public struct Glyph: Hashable, Sendable {
    /// The scalars.
    public var text: String
    /// 1 or 2 cells.
    public var width: Int
}

/// Text split into units with their own cells, the way a terminal does it: by scalar, not by grapheme, since curses and
/// most terminals give every spacing scalar of an emoji sequence its own cells. Tabs become blanks up to the next
/// multiple of eight (counted from the start of the text), a line break within the text is ` ⏎ `, and other controls
/// are left out. Invisible scalars become a replacement character, since they would reorder or hide the text next to
/// them.
public struct Glyphs: Sequence, IteratorProtocol {
    private var scalars: String.UnicodeScalarView.Iterator
    private var held: Unicode.Scalar?
    private var column = 0
    private var blanks = 0
    private var previous: Unicode.Scalar?
    private var pending: [Glyph] = []

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
        if !pending.isEmpty { return pending.removeFirst() }
        while let scalar = held ?? scalars.next() {
            held = nil
            defer { previous = scalar }
            if scalar == "\t" {
                let count = 8 - column % 8
                column += count
                blanks = count - 1
                return Glyph(text: " ", width: 1)
            }
            if scalar.isLineBreak {
                guard let mark = lineBreak() else { continue }
                return mark
            }
            if Self.isHidden(scalar, behind: previous) {
                column += 1
                return Glyph(text: Self.replacement, width: 1)
            }
            let width = TextWidth.of(scalar)
            guard width > 0 else { continue }
            column += width
            if scalar.isASCII {
                held = scalars.next()
                if let following = held, following.isASCII || TextWidth.of(following) != 0 {
                    return Glyph(text: Glyph.text(ofASCII: UInt8(scalar.value)), width: 1)
                }
            }
            var text = String(Character(scalar))
            var last = scalar
            while let mark = held ?? scalars.next() {
                held = nil
                guard TextWidth.of(mark) == 0, !mark.isControl, !mark.isLineBreak,
                    !Self.isHidden(mark, behind: last)
                else {
                    held = mark
                    break
                }
                text.unicodeScalars.append(mark)
                last = mark
            }
            return Glyph(text: text, width: width)
        }
        return nil
    }

    private static let replacement = "\u{FFFD}"

    /// Whether a scalar is invisible and not a part of the character before it.
    private static func isHidden(_ scalar: Unicode.Scalar, behind previous: Unicode.Scalar?) -> Bool {
        guard scalar.value >= 0xAD else { return false }
        if scalar.isInvisible { return true }
        return scalar.isJoiner && !scalar.isPart(of: previous)
    }

    /// The mark of a line break, unless it ends the text.
    private mutating func lineBreak() -> Glyph? {
        var next = scalars.next()
        while let scalar = next, scalar != "\t", scalar.isControl || scalar.isLineBreak {
            next = scalars.next()
        }
        guard next != nil else { return nil }
        held = next
        column += 3
        pending = [Glyph(text: "⏎", width: 1), Glyph(text: " ", width: 1)]
        return Glyph(text: " ", width: 1)
    }
}

extension Glyph {
    /// One string for each ASCII character, so that drawing plain text creates none.
    private static let ascii = (0..<128).map { String(Character(Unicode.Scalar(UInt8($0)))) }

    /// The text of an ASCII character.
    public static func text(ofASCII byte: UInt8) -> String { ascii[Int(byte)] }
}

extension String {
    /// Whether all of it is printable ASCII, of which each character takes one cell. Nearly all text is.
    public var isPlainASCII: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

    /// The width of the text on one line, in cells.
    public var cellWidth: Int {
        if isPlainASCII { return utf8.count }
        return Glyphs(self).reduce(0) { $0 + $1.width }
    }

    /// The text cut to a width, with `…` at its end if something was cut off.
    public func fitted(_ width: Int) -> String {
        guard cellWidth > width else { return self }
        guard width > 0 else { return "" }
        return Self.beginning(Glyphs(self), width - 1).map(\.text).joined() + "…"
    }

    /// The text cut to a width, with `…` in its middle if something was cut out: names that differ at their ends still
    /// do.
    public func fittedKeepingEnds(_ width: Int) -> String {
        guard cellWidth > width else { return self }
        guard width > 0 else { return "" }
        let end = Self.beginning(Array(Glyphs(self)).reversed(), (width - 1) / 2).reversed()
        let start = Self.beginning(Glyphs(self), width - 1 - end.reduce(0) { $0 + $1.width })
        return (start + [Glyph(text: "…", width: 1)] + end).map(\.text).joined()
    }

    /// The end of the text in a width, with `…` before it if something was cut off.
    public func fittedToEnd(_ width: Int) -> String {
        guard cellWidth > width else { return self }
        guard width > 0 else { return "" }
        return "…" + Self.beginning(Array(Glyphs(self)).reversed(), width - 1).reversed().map(\.text).joined()
    }

    /// The first glyphs that fit.
    private static func beginning(_ glyphs: some Sequence<Glyph>, _ width: Int) -> [Glyph] {
        var used = 0
        return Array(
            glyphs.prefix { glyph in
                used += glyph.width
                return used <= width
            })
    }

    /// The text padded with blanks to a width, or cut if it is longer.
    public func padded(_ width: Int) -> String {
        let text = fitted(width)
        return text + String(repeating: " ", count: max(0, width - text.cellWidth))
    }
}
