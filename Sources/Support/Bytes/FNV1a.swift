/// A short hash of bytes that is the same in every program (Fowler, Noll, Vo: FNV-1a, 64 bits). Not for security.
public enum FNV1a {
    /// The hash of no bytes.
    public static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of bytes.
    ///
    /// - Parameter hash: the hash of the bytes before them.
    @inlinable
    public static func hash(_ bytes: some Sequence<UInt8>, after hash: UInt64 = start) -> UInt64 {
        bytes.reduce(hash) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
