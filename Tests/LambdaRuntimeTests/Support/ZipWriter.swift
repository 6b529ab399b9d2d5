import Foundation

/// Writes zip archives with uncompressed entries (PKWARE's APPNOTE 4.3), with any names.
struct ZipWriter {
    struct Entry {
        var name: String
        var bytes: [UInt8]
        /// Unix type and permission bits; nil for an archive of a system without them.
        var mode: UInt16?
    }

    private var entries: [Entry] = []

    mutating func file(_ name: String, _ text: String, mode: UInt16? = 0o644) {
        entries.append(Entry(name: name, bytes: Array(text.utf8), mode: mode.map { 0o100000 | $0 }))
    }

    mutating func link(_ name: String, to target: String) {
        entries.append(Entry(name: name, bytes: Array(target.utf8), mode: 0o120777))
    }

    mutating func folder(_ name: String) {
        entries.append(Entry(name: name + "/", bytes: [], mode: 0o040755))
    }

    func write(_ path: String) throws {
        var body: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let name = Array(entry.name.utf8)
            let offset = body.count
            // Version, flags, method, time, date (1 January 2024), checksum, sizes, length of the name, no extra.
            let common =
                Self.short(20) + Self.short(0) + Self.short(0) + Self.short(0) + Self.short(0x5821)
                + Self.long(Self.checksum(entry.bytes)) + Self.long(entry.bytes.count) + Self.long(entry.bytes.count)
                + Self.short(name.count) + Self.short(0)
            body += Self.long(0x0403_4b50) + common + name + entry.bytes
            let madeBy = entry.mode == nil ? 20 : 0x0314
            directory += Self.long(0x0201_4b50) + Self.short(madeBy) + common
            directory += Self.short(0) + Self.short(0) + Self.short(0)
            directory += Self.long(Int(entry.mode ?? 0) << 16) + Self.long(offset) + name
        }
        let end =
            Self.long(0x0605_4b50) + Self.short(0) + Self.short(0) + Self.short(entries.count)
            + Self.short(entries.count) + Self.long(directory.count) + Self.long(body.count) + Self.short(0)
        try Data(body + directory + end).write(to: URL(fileURLWithPath: path))
    }

    private static func short(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }

    private static func long(_ value: Int) -> [UInt8] { short(value) + short(value >> 16) }

    private static func checksum(_ bytes: [UInt8]) -> Int {
        var sum: UInt32 = ~0
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return Int(~sum)
    }
}
