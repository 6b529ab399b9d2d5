import JSONText
import Testing

@Suite("Reading values")
struct NodeTests {
    @Test func everyKind() throws {
        let text = #" {"s": "x", "n": -1.50, "t": true, "f": false, "z": null, "a": [1, 2], "o": {}} "#
        let root = try JSONDocument(text).root
        #expect(root.kind == .object)
        #expect(root.count == 7)
        #expect(root.members.map(\.key) == ["s", "n", "t", "f", "z", "a", "o"])
        #expect(root["s"]?.string == "x")
        #expect(root["n"]?.numberText == "-1.50")
        #expect(root["n"]?.double == -1.5)
        #expect(root["t"]?.bool == true)
        #expect(root["f"]?.bool == false)
        #expect(root["z"]?.isNull == true)
        #expect(root["a"]?.elements.map(\.int) == [1, 2])
        #expect(root["a"]?[1]?.int == 2)
        #expect(root["a"]?[2] == nil)
        #expect(root["a"]?[-1] == nil)
        #expect(root["o"]?.kind == .object)
        #expect(root["o"]?.count == 0)
        #expect(root["absent"] == nil)
    }

    @Test func theWrongKindGivesNil() throws {
        let root = try JSONDocument(#"["x", 1]"#).root
        let text = try #require(root[0])
        #expect(text.int == nil && text.double == nil && text.numberText == nil && text.bool == nil && !text.isNull)
        #expect(text.count == 0 && Array(text.members).isEmpty && Array(text.elements).isEmpty && text["a"] == nil)
        #expect(root[1]?.string == nil)
        #expect(Array(root.members).isEmpty)
    }

    @Test func duplicatesAreKeptAndTheLastOneWins() throws {
        let root = try JSONDocument(#"{"a": 1, "b": 2, "\u0061": 3}"#).root
        #expect(root.members.map(\.keyText) == [#""a""#, #""b""#, #""\u0061""#])
        #expect(root.members.map(\.key) == ["a", "b", "a"])
        #expect(root["a"]?.int == 3)
        #expect(root.count == 3)
    }

    @Test func keysAreNotNormalized() throws {
        let root = try JSONDocument("{\"\u{E9}\": 1, \"e\u{301}\": 2}").root
        #expect(root["\u{E9}"]?.int == 1)
        #expect(root["e\u{301}"]?.int == 2)
    }

    @Test func positionsAndRanges() throws {
        let text = "\u{FEFF}{\n  \"é\": [1,\r\n 22]\n}"
        let document = try JSONDocument(text)
        let member = try #require(document.root.members.first { _ in true })
        #expect(document.root.position == JSONPosition(offset: 3, line: 1, column: 1))
        #expect(member.keyPosition == JSONPosition(offset: 7, line: 2, column: 3))
        #expect(member.value.position == JSONPosition(offset: 13, line: 2, column: 8))
        let second = try #require(member.value[1])
        #expect(second.position == JSONPosition(offset: 19, line: 3, column: 2))
        #expect(second.byteRange == 19..<21)
        #expect(second.text == "22")
        #expect(member.value.text == "[1,\r\n 22]")
        #expect(document.position(ofByte: 1_000).offset == text.utf8.count)
        #expect(document.position(ofByte: -1).offset == 0)
        #expect(document.bytes == Array(text.utf8))
    }

    @Test func positionsOnAVeryLongLineAgreeWithCounting() throws {
        let text = "[" + String(repeating: "\"é日\", ", count: 2_000) + "0]"
        let document = try JSONDocument(text)
        for (index, element) in document.root.elements.enumerated() {
            #expect(element.position.column == 2 + index * 6)
        }
    }

    @Test func nodesAreEqualByIdentity() throws {
        let document = try JSONDocument("[1, 1]")
        let other = try JSONDocument("[1, 1]")
        #expect(document.root[0] == document.root[0])
        #expect(document.root[0] != document.root[1])
        #expect(document.root != other.root)
        #expect(Set([document.root[0], document.root[0], document.root[1]]).count == 2)
        #expect(document.root[1].map { document.node(at: $0.index) } == document.root[1])
        #expect(document.node(at: 3) == nil)
        #expect(document.node(at: -1) == nil)
    }

    @Test(arguments: [
        (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#"\u00e9\u00E9"#, "éé"),
        (#"\u0000"#, "\u{0}"),
        (#"a\ud83d\ude00b"#, "a😀b"),
        (#"\uDBFF\uDFFF"#, "\u{10FFFF}"),
        (#"\ud83d"#, "\u{FFFD}"),
        (#"\ud83dx"#, "\u{FFFD}x"),
        (#"\ud83d\n"#, "\u{FFFD}\n"),
        (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
        (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
        (#"\ud83d\u0041"#, "\u{FFFD}A"),
        ("日本\u{7F}\u{2028}👩‍🚀", "日本\u{7F}\u{2028}👩‍🚀"),
        ("", ""),
    ])
    func strings(_ source: String, _ meaning: String) throws {
        let root = try JSONDocument("\"\(source)\"").root
        let decoded = try #require(root.string)
        #expect(Array(decoded.unicodeScalars) == Array(meaning.unicodeScalars))
        #expect(root.text == "\"\(source)\"")
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("12", 12), ("-12", -12), ("1.0", 1), ("1e2", 100), ("1E+2", 100), ("12.50e1", 125),
        ("1200e-2", 12), ("0e999999999999999999999", 0), ("0.0", 0), ("9223372036854775807", Int.max),
        ("-9223372036854775808", Int.min), ("9.223372036854775807e18", Int.max),
        ("1000000000000000000000e-20", 10),
    ])
    func wholeNumbers(_ text: String, _ value: Int) throws {
        #expect(try JSONDocument(text).root.int == value)
    }

    @Test(arguments: ["1.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e99999999999999999999"])
    func notWholeOrTooLarge(_ text: String) throws {
        #expect(try JSONDocument(text).root.int == nil)
    }

    @Test func doubles() throws {
        #expect(try JSONDocument("0.1").root.double == 0.1)
        #expect(try JSONDocument("1e999").root.double == nil)
        #expect(try JSONDocument("-5e-324").root.double == -Double.leastNonzeroMagnitude)
    }
}
