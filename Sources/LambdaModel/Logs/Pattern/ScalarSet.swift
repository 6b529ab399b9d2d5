import Support

/// A set of characters, as the ranges of their numbers.
struct ScalarSet: Hashable, Sendable {
    /// The ranges, in order; two of them neither overlap nor touch.
    private(set) var ranges: [ClosedRange<UInt32>] = []

    private static let last: UInt32 = 0x10FFFF

    /// The digits of ASCII: `\d`.
    static let digits = ScalarSet("0"..."9")
    /// Letters, digits and the underscore; each character outside of ASCII counts as one: `\w`.
    static let word = ScalarSet("0"..."9", "A"..."Z", "_"..."_", "a"..."z", "\u{80}"..."\u{10FFFF}")
    /// The white space of ASCII: `\s`.
    static let space = ScalarSet("\t"..."\r", " "..." ")
    /// `.`
    static let anyButLineBreak = ScalarSet("\n"..."\n").inverted

    init(_ ranges: ClosedRange<Unicode.Scalar>...) {
        for range in ranges { insert(range) }
    }

    /// All other characters.
    var inverted: ScalarSet {
        var result = ScalarSet()
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.ranges.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { result.ranges.append(next...Self.last) }
        return result
    }

    /// Whether a character is in it.
    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar.value) } }

    /// Adds a range.
    mutating func insert(_ range: ClosedRange<Unicode.Scalar>) {
        insert(range.lowerBound.value...range.upperBound.value)
    }

    /// Adds all characters of another set.
    mutating func formUnion(_ other: ScalarSet) {
        for range in other.ranges { insert(range) }
    }

    private mutating func insert(_ range: ClosedRange<UInt32>) {
        var merged = range
        var result: [ClosedRange<UInt32>] = []
        for other in ranges {
            let touches = other.lowerBound <= merged.upperBound + 1 && merged.lowerBound <= other.upperBound + 1
            if touches {
                merged = min(merged.lowerBound, other.lowerBound)...max(merged.upperBound, other.upperBound)
            } else {
                result.append(other)
            }
        }
        let place = result.firstIndex { $0.lowerBound > merged.lowerBound } ?? result.count
        result.insert(merged, at: place)
        ranges = result
    }

    /// The set with each letter's other case.
    var withBothCases: ScalarSet {
        var result = self
        for upper in ("A" as Unicode.Scalar).value...("Z" as Unicode.Scalar).value {
            let lower = upper + 0x20
            if ranges.contains(where: { $0.contains(upper) }) { result.insert(lower...lower) }
            if ranges.contains(where: { $0.contains(lower) }) { result.insert(upper...upper) }
        }
        // All characters outside of ASCII are already in it.
        if ranges.last?.upperBound ?? 0 < 0x80
            || ranges.last.map({ $0.lowerBound <= 0x80 && $0.upperBound == Self.last }) ?? true
        {
            return result
        }
        for (scalar, others) in LetterCase.others where contains(scalar) {
            for other in others { result.insert(other...other) }
        }
        return result
    }

    // MARK: Bytes

    /// The sequences of bytes in UTF-8 that encode its characters.
    var encodings: [[ByteSet]] {
        var ascii = ByteSet()
        var result: [[ByteSet]] = []
        for range in ranges {
            if range.lowerBound < 0x80 {
                ascii.insert(UInt8(range.lowerBound)...UInt8(min(range.upperBound, 0x7F)))
            }
            if range.upperBound >= 0x80 {
                Self.encode(max(range.lowerBound, 0x80), range.upperBound, into: &result)
            }
        }
        return ascii.isEmpty ? result : [[ascii]] + result
    }

    /// Splits a range until each part is a product of ranges of bytes.
    private static func encode(_ low: UInt32, _ high: UInt32, into result: inout [[ByteSet]]) {
        for end: UInt32 in [0x7FF, 0xFFFF] where low <= end && end < high {
            encode(low, end, into: &result)
            encode(end + 1, high, into: &result)
            return
        }
        let continuations = low <= 0x7FF ? 1 : low <= 0xFFFF ? 2 : 3
        for count in 1...continuations {
            let mask: UInt32 = (1 << (6 * UInt32(count))) - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 {
                encode(low, low | mask, into: &result)
                encode((low | mask) + 1, high, into: &result)
                return
            }
            if high & mask != mask {
                encode(low, (high & ~mask) - 1, into: &result)
                encode(high & ~mask, high, into: &result)
                return
            }
        }
        result.append(
            zip(bytes(low, continuations), bytes(high, continuations)).map { low, high in
                var set = ByteSet()
                set.insert(low...high)
                return set
            })
    }

    /// The bytes of a character. A range can contain surrogates, which are encoded in the same way.
    private static func bytes(_ value: UInt32, _ continuations: Int) -> [UInt8] {
        let heads: [UInt8] = [0, 0xC0, 0xE0, 0xF0]
        return (0...continuations).map { index in
            let bits = UInt8(truncatingIfNeeded: value >> (6 * UInt32(continuations - index)))
            return index == 0 ? heads[continuations] | bits : 0x80 | bits & 0x3F
        }
    }
}

/// A set of bytes.
struct ByteSet: Hashable, Sendable {
    private var bits: SIMD4<UInt64> = .zero

    /// Whether no byte is in it.
    var isEmpty: Bool { bits == .zero }

    /// Whether a byte is in it.
    func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 }

    /// Adds bytes.
    mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }
}

/// The letters outside of ASCII that differ only in case. A letter of ASCII has its other case in ASCII, so that a
/// search in logs for `k` does not find the sign for kelvin.
enum LetterCase {
    /// All other letters that differ from a letter only in case.
    static let others: [Unicode.Scalar: [Unicode.Scalar]] = {
        // The blocks with letters in two cases: Unicode's table of case folding has no others.
        let blocks: [Range<UInt32>] = [
            0x80..<0x2E00, 0xA640..<0xAC00, 0xFF00..<0xFF60, 0x10400..<0x10600, 0x10C80..<0x10E00, 0x118A0..<0x118E0,
            0x16E40..<0x16EE0, 0x1E900..<0x1E950,
        ]
        var groups: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for scalar in blocks.joined().compactMap(Unicode.Scalar.init) {
            let key = single(single(scalar, \.uppercaseMapping), \.lowercaseMapping)
            if !key.isASCII { groups[key, default: []].append(scalar) }
        }
        var result: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for group in groups.values where group.count > 1 {
            for scalar in group { result[scalar] = group.filter { $0 != scalar } }
        }
        return result
    }()

    /// A letter in another case; itself if that is several letters.
    private static func single(
        _ scalar: Unicode.Scalar, _ mapping: KeyPath<Unicode.Scalar.Properties, String>
    ) -> Unicode.Scalar {
        let mapped = scalar.properties[keyPath: mapping].unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }
}
