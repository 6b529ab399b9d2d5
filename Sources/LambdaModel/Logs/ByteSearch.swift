import Foundation

/// Finds bytes with the C library's functions. A loop over a collection took most of the time of a flood.
enum ByteSearch {
    /// The offset of the first occurrence of `needle`; nil if there is none.
    static func first(_ needle: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        guard let base = bytes.baseAddress, let first = needle.first else { return nil }
        var from = start
        while bytes.count - from >= needle.count {
            guard let found = memchr(base + from, Int32(first), bytes.count - from - needle.count + 1) else {
                return nil
            }
            let offset = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            let isHere = needle.withUnsafeBytes { needle in
                needle.baseAddress.map { memcmp(base + offset, $0, needle.count) == 0 } ?? false
            }
            if isHere { return offset }
            from = offset + 1
        }
        return nil
    }

    /// The same in a text.
    static func first(_ needle: [UInt8], in text: String) -> Int? {
        if let found = text.utf8.withContiguousStorageIfAvailable({ first(needle, in: $0) }) { return found }
        return Array(text.utf8).withUnsafeBufferPointer { first(needle, in: $0) }
    }
}

extension ArraySlice<UInt8> {
    /// The index of the first occurrence of some bytes; nil if there is none.
    func firstIndex(of needle: [UInt8]) -> Int? {
        withUnsafeBufferPointer { ByteSearch.first(needle, in: $0) }.map { startIndex + $0 }
    }
}
