/// Turns byte offsets into lines and columns in (nearly) constant time, whatever the length of a line.
///
/// A minified document is one line of megabytes, so counting from the start of the line would make a lookup for every
/// node quadratic. Therefore scalars are counted once per block.
struct LineTable: Sendable {
    private static let blockSize = 1024

    /// Offset of the first byte of each line.
    private var lineStarts: [Int]
    /// Unicode scalars that start before byte `n * blockSize`.
    private var scalarsBeforeBlock: [Int] = []

    init(_ bytes: [UInt8]) {
        lineStarts = [byteOrderMarkLength(bytes)]
        scalarsBeforeBlock.reserveCapacity(bytes.count / Self.blockSize + 1)
        var scalars = 0
        for (offset, byte) in bytes.enumerated() {
            if offset % Self.blockSize == 0 { scalarsBeforeBlock.append(scalars) }
            if !isContinuation(byte) { scalars += 1 }
            let endsLine =
                byte == Byte.newline
                || (byte == Byte.carriageReturn
                    && !(offset + 1 < bytes.count && bytes[offset + 1] == Byte.newline))
            if endsLine { lineStarts.append(offset + 1) }
        }
    }

    /// The position of `offset` in the same bytes; an offset outside of them is moved to the nearest end.
    func position(of offset: Int, in bytes: [UInt8]) -> JSONPosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let start = lineStarts[low]
        let column = scalars(before: max(offset, start), in: bytes) - scalars(before: start, in: bytes) + 1
        return JSONPosition(offset: offset, line: low + 1, column: column)
    }

    private func scalars(before offset: Int, in bytes: [UInt8]) -> Int {
        guard !scalarsBeforeBlock.isEmpty else { return 0 }
        let block = min(offset / Self.blockSize, scalarsBeforeBlock.count - 1)
        var count = scalarsBeforeBlock[block]
        for index in block * Self.blockSize..<offset where !isContinuation(bytes[index]) { count += 1 }
        return count
    }
}

/// 3 if the bytes start with a UTF-8 byte order mark, otherwise 0.
func byteOrderMarkLength(_ bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}

private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
