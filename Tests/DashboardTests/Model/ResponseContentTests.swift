import JSONText
import Testing

@testable import Dashboard

@Suite struct ResponseContentTests {
    /// The kind of a body as a word, with its content.
    private func kind(_ body: [UInt8]) -> String {
        switch ResponseContent(body) {
        case .json(let content): "json \(content.document.compact())"
        case .text(let lines): "text \(lines)"
        case .binary(let bytes): "binary \(bytes.count)"
        case .empty: "empty"
        case .web: "web"
        }
    }

    private func kind(_ body: String) -> String { kind(Array(body.utf8)) }

    @Test func `a body without bytes is empty`() {
        #expect(kind([]) == "empty")
    }

    @Test(arguments: [
        ("{\"a\": 1.0}", "{\"a\":1.0}"), ("null", "null"), ("\"text\"", "\"text\""), (" 1e2\n", "1e2"), ("[]", "[]"),
        ("{\"b\":1,\"a\":2,\"b\":3}", "{\"b\":1,\"a\":2,\"b\":3}"), ("\u{FEFF}[1]", "[1]"),
        ("\"\u{2028}空\"", "\"\u{2028}空\""),
    ])
    func `any JSON value is JSON, with its keys and numbers unchanged`(body: String, compact: String) {
        #expect(kind(body) == "json \(compact)")
    }

    @Test(arguments: [
        ("hello", ["hello"]), ("<html>\n</html>\n", ["<html>", "</html>"]), ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("\n", [""]), ("\n\n", ["", ""]), ("a\n\nb", ["a", "", "b"]), (" ", [" "]), ("空のカート", ["空のカート"]),
        ("{\"a\": 1,}", ["{\"a\": 1,}"]), ("a\tb", ["a\tb"]), ("\u{1B}[31mred", ["\u{1B}[31mred"]),
    ])
    func `text that is not JSON is split into lines`(body: String, lines: [String]) {
        #expect(kind(body) == "text \(lines)")
    }

    @Test(
        arguments: [
            [0], [0x61, 0x00, 0x62], [0xFF, 0xFE], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xC3],
            [0x61, 0x7F],
            [0x1F, 0x8B, 0x08], [0xC2, 0x85], Array("{\"a\": \"\u{0}\"}".utf8),
        ] as [[UInt8]])
    func `bytes that are not text or contain control characters are binary`(body: [UInt8]) {
        #expect(kind(body) == "binary \(body.count)")
    }

    @Test func `JSON too deep to parse is text`() {
        #expect(kind(String(repeating: "[", count: 100_000)).hasPrefix("text "))
    }
}
