/// A short hash of bytes that is the same in every program (Fowler, Noll, Vo: FNV-1a, 64 bits). Not for security.
public enum FNV1a {
    /// The hash of bytes.
    public static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
