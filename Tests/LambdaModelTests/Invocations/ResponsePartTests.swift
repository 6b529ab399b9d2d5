import LambdaModel
import Testing

/// Parts of a response that wait for a slow reader.
@Suite struct ResponsePartTests {
    private static func part(_ text: String, at offset: Int = 0) -> ResponsePart {
        ResponsePart(Array(text.utf8), offset: offset, firstByteMilliseconds: 34)
    }

    @Test func `consecutive parts become one`() {
        var part = Self.part("one, ")
        part.append(Self.part("two", at: 5))
        #expect(part == Self.part("one, two"))
    }

    @Test(arguments: [("cd", 2, "abcd", 0), ("bcd", 1, "abcd", 0), ("b", 1, "ab", 0), ("xy", 7, "xy", 7)])
    func `a part that overlaps adds what is new, and one after a gap replaces`(
        text: String, at offset: Int, expected: String, from start: Int
    ) {
        var part = Self.part("ab")
        part.append(Self.part(text, at: offset))
        #expect(part == Self.part(expected, at: start))
    }

    @Test func `a long response keeps its end`() {
        var part = ResponsePart([])
        let response = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        var start = 0
        for count in [1, 70_000, 9, 20_000, 9990] {
            part.append(ResponsePart(Array(response[start..<(start + count)]), offset: start))
            start += count
        }
        #expect(part.end == 100_000 && part.offset == 100_000 - ResponsePart.keptBytes)
        #expect(part.bytes == Array(response.suffix(ResponsePart.keptBytes)))
    }
}
