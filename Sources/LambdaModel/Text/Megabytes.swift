/// Megabytes of memory, of 1,048,576 bytes each, as Lambda counts them. Whole megabytes are rounded up everywhere, so that
/// a call shows one number in the deck, in tables and in Lambda's own REPORT line; JSON has two decimals.
public enum Megabytes {
    /// Whole megabytes that hold so many bytes.
    public static func whole(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }

    /// The same in words.
    public static func text(_ bytes: Int) -> String { "\(whole(bytes)) MB" }
}
