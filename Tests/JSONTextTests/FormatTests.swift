import JSONText
import Testing

@Suite("Formatting")
struct FormatTests {
    private let source = #"{"b":1.0,"a":[ ],"b":1e2,"n":{"x":"\u00e9é\/","y":[1,[{}]]},"":null}"#

    @Test func nothingOfTheSourceIsLost() throws {
        let expected = #"""
            {
              "b": 1.0,
              "a": [],
              "b": 1e2,
              "n": {
                "x": "\u00e9é\/",
                "y": [
                  1,
                  [
                    {}
                  ]
                ]
              },
              "": null
            }
            """#
        #expect(try JSONDocument(source).formatted() == expected)
        #expect(try JSONDocument(expected).formatted() == expected)
        #expect(try JSONDocument(expected).compact() == source.replacing("[ ]", with: "[]"))
    }

    @Test func indentIsChosen() throws {
        #expect(
            try JSONDocument("[[1],{\"a\":2}]").formatted(indent: 4) == """
                [
                    [
                        1
                    ],
                    {
                        "a": 2
                    }
                ]
                """)
        #expect(try JSONDocument("[1,2]").formatted(indent: 0) == "[\n1,\n2\n]")
    }

    @Test(arguments: ["1", "\"x\"", "null", "true", "{}", "[]"])
    func valuesOfOneToken(_ text: String) throws {
        #expect(try JSONDocument(" \(text)\n").formatted() == text)
        #expect(try JSONDocument(" \(text)\n").compact() == text)
        let layout = JSONLayout(try JSONDocument(text))
        #expect(layout.lineCount == 1)
        #expect(layout.line(0).node == nil)
        #expect(layout.text(0) == text)
    }

    @Test func aPartCanBeFormatted() throws {
        let document = try JSONDocument(source)
        #expect(document.root["n"]?.compact() == #"{"x":"\u00e9é\/","y":[1,[{}]]}"#)
        #expect(document.root["n"]?["y"]?.formatted() == "[\n  1,\n  [\n    {}\n  ]\n]")
    }

    @Test func theByteOrderMarkIsNotCopied() throws {
        #expect(try JSONDocument("\u{FEFF}[1]").compact() == "[1]")
    }

    @Test(arguments: 0..<200)
    func randomDocuments(_ seed: Int) throws {
        var generator = RandomJSON(seed: UInt64(seed))
        let (source, compact) = generator.document()
        let document = try JSONDocument(source)
        #expect(document.compact() == compact)
        let formatted = document.formatted()
        let again = try JSONDocument(formatted)
        #expect(again.compact() == compact)
        #expect(again.formatted() == formatted)
        #expect(JSONDocument.valuesEqual(document.root, again.root))
        let layout = JSONLayout(document)
        #expect((0..<layout.lineCount).map { layout.text($0) }.joined(separator: "\n") == formatted)
    }

    @Test func depthIsBoundedAndTakesNoStack() throws {
        let error = #expect(throws: JSONError.self) { try JSONDocument(String(repeating: "[", count: 100_000)) }
        #expect(error?.description == "line 1, column 1001: nested deeper than 1000 levels")
        let objects = String(repeating: "{\"a\":", count: 100_000)
        #expect(throws: JSONError.self) { try JSONDocument(objects) }

        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONDocument(nested(1000)) }
        #expect(throws: JSONError.self) { try JSONDocument(nested(1001)) }
        #expect(throws: JSONError.self) { try JSONDocument("[[1]]", maximumDepth: 1) }
        #expect(throws: Never.self) { try JSONDocument("1", maximumDepth: 0) }

        let deep = nested(100_000)
        let document = try JSONDocument(deep, maximumDepth: 100_000)
        #expect(document.compact() == deep)
        #expect(JSONLayout(document).lineCount == 2 * 100_000 - 1)
        #expect(JSONDocument.valuesEqual(document.root, try JSONDocument(deep, maximumDepth: 100_000).root))
    }

    /// Every byte is read a limited number of times, or this would take too long.
    @Test func aLargeDocumentKeepsEverything() throws {
        let item = #"{"id":7,"price":12.50,"name":"caf\u00e9 é","tags":["a",null,true]}"#
        let source = "[" + Array(repeating: item, count: 20_000).joined(separator: ",") + "]"
        let document = try JSONDocument(source)
        let again = try JSONDocument(document.formatted())
        #expect(again.compact() == source)
        #expect(JSONDocument.valuesEqual(document.root, again.root))
        let columns = document.root.elements.map(\.position.column)
        #expect(columns == (0..<20_000).map { 2 + $0 * (item.unicodeScalars.count + 1) })
    }
}
