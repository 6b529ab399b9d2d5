import Support
import Testing

@Suite("SHA-2") struct SHA2Tests {
    private func text(_ digest: [UInt8]) -> String { digest.map { Hex.text($0, digits: 2) }.joined() }

    /// FIPS 180-4's examples (NIST, "SHA256", "SHA384" and "SHA512").
    @Test("The digests of abc")
    func examples() {
        let message = Array("abc".utf8)
        #expect(text(SHA256.digest(message)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            text(SHA512.digest384(message))
                == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")
        #expect(
            text(SHA512.digest(message))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
    }

    /// Made by Python's `hashlib`; the first 16 digits.
    @Test(
        "Lengths at the edges of blocks",
        arguments: [
            (0, "e3b0c44298fc1c14", "38b060a751ac9638", "cf83e1357eefb8bd"),
            (1, "6e340b9cffb37a98", "bec021b4f368e306", "b8244d028981d693"),
            (111, "a5ee291084218c21", "1027e3112580048f", "805fdd59b337a848"),
            (112, "332513df939c2da5", "6d587af81646c9ff", "a9f77fb8e5de7cda"),
            (113, "a5012ffc500232b4", "e5ad595689b8d1b5", "920ad13214b9ab4b"),
            (127, "c3328af00588e4c0", "5d9beb3773cde565", "d67b2d3795c7c27c"),
            (128, "8bb5dfd6ac2a606c", "3af5d690da34706d", "9ef6a88ed8eeeedc"),
            (129, "78d5d187bd80d202", "476a6f4becf65b7c", "32111cd23a6c17f7"),
            (240, "c3b91113d273a2c0", "97fd0fab3cb2b110", "a82a7d72facc81c7"),
        ])
    func lengths(length: Int, sha256: String, sha384: String, sha512: String) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(text(SHA256.digest(bytes)).prefix(16) == sha256)
        #expect(text(SHA512.digest384(bytes)).prefix(16) == sha384)
        #expect(text(SHA512.digest(bytes)).prefix(16) == sha512)
    }
}
