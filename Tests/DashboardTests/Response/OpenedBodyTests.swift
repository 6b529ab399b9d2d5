import JSONText
import LambdaModel
import Testing

@testable import Dashboard

/// The `body` of a response for API Gateway, opened in its place.
@Suite struct OpenedBodyTests {
    private func page(_ body: String) -> ResponsePage {
        ResponsePage(.sample(body), ResponseContent(Array(body.utf8)), CodeMap(code: .zip("")))
    }

    private func lines(_ page: ResponsePage) -> [String] {
        (0..<page.count).map { page.line($0).map(\.text).joined() }
    }

    private func toggle(_ page: inout ResponsePage, _ line: Int) -> Bool { page.toggle(line) }

    private static let gateway = #"{"statusCode":200,"body":"{\"b\":1.0,\"a\":[1,2]}","n":1}"#

    @Test func `JSON in the body is indented below its key, with its values unchanged`() {
        #expect(
            lines(page(Self.gateway)) == [
                "{", "  \"statusCode\": 200,", "  \"body\": ▾ json", "    {", "      \"b\": 1.0,", "      \"a\": [",
                "        1,", "        2", "      ]", "    },", "  \"n\": 1", "}",
            ])
    }

    @Test func `the body's key folds it to the original string`() {
        var page = page(Self.gateway)
        let before = lines(page)
        #expect(toggle(&page, 2))
        #expect(
            lines(page) == [
                "{", "  \"statusCode\": 200,", #"  "body": ▸ "{\"b\":1.0,\"a\":[1,2]}","#, "  \"n\": 1", "}",
            ])
        #expect(toggle(&page, 2))
        #expect(lines(page) == before)
    }

    @Test func `values in the body fold alone, and with the values around them`() {
        var page = page(Self.gateway)
        #expect(toggle(&page, 5))
        #expect(lines(page)[5] == "      \"a\": [ … 2 items ]")
        #expect(toggle(&page, 3))
        #expect(lines(page)[3] == "    { … 2 keys },")
        #expect(!toggle(&page, 4))
        #expect(toggle(&page, 0))
        #expect(lines(page) == ["{ … 3 keys }"])
        #expect(toggle(&page, 0))
        #expect(lines(page)[3] == "    { … 2 keys },")
    }

    @Test(arguments: [
        // {"a":1} · [] · "hello\nworld\n" as base64
        (#"{"statusCode":200,"isBase64Encoded":true,"body":"eyJhIjoxfQ=="}"#, "\"body\": ▾ json, from base64"),
        (#"{"statusCode":200,"isBase64Encoded":true,"body":"W10="}"#, "\"body\": ▾ json, from base64"),
        (#"{"statusCode":200,"isBase64Encoded":true,"body":"aGVsbG8Kd29ybGQK"}"#, "\"body\": ▾ text, from base64"),
        (#"{"status":"200","bodyEncoding":"base64","body":"eyJhIjoxfQ=="}"#, "\"body\": ▾ json, from base64"),
        (#"{"status":"200","body":"{}"}"#, "\"body\": ▾ json"),
        (#"{"statusCode":200,"isBase64Encoded":true,"body":"iVBORw0KGgo="}"#, "\"body\": ▸ base64, 8 bytes, binary"),
    ])
    func `the body's line says how it was decoded`(body: String, line: String) {
        #expect(lines(page(body)).contains { $0.hasSuffix(line) })
    }

    @Test func `base64 text is shown line by line, binary only as its size`() {
        let text = lines(page(#"{"statusCode":200,"isBase64Encoded":true,"body":"aGVsbG8Kd29ybGQK"}"#))
        #expect(text.suffix(4) == ["  \"body\": ▾ text, from base64", "    hello", "    world", "}"])
        var binary = page(#"{"statusCode":200,"isBase64Encoded":true,"body":"iVBORw0KGgo=","n":1}"#)
        #expect(lines(binary)[3] == "  \"body\": ▸ base64, 8 bytes, binary,")
        #expect(binary.count == 6)
        #expect(toggle(&binary, 3))
        #expect(lines(binary)[3] == "  \"body\": ▸ \"iVBORw0KGgo=\",")
    }

    @Test(arguments: [
        #"{"body":"{\"a\":1}"}"#, #"{"statusCode":200,"body":"hello"}"#, #"{"statusCode":200,"body":"1"}"#,
        #"{"statusCode":200,"body":{"a":"{}"}}"#, #"{"statusCode":200}"#, #"[{"statusCode":200,"body":"{}"}]"#,
        #"{"statusCode":200,"body":""}"#, #"{"statusCode":200,"isBase64Encoded":true,"body":""}"#,
        #"{"statusCode":200,"body":"{\"a\":"}"#, #"{"statusCode":200,"body":"\u0000{}"}"#,
    ])
    func `other bodies are not opened`(body: String) throws {
        let layout = JSONLayout(try JSONDocument(body))
        #expect(lines(page(body)) == (0..<layout.lineCount).map { layout.text($0) })
    }

    @Test func `JSON too deep to parse stays a string`() {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(page("{\"statusCode\":200,\"body\":\"\(deep)\"}").count == 4)
        let nested = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(page("{\"statusCode\":200,\"body\":\"\(nested)\"}").count == 4 + 1799)
    }

    @Test func `a body of six megabytes opens and folds`() {
        let inner = "[" + (0..<300_000).map { "\\\"item \($0)\\\"" }.joined(separator: ",") + "]"
        var page = page("{\"statusCode\":200,\"body\":\"\(inner)\"}")
        #expect(page.count == 4 + 300_002)
        #expect(page.line(3 + 300_000).map(\.text).joined() == "      \"item 299999\"")
        #expect(toggle(&page, 3))
        #expect(page.count == 5)
        #expect(toggle(&page, 2))
        #expect(page.count == 4)
        #expect(page.line(2).map(\.text).joined().utf8.count < 20 << 10)
    }
}
