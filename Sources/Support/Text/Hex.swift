/// Numbers in hexadecimal digits.
public enum Hex {
    /// A number with at least so many digits, zeros in front.
    public static func text(_ number: some BinaryInteger, digits: Int = 1, isUppercase: Bool = false) -> String {
        let text = String(number, radix: 16, uppercase: isUppercase)
        return text.utf8.count < digits ? String(repeating: "0", count: digits - text.utf8.count) + text : text
    }

    /// The digits of words, each with all its zeros: as digests are written.
    public static func text(_ words: some Sequence<UInt32>) -> String { words.map { text($0, digits: 8) }.joined() }
}
