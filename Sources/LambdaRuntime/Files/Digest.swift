import Crypto

/// SHA-256 in hexadecimal digits: names for contents.
enum Digest {
    /// The digest of bytes.
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(data: Array(bytes))
        return hex(hash.finalize())
    }

    /// The digest of text.
    static func of(_ text: String) -> String { of(text.utf8) }

    static func hex(_ digest: SHA256.Digest) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
