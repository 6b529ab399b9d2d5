extension JSONStorage {
    /// UTF-8 of the decoded string at `index`: without quotes, escapes replaced.
    func decodedString(_ index: Int) -> ArraySlice<UInt8> {
        let content = source(index).dropFirst().dropLast()
        return tape[index].hasEscapes ? decodeEscapes(content)[...] : content
    }
}

/// The parser has validated every escape, so the input is well formed.
private func decodeEscapes(_ content: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(content.count)
    var at = content.startIndex
    while at < content.endIndex {
        guard content[at] == Byte.backslash else {
            result.append(content[at])
            at += 1
            continue
        }
        let mark = content[at + 1]
        guard mark == UInt8(ascii: "u") else {
            result.append(simpleEscape(mark))
            at += 2
            continue
        }
        let first = codeUnit(content, at)
        at += 6
        let second = at < content.endIndex && 0xD800...0xDBFF ~= first ? lowSurrogate(content, at) : nil
        if let second {
            at += 6
            append(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), to: &result)
        } else {
            append(first, to: &result)
        }
    }
    return result
}

private func append(_ value: UInt32, to result: inout [UInt8]) {
    result.append(scalar: Unicode.Scalar(value) ?? "\u{FFFD}")
}

private func simpleEscape(_ mark: UInt8) -> UInt8 {
    switch mark {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): Byte.newline
    case UInt8(ascii: "r"): Byte.carriageReturn
    case UInt8(ascii: "t"): Byte.tab
    default: mark
    }
}

/// The code unit of `\uXXXX` at `at`.
private func codeUnit(_ content: ArraySlice<UInt8>, _ at: Int) -> UInt32 {
    content[at + 2..<at + 6].reduce(0) { $0 << 4 | (Byte.hexValue($1) ?? 0) }
}

/// The low surrogate written at `at`; nil if something else is there.
private func lowSurrogate(_ content: ArraySlice<UInt8>, _ at: Int) -> UInt32? {
    guard content[at] == Byte.backslash, content[at + 1] == UInt8(ascii: "u") else { return nil }
    let unit = codeUnit(content, at)
    return 0xDC00...0xDFFF ~= unit ? unit : nil
}
