import LambdaModel
import Support

/// Finds the level of a line in its bytes, without parsing it: each line that arrives needs its level, for filters and
/// for the histogram.
enum LevelScan {
    /// The bytes of an object that are searched for its level.
    private static let objectBytes = 1024
    /// The bytes of other lines; a level after them is part of the message.
    private static let headBytes = 96

    /// The level that a line names; nil if it names none.
    static func level(of text: String) -> LogLevel? {
        if let level = text.utf8.withContiguousStorageIfAvailable({ level(in: $0) }) { return level }
        return Array(text.utf8).withUnsafeBufferPointer { level(in: $0) }
    }

    private static func level(in bytes: UnsafeBufferPointer<UInt8>) -> LogLevel? {
        guard let first = bytes.first else { return nil }
        if first == UInt8(ascii: "{") { return objectLevel(bytes) }
        if let level = tabbedLevel(bytes) { return level }
        return firstWord(bytes, bytes.startIndex, min(bytes.count, headBytes))
    }

    private static let keys: [[UInt8]] = [
        "\"level\"", "\"log_level\"", "\"severity\"", "\"lvl\"", "\"log.level\"", "\"@l\"",
    ].map { Array($0.utf8) }

    /// The value of the first member that is named like a level.
    private static func objectLevel(_ bytes: UnsafeBufferPointer<UInt8>) -> LogLevel? {
        let limit = min(bytes.count, objectBytes)
        var index = 1
        while index < limit {
            defer { index += 1 }
            guard bytes[index] == UInt8(ascii: "\"") else { continue }
            for key in keys where matches(bytes, index, key) {
                guard let level = value(bytes, index + key.count) else { continue }
                return level
            }
        }
        return nil
    }

    private static func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ key: [UInt8]) -> Bool {
        guard start + key.count <= bytes.count, bytes[start + 1] == key[1] else { return false }
        for offset in 2..<key.count where bytes[start + offset] != key[offset] { return false }
        return true
    }

    /// A level's name or number after a colon.
    private static func value(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> LogLevel? {
        var index = start
        func skipBlanks() { while index < bytes.count, bytes[index] == 0x20 { index += 1 } }
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return nil }
        index += 1
        skipBlanks()
        guard index < bytes.count else { return nil }
        let isString = bytes[index] == UInt8(ascii: "\"")
        if isString { index += 1 }
        let end = bytes[index...].prefix(12).firstIndex { !$0.isASCIIAlphanumeric } ?? min(bytes.count, index + 12)
        let word = String(decoding: bytes[index..<end], as: UTF8.self)
        return isString ? LogLevel(named: word) : Int(word).flatMap(LogLevel.init(number:))
    }

    /// Node.js and .NET: time, request id, level, message, between tabs.
    private static func tabbedLevel(_ bytes: UnsafeBufferPointer<UInt8>) -> LogLevel? {
        let tab = UInt8(ascii: "\t")
        guard bytes[0].isASCIIDigit, let first = bytes.prefix(40).firstIndex(of: tab),
            let second = bytes[(first + 1)...].prefix(48).firstIndex(of: tab),
            let third = bytes[(second + 1)...].prefix(16).firstIndex(of: tab)
        else { return nil }
        return LogLevel(named: String(decoding: bytes[(second + 1)..<third], as: UTF8.self))
    }

    private static let words: [(bytes: [UInt8], level: LogLevel)] = LogLevel.allCases.map {
        (Array($0.rawValue.utf8), $0)
    }

    /// The first level that is a word in capitals.
    private static func firstWord(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> LogLevel? {
        var index = start
        while index < end {
            let byte = bytes[index]
            guard byte >= 0x41, byte <= 0x5A else {
                // The rest of a word in small letters contains no level.
                index += 1
                continue
            }
            var stop = index
            while stop < end, bytes[stop].isASCIILetter || bytes[stop] == UInt8(ascii: "_") { stop += 1 }
            let isStart = index == start || !(bytes[index - 1].isASCIILetter || bytes[index - 1] == UInt8(ascii: "_"))
            if isStart, (4...8).contains(stop - index) {
                for word in words where isLevel(bytes, index, stop, word.bytes, word.level) { return word.level }
            }
            index = stop
        }
        return nil
    }

    /// `WARNING` is `WARN`, too.
    private static func isLevel(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ stop: Int, _ word: [UInt8], _ level: LogLevel
    ) -> Bool {
        guard stop - start == word.count || (level == .warning && stop - start > word.count) else { return false }
        for offset in word.indices where bytes[start + offset] != word[offset] { return false }
        return true
    }
}
