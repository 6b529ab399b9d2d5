/// How JSON text is laid out.
public enum JSONStyle: Sendable, Hashable {
    /// On one line, without spaces.
    case compact
    /// One member or element per line, indented by that many spaces per level.
    case indented(Int)
}

extension JSONDocument {
    /// The text with one member or element per line: key order, duplicates, numbers and escapes as in the source, empty
    /// containers as `{}` and `[]`, no line break at the end.
    ///
    /// - Parameter indent: spaces per level.
    public func formatted(indent: Int = 2) -> String { root.formatted(indent: indent) }

    /// The text on one line without spaces; otherwise like ``formatted(indent:)``.
    public func compact() -> String { root.compact() }
}

extension JSONNode {
    /// This value in the layout of ``JSONDocument/formatted(indent:)``.
    public func formatted(indent: Int = 2) -> String { laidOut(.indented(indent)) }

    /// This value in the layout of ``JSONDocument/compact()``.
    public func compact() -> String { laidOut(.compact) }

    private func laidOut(_ style: JSONStyle) -> String {
        var output: [UInt8] = []
        write(to: &output, style: style, depth: 0)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends this value to a text in which it is `depth` levels deep.
    func write(to output: inout [UInt8], style: JSONStyle, depth: Int) {
        output.reserveCapacity(output.count + byteRange.count)
        for step in JSONWalk(self) {
            if step.index != index || step.role == .close {
                output.breakLine(style, depth: depth + step.depth)
            }
            if step.hasKey {
                output.append(contentsOf: storage.source(step.index - 1))
                output.append(Byte.colon)
                if style != .compact { output.append(Byte.space) }
            }
            let isObject = storage.tape[step.index].kind == .object
            switch step.role {
            case .open:
                output.append(isObject ? Byte.openBrace : Byte.openBracket)
            case .close:
                output.append(isObject ? Byte.closeBrace : Byte.closeBracket)
            case .leaf, .folded:
                output.append(contentsOf: storage.leafText(step.index))
            }
            if step.hasComma { output.append(Byte.comma) }
        }
    }
}

extension JSONStorage {
    /// The source of a scalar; an empty container without the space inside it.
    func leafText(_ index: Int) -> ArraySlice<UInt8> {
        switch tape[index].kind {
        case .object: [Byte.openBrace, Byte.closeBrace]
        case .array: [Byte.openBracket, Byte.closeBracket]
        case .string, .number, .bool, .null: source(index)
        }
    }
}

extension [UInt8] {
    /// Starts a new indented line if `style` has lines.
    mutating func breakLine(_ style: JSONStyle, depth: Int) {
        guard case .indented(let spaces) = style else { return }
        append(Byte.newline)
        append(contentsOf: repeatElement(Byte.space, count: Swift.max(0, spaces) * depth))
    }
}
