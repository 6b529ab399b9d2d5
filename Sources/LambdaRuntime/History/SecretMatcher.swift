import Support

/// Finds values in bytes, raw or escaped as in JSON.
struct SecretMatcher: Sendable {
    /// The shortest value, in bytes, to search.
    static let shortest = 4
    /// The shortest value, in bytes, to search inside words.
    static let anywhere = 8
    /// How often a value may be nested in JSON strings: once in a response, once more in its `body`, and once more if
    /// that is logged.
    private static let levels = 3
    private static let backslash = UInt8(ascii: "\\")

    /// Longest first.
    private let values: [[UInt8]]
    /// Indices of the values by their first byte.
    private let byFirst: [[Int]]
    /// A bit for each pair of bytes that begins a value: almost all positions of a text are ruled out by this.
    private let pairs: [UInt64]

    /// Finds values of at least ``shortest`` bytes.
    init(_ values: some Sequence<[UInt8]>) {
        self.values = values.sorted { $0.count > $1.count }
        var byFirst = [[Int]](repeating: [], count: 256)
        var pairs = [UInt64](repeating: 0, count: 1024)
        for (number, value) in self.values.enumerated() {
            byFirst[Int(value[0])].append(number)
            let pair = Int(value[0]) << 8 | Int(value[1])
            pairs[pair >> 6] |= 1 << UInt64(pair & 63)
        }
        self.byFirst = byFirst
        self.pairs = pairs
    }

    var isEmpty: Bool { values.isEmpty }

    /// The ranges of values, in order. Overlapping values are one range.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        guard !isEmpty else { return [] }
        return bytes.withUnsafeBufferPointer { bytes in
            // Without a backslash nothing is escaped.
            let levels = 0...(bytes.contains(Self.backslash) ? Self.levels : 0)
            var ranges: [Range<Int>] = []
            var index = 0
            while index + 1 < bytes.count {
                if canBegin(bytes[index], bytes[index + 1]), let end = longestMatch(bytes, index, levels) {
                    if let last = ranges.last, last.upperBound > index {
                        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
                    } else {
                        ranges.append(index..<end)
                    }
                }
                index += 1
            }
            return ranges
        }
    }

    private func canBegin(_ first: UInt8, _ second: UInt8) -> Bool {
        if first == Self.backslash { return true }
        let pair = Int(first) << 8 | Int(second)
        if pairs[pair >> 6] & (1 << UInt64(pair & 63)) != 0 { return true }
        return second == Self.backslash && !byFirst[Int(first)].isEmpty
    }

    private func longestMatch(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ levels: ClosedRange<Int>
    ) -> Int? {
        var longest: Int?
        for level in levels {
            guard let first = EscapedUnit(bytes, start, level: level) else { break }
            for number in byFirst[Int(first.byte(0))] {
                guard let end = match(values[number], bytes, start, level) else { continue }
                longest = max(longest ?? end, end)
            }
        }
        return longest
    }

    /// The end of a value that begins at an index, in text that was escaped `level` times.
    private func match(_ value: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ level: Int) -> Int? {
        var (index, matched) = (start, 0)
        while matched < value.count {
            guard let unit = EscapedUnit(bytes, index, level: level), matched + unit.count <= value.count else {
                return nil
            }
            for offset in 0..<unit.count where unit.byte(offset) != value[matched + offset] { return nil }
            matched += unit.count
            index = unit.end
        }
        if value.count < Self.anywhere {
            if Self.isOfWord(value[0]), !Self.isWordStart(bytes, start) { return nil }
            if Self.isOfWord(value[value.count - 1]), index < bytes.count, Self.isOfWord(bytes[index]) { return nil }
        }
        return index
    }

    // MARK: Words

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// Whether no word continues before an index. The letter of an escape (`\n`, `\u000a`) does not count.
    private static func isWordStart(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        guard start > 0, isOfWord(bytes[start - 1]) else { return true }
        if start > 1, bytes[start - 2] == backslash { return true }
        return start > 5 && bytes[start - 6] == backslash && bytes[start - 5] == UInt8(ascii: "u")
    }
}

/// One character of text that was written as a JSON string some times: a plain byte, or the meaning of an escape.
struct EscapedUnit {
    /// The number of its bytes in UTF-8.
    let count: Int
    /// The index of the next character.
    let end: Int
    private let packed: UInt32

    /// The character at an index; nil at the end of the text, and for an escape that JSON does not have.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, level: Int) {
        guard start < bytes.count else { return nil }
        if level == 0 || bytes[start] != UInt8(ascii: "\\") {
            self.init(bytes[start], end: start + 1)
            return
        }
        // A backslash of the level below may itself be escaped, `\\`.
        guard let lower = EscapedUnit(bytes, start, level: level - 1) else { return nil }
        guard lower.byte(0) == UInt8(ascii: "\\") else {
            self = lower
            return
        }
        guard let letter = EscapedUnit(bytes, lower.end, level: level - 1) else { return nil }
        switch letter.byte(0) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"): self = letter
        case UInt8(ascii: "n"): self.init(0x0A, end: letter.end)
        case UInt8(ascii: "r"): self.init(0x0D, end: letter.end)
        case UInt8(ascii: "t"): self.init(0x09, end: letter.end)
        case UInt8(ascii: "b"): self.init(0x08, end: letter.end)
        case UInt8(ascii: "f"): self.init(0x0C, end: letter.end)
        case UInt8(ascii: "u"): self.init(bytes, code: letter.end)
        default: return nil
        }
    }

    /// The byte at an offset of its UTF-8.
    func byte(_ offset: Int) -> UInt8 { UInt8(truncatingIfNeeded: packed >> UInt32(8 * offset)) }

    private init(_ byte: UInt8, end: Int) {
        packed = UInt32(byte)
        count = 1
        self.end = end
    }

    /// The character with the four hexadecimal digits at an index; a surrogate pair has two escapes.
    private init?(_ bytes: UnsafeBufferPointer<UInt8>, code start: Int) {
        guard var code = Self.number(bytes, start) else { return nil }
        var end = start + 4
        if 0xD800..<0xDC00 ~= code {
            var low = end
            while low < bytes.count, bytes[low] == UInt8(ascii: "\\") { low += 1 }
            guard low > end, low < bytes.count, bytes[low] == UInt8(ascii: "u"),
                let second = Self.number(bytes, low + 1), 0xDC00..<0xE000 ~= second
            else { return nil }
            code = 0x10000 + (code - 0xD800) << 10 + (second - 0xDC00)
            end = low + 5
        }
        guard let scalar = UnicodeScalar(code) else { return nil }
        let utf8 = UTF8.encode(scalar)
        guard let utf8 else { return nil }
        var (packed, count) = (UInt32(0), 0)
        for byte in utf8 {
            packed |= UInt32(byte) << UInt32(8 * count)
            count += 1
        }
        (self.packed, self.count, self.end) = (packed, count, end)
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var result: UInt32 = 0
        for index in start..<start + 4 {
            guard let digit = bytes[index].hexDigitValue else { return nil }
            result = result << 4 | UInt32(digit)
        }
        return result
    }
}
