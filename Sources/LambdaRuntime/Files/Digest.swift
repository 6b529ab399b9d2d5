import Support

/// SHA-256 in hexadecimal digits, for naming contents.
struct Digest {
    private var sum = SHA256()

    /// The digest of bytes.
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        var digest = Digest()
        digest.update(Array(bytes))
        return digest.finish()
    }

    /// The digest of text.
    static func of(_ text: String) -> String { of(text.utf8) }

    /// Adds more bytes.
    mutating func update(_ bytes: [UInt8]) { sum.update(bytes) }

    /// The digest of all bytes: 64 digits.
    mutating func finish() -> String { Hex.text(sum.finish()) }
}
