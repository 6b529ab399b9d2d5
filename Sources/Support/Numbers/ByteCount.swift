/// Megabytes of memory, of 1,048,576 bytes each, as Lambda counts them. Whole megabytes are rounded up everywhere, so that
/// a call shows one number in the deck, in tables and in Lambda's own REPORT line; JSON has two decimals, rounded to the
/// nearest.
public enum Megabytes {
    private static let size = 1 << 20

    /// Whole megabytes that hold so many bytes.
    public static func whole(_ bytes: Int) -> Int { (bytes + size - 1) >> 20 }

    /// The same in words: `128 MB`.
    public static func text(_ bytes: Int) -> String { "\(whole(bytes)) MB" }

    /// Megabytes with two decimals at most, as JSON has them.
    public static func decimal(_ bytes: Int) -> Double { Decimals.rounded(exact(bytes)) }

    /// Megabytes with all decimals, to be compared with a limit.
    public static func exact(_ bytes: Int) -> Double { Double(bytes) / Double(size) }
}

/// Sizes of texts and downloads as the user reads them: powers of 1,024, with one decimal, rounded down.
public enum ByteCount {
    private static let size = 1 << 20

    /// `1 byte`, `812 bytes`, `1.5 KB`, `100 KB`, `6.2 MB`.
    public static func text(_ bytes: Int) -> String {
        if bytes < 1024 { return Plural.text(bytes, "byte") }
        if bytes < size { return tenths(bytes * 10 / 1024) + " KB" }
        return tenths(bytes * 10 / size) + " MB"
    }

    private static func tenths(_ value: Int) -> String {
        value >= 1000 || value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)"
    }
}
