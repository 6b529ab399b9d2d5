/// How JSON text is laid out.
public enum JSONStyle: Sendable, Hashable {
    /// On one line, without spaces.
    case compact
    /// A member or element a line, that many spaces a level.
    case indented(Int)
}

extension JSONDocument {
    /// The text laid out with a member or element a line: key order, duplicates, numbers and escapes as in the
    /// source, empty containers as `{}` and `[]`, no line break at the end.
    ///
    /// - Parameter indent: spaces a level.
    public func formatted(indent: Int = 2) -> String { root.formatted(indent: indent) }

    /// The text on one line without spaces; otherwise as ``formatted(indent:)``.
    public func compact() -> String { root.compact() }
}

extension JSONNode {
    /// This value laid out as ``JSONDocument/formatted(indent:)`` does it.
    public func formatted(indent: Int = 2) -> String { laidOut(.indented(indent)) }

    /// This value laid out as ``JSONDocument/compact()`` does it.
    public func compact() -> String { laidOut(.compact) }

    private func laidOut(_ style: JSONStyle) -> String {
        var output: [UInt8] = []
        write(to: &output, style: style, depth: 0)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends this value to a text in which it stands `depth` levels deep.
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
    /// The source of a scalar; an empty container without what space was in it.
    func leafText(_ index: Int) -> ArraySlice<UInt8> {
        switch tape[index].kind {
        case .object: [Byte.openBrace, Byte.closeBrace]
        case .array: [Byte.openBracket, Byte.closeBracket]
        case .string, .number, .bool, .null: source(index)
        }
    }
}

extension [UInt8] {
    /// Starts a new line with its indent where `style` has lines.
    mutating func breakLine(_ style: JSONStyle, depth: Int) {
        guard case .indented(let spaces) = style else { return }
        append(Byte.newline)
        append(contentsOf: repeatElement(Byte.space, count: Swift.max(0, spaces) * depth))
    }
}
