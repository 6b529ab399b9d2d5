/// Data in the format of gzip (RFC 1952), not made smaller.
public enum Gzip {
    /// The most bytes of a block that is not compressed (RFC 1951, section 3.2.4).
    private static let blockLimit = 65_535

    /// Wraps bytes so that every reader of gzip gives them back.
    public static func stored(_ bytes: [UInt8]) -> [UInt8] {
        // Signature, deflate, no flags, no time, no extra flags, system unknown.
        var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        var start = 0
        repeat {
            let end = min(start + blockLimit, bytes.count)
            let count = UInt16(end - start)
            // The first bit says whether the block is the last one.
            result.append(end == bytes.count ? 1 : 0)
            result += littleEndian(count) + littleEndian(~count) + bytes[start..<end]
            start = end
        } while start < bytes.count
        return result + littleEndian(CRC32.of(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
