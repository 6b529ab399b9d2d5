import Support
import Testing

struct SGRTests {
    private static func attributes(_ numbers: String) -> [SGR.Attribute] { SGR.attributes(Array(numbers.utf8)[...]) }

    private static func codes(_ numbers: String) -> [Int] { attributes(numbers).map(\.code) }

    @Test func `text in a colour ends with a reset`() { #expect(SGR.text("x", code: "31") == "\u{1B}[31mx\u{1B}[0m") }

    @Test(
        arguments: [
            ("\u{1B}[m", 3), ("\u{1B}[31mx", 5), ("\u{1B}[38:2::1;4mx", 12), ("\u{1B}[31", nil), ("\u{1B}", nil),
            ("\u{1B}[?1m", nil), ("\u{1B}[2J", nil), ("\u{1B}]0m", nil), ("x\u{1B}[m", nil), ("\u{1B}[1 m", nil),
        ] as [(String, Int?)])
    func `a sequence ends with its m`(text: String, end: Int?) {
        #expect(SGR.end(of: Array(text.utf8), at: 0) == end)
    }

    @Test func `numbers are attributes, and a missing number is a reset`() {
        #expect(Self.codes("") == [0])
        #expect(Self.codes("1;31") == [1, 31])
        #expect(Self.codes(";4;") == [0, 4, 0])
        #expect(Self.codes("08") == [8])
        // More digits than any code has mean nothing, and not a reset.
        #expect(Self.codes("99999999999999999999999") == [9999])
    }

    @Test(
        arguments: [
            ("30", .indexed(0)), ("37", .indexed(7)), ("40", .indexed(0)), ("90", .indexed(8)), ("107", .indexed(15)),
            ("38;5;208", .indexed(208)), ("38:5:208", .indexed(208)), ("48;5;999", .indexed(255)),
            ("38;2;1;2;3", .rgb(1, 2, 3)), ("38:2:1:2:3", .rgb(1, 2, 3)), ("38:2::1:2:3", .rgb(1, 2, 3)),
            ("58:5:1", .indexed(1)), ("1", nil), ("39", nil), ("38", nil), ("38;7", nil), ("38:9:1", nil),
        ] as [(String, SGR.Colour?)])
    func `a colour is read from each notation`(numbers: String, colour: SGR.Colour?) {
        #expect(Self.attributes(numbers).first?.colour == colour)
    }

    @Test func `a colour's numbers are part of its text, not attributes`() {
        let all = Self.attributes("1;38;5;4;48;2;7;7;7;4:3")
        #expect(all.map(\.code) == [1, 38, 48, 4])
        #expect(all.map(\.text) == ["1", "38;5;4", "48;2;7;7;7", "4:3"])
        #expect(all.map(\.detail) == [nil, nil, nil, 3])
    }

    @Test func `an incomplete colour ends the sequence, an unknown kind does not`() {
        #expect(Self.codes("1;38;5") == [1] && Self.codes("1;48;2;1;2") == [1])
        #expect(Self.codes("38;7;1") == [38, 7, 1] && Self.codes("38") == [38])
    }
}
