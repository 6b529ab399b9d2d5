import JSONText
import Testing

@Suite("Lines and folding")
struct LayoutTests {
    private let source = #"{"a": {"b": [1, 2, 3], "c": {}}, "d": ["x", -1.0, true, null], "e": {"f": 1}}"#

    private func lines(_ document: JSONDocument, folded: Set<Int> = []) -> [String] {
        let layout = JSONLayout(document, folded: folded)
        return (0..<layout.lineCount).map { layout.text($0) }
    }

    @Test func spansHaveTheirKind() throws {
        let layout = JSONLayout(try JSONDocument(#"{"k": ["x\n", -1.0, true, null, {}, []]}"#))
        let spans = (0..<layout.lineCount).map { layout.line($0).spans }
        let comma = JSONSpan(kind: .punctuation, text: ",")
        #expect(
            spans == [
                [JSONSpan(kind: .punctuation, text: "{")],
                [
                    JSONSpan(kind: .key, text: "\"k\""), JSONSpan(kind: .punctuation, text: ": "),
                    JSONSpan(kind: .punctuation, text: "["),
                ],
                [JSONSpan(kind: .string, text: #""x\n""#), comma],
                [JSONSpan(kind: .number, text: "-1.0"), comma],
                [JSONSpan(kind: .bool, text: "true"), comma],
                [JSONSpan(kind: .null, text: "null"), comma],
                [JSONSpan(kind: .punctuation, text: "{}"), comma],
                [JSONSpan(kind: .punctuation, text: "[]")],
                [JSONSpan(kind: .punctuation, text: "]")],
                [JSONSpan(kind: .punctuation, text: "}")],
            ])
        #expect((0..<layout.lineCount).map { layout.line($0).indent } == [0, 1, 2, 2, 2, 2, 2, 2, 1, 0])
    }

    @Test func foldedContainersTakeOneLine() throws {
        let document = try JSONDocument(source)
        let root = document.root
        let inner = try #require(root["a"]?["b"])
        let array = try #require(root["d"])
        let single = try #require(root["e"])
        #expect(
            lines(document, folded: [inner.index, array.index, single.index]) == [
                "{",
                "  \"a\": {",
                "    \"b\": [ … 3 items ],",
                "    \"c\": {}",
                "  },",
                "  \"d\": [ … 4 items ],",
                "  \"e\": { … 1 key }",
                "}",
            ])
    }

    @Test func foldingTheRootHidesAll() throws {
        let document = try JSONDocument(source)
        let layout = JSONLayout(document, folded: [0])
        #expect(layout.lineCount == 1)
        #expect(
            layout.line(0)
                == JSONLayout(document, folded: Set(0..<100)).line(0))
        #expect(layout.text(0) == "{ … 3 keys }")
        #expect(layout.line(0).spans.map(\.kind) == [.punctuation, .fold, .punctuation])
        #expect(layout.line(0).isFolded)
        #expect(layout.line(0).node == 0)
    }

    @Test func onlyLinesThatOpenSomethingFold() throws {
        let document = try JSONDocument(source)
        let layout = JSONLayout(document)
        let nodes = (0..<layout.lineCount).map { layout.line($0).node }
        let root = document.root
        let expected: [Int?] = [
            0, root["a"]?.index, root["a"]?["b"]?.index, nil, nil, nil, nil, nil, nil, root["d"]?.index, nil, nil, nil,
            nil, nil, root["e"]?.index, nil, nil, nil,
        ]
        #expect(nodes == expected)
        #expect((0..<layout.lineCount).allSatisfy { !layout.line($0).isFolded })
    }

    @Test func indicesThatNameNoContainerAreIgnored() throws {
        let document = try JSONDocument(source)
        let scalar = try #require(root(document, "d", 0))
        let empty = try #require(document.root["a"]?["c"]?.index)
        #expect(lines(document, folded: [scalar, empty, -5, 10_000]) == lines(document))
    }

    @Test func aLongStringIsCutForTheScreen() throws {
        let text = String(repeating: "é", count: 100)
        let layout = JSONLayout(try JSONDocument("[\"\(text)\", \"short\"]"))
        // The opening quote and 9 bytes: four characters and a half, so four.
        #expect(layout.line(1, longestSpan: 10).spans.first?.text == "\"éééé…")
        #expect(layout.line(1, longestSpan: 202).spans.first?.text == "\"\(text)\"")
        #expect(layout.line(2, longestSpan: 10).spans.first?.text == "\"short\"")
        #expect(layout.line(1, longestSpan: 0).spans.first?.text == "…")
    }

    private func root(_ document: JSONDocument, _ key: String, _ element: Int) -> Int? {
        document.root[key]?[element]?.index
    }
}
