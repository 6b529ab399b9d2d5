/// Megabytes of memory, of 1,048,576 bytes each, as Lambda counts them. Whole megabytes are always rounded up, so that
/// the deck, tables and Lambda's own REPORT line show the same number for a call; JSON has two decimals.
public enum Megabytes {
    /// Bytes in whole megabytes, rounded up.
    public static func whole(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }

    /// The same in words.
    public static func text(_ bytes: Int) -> String { "\(whole(bytes)) MB" }
}
