/// How a terminal, or a reader, treats a character.
extension Unicode.Scalar {
    /// C0 and C1 controls and DEL: nothing that a terminal may be sent.
    @inlinable
    public var isControl: Bool { value < 0x20 || (value >= 0x7F && value < 0xA0) }

    /// Whether it is a line break of any kind.
    @inlinable
    public var isLineBreak: Bool {
        switch self {
        case "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// Characters that have no width and are not part of a letter: they change the direction of others, or make two
    /// different names look alike (Unicode: Default_Ignorable_Code_Point; the interlinear annotations). ``isJoiner``
    /// covers joiners and variation selectors.
    public var isInvisible: Bool {
        if value < 0x300 { return value == 0xAD }
        if (0xFFF9...0xFFFB).contains(value) { return true }
        return properties.isDefaultIgnorableCodePoint && !isJoiner
    }

    /// Joiners and variation selectors: invisible, and part of emoji and of some scripts.
    public var isJoiner: Bool {
        switch value {
        case 0x200C, 0x200D, 0x180B...0x180D, 0x180F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
        default: false
        }
    }

    /// Whether a joiner or variation selector belongs to the character before it: there is one, which is not ASCII, or a
    /// selector is part of the emoji of a key (`1️⃣`). Elsewhere it only makes two texts look alike.
    public func isPart(of previous: Unicode.Scalar?) -> Bool {
        guard let previous, !previous.isJoiner else { return false }
        if !previous.isASCII { return !previous.isControl && !previous.isInvisible }
        guard self == "\u{FE0F}" else { return false }
        return ("0"..."9").contains(previous) || previous == "#" || previous == "*"
    }
}
