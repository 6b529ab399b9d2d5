import Foundation
import Support
import Testing

/// Checksums, digests and gzip.
@Suite struct DigestTests {
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
        (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ])
    func `MD5 has the digests of RFC 1321`(text: String, digest: String) {
        #expect(MD5.text(Array(text.utf8)) == digest)
    }

    /// The padding needs another block from 56 bytes on.
    @Test(arguments: [
        (55, "04364420e25c512fd958a70738aa8f72"), (56, "668a72d5ba17f08e62dabcafad6db14b"),
        (64, "c1bb4f81d892b2d57947682aeb252456"),
    ])
    func `MD5 of texts at the edge of a block`(count: Int, digest: String) {
        #expect(MD5.text([UInt8](repeating: UInt8(ascii: "x"), count: count)) == digest)
    }

    @Test func `the checksum is that of gzip`() {
        #expect(CRC32.of([]) == 0)
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926, "the check value of the polynomial")
    }

    @Test func `gzip has a header, a block, the checksum and the length`() {
        #expect(
            Gzip.stored(Array("hello".utf8)) == [
                0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF,  // the header
                1, 5, 0, 0xFA, 0xFF, 0x68, 0x65, 0x6C, 0x6C, 0x6F,  // the last block
                0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0,
            ])
    }

    /// 65,535 bytes fit into a block.
    @Test(arguments: [0, 1, 65_535, 65_536, 200_000])
    func `another program reads gzip`(count: Int) throws {
        let bytes = (0..<count).map { UInt8($0 * 7 % 251) }
        #expect(try unpacked(Gzip.stored(bytes)) == bytes)
    }

    private func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).gz")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let result = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return [UInt8](result)
    }
}
