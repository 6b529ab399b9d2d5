import JSONText
import Testing

@Suite("Writing JSON")
struct WriterTests {
    private func write(_ style: JSONStyle = .compact, _ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(style: style)
        body(&writer)
        return writer.text
    }

    private func sample(_ writer: inout JSONWriter) {
        writer.object {
            $0.member("name", "hello")
            $0.member("port", 9001)
            $0.member("ms", 3.5)
            $0.member("cold", true)
            $0.key("none")
            $0.null()
            $0.key("empty")
            $0.object { _ in }
            $0.key("list")
            $0.array {
                $0.int(-1)
                $0.array { _ in }
                $0.object { $0.member("a", false) }
                $0.string("x")
            }
        }
    }

    @Test func compact() {
        let text = write { sample(&$0) }
        #expect(
            text == #"{"name":"hello","port":9001,"ms":3.5,"cold":true,"none":null,"empty":{},"#
                + #""list":[-1,[],{"a":false},"x"]}"#)
    }

    @Test func indentedTextEqualsTheFormattedCompactText() throws {
        let compact = write { sample(&$0) }
        #expect(write(.indented(2)) { sample(&$0) } == (try JSONDocument(compact).formatted()))
        #expect(write(.indented(4)) { sample(&$0) } == (try JSONDocument(compact).formatted(indent: 4)))
    }

    @Test func everyStringIsReadAsItWasWritten() throws {
        let scalars = (0...0x2FF).compactMap { Unicode.Scalar($0 as UInt32) }
        let awkward = String(String.UnicodeScalarView(scalars)) + "\u{2028}日😀\"\\/"
        let text = write { $0.string(awkward) }
        let decoded = try #require(try JSONDocument(text).root.string)
        #expect(Array(decoded.utf8) == Array(awkward.utf8))
        #expect(write { $0.string("a\"b\\c/\n\r\t\u{1b}\u{8}") } == #""a\"b\\c/\n\r\t\u001b\u0008""#)
    }

    @Test(
        arguments: [
            0.0, -0.0, 0.1, 1e21, -1.5e-7, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude, 1.0 / 3.0,
        ] as [Double])
    func doublesComeBack(_ value: Double) throws {
        let text = write { $0.double(value) }
        #expect(try JSONDocument(text).root.double == value)
    }

    @Test func numbersThatJSONLacksAreNull() {
        #expect(write { $0.double(.nan) } == "null")
        #expect(write { $0.double(-.infinity) } == "null")
    }

    @Test func aValueOfADocumentKeepsItsTokens() throws {
        let document = try JSONDocument("{\n \"b\": 1.0, \"a\": [ 1e2,\n \"\\u00e9\" ]\n}")
        let compact = write {
            $0.object {
                $0.member("v", document.root)
                $0.key("w")
                $0.array { $0.raw(document.root) }
            }
        }
        #expect(
            compact == #"{"v":{"b":1.0,"a":[1e2,"\u00e9"]},"w":[{"b":1.0,"a":[1e2,"\u00e9"]}]}"#)
        let indented = write(.indented(2)) { $0.object { $0.member("v", document.root) } }
        #expect(indented == (try JSONDocument("{\"v\":\(document.compact())}").formatted()))
    }

    @Test func anErrorOfTheBodyIsThrown() {
        struct Stop: Error {}
        var writer = JSONWriter()
        #expect(throws: Stop.self) { try writer.array { _ in throw Stop() } }
    }
}
