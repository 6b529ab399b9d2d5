import LambdaModel
import Testing

@testable import Dashboard

/// The `body` of a response for API Gateway, opened in its place.
@Suite struct OpenedBodyTests {
    private func page(_ body: String) -> ResponsePage {
        ResponsePage(.sample(body), ResponseContent(Array(body.utf8)), nil)
    }

    private func lines(_ page: ResponsePage) -> [String] {
        (0..<page.count).map { page.line($0).map(\.text).joined() }
    }

    private func toggle(_ page: inout ResponsePage, _ line: Int) -> Bool { page.toggle(line) }

    private static let gateway = #"{"statusCode":200,"body":"{\"b\":1.0,\"a\":[1,2]}","n":1}"#

    @Test func `JSON in the body is a part of the tree, with its values unchanged`() {
        #expect(
            lines(page(Self.gateway)) == [
                "  statusCode   200", "▾ body         json", "    b          1.0", "  ▾ a", "      0        1",
                "      1        2", "  n            1",
            ])
    }

    @Test func `the body's key folds it to the original string`() {
        var page = page(Self.gateway)
        let before = lines(page)
        #expect(toggle(&page, 1))
        #expect(
            lines(page) == [
                "  statusCode   200", #"▸ body         "{\"b\":1.0,\"a\":[1,2]}""#, "  n            1",
            ])
        #expect(toggle(&page, 1))
        #expect(lines(page) == before)
    }

    @Test func `values in the body fold alone, and with the body`() {
        var page = page(Self.gateway)
        #expect(toggle(&page, 3))
        #expect(lines(page)[3] == "  ▸ a          [1, 2]")
        #expect(!toggle(&page, 2))
        #expect(toggle(&page, 1))
        #expect(page.count == 3)
        #expect(toggle(&page, 1))
        #expect(lines(page)[3] == "  ▸ a          [1, 2]")
    }

    @Test(arguments: [
        // {"a":1} · [] · "hello\nworld\n" as base64
        (#"{"statusCode":200,"isBase64Encoded":true,"body":"eyJhIjoxfQ=="}"#, "▾ body              json, from base64"),
        (#"{"statusCode":200,"isBase64Encoded":true,"body":"W10="}"#, "▾ body              json, from base64"),
        (
            #"{"statusCode":200,"isBase64Encoded":true,"body":"aGVsbG8Kd29ybGQK"}"#,
            "▾ body              text, from base64"
        ),
        (#"{"status":"200","bodyEncoding":"base64","body":"eyJhIjoxfQ=="}"#, "▾ body           json, from base64"),
        (#"{"status":"200","body":"{}"}"#, "▾ body     json"),
        (#"{"status":"200","body":"<html>\n</html>"}"#, "▾ body     html"),
        (#"{"status":"200","body":"one\ntwo"}"#, "▾ body     text"),
        (
            #"{"statusCode":200,"isBase64Encoded":true,"body":"iVBORw0KGgo="}"#,
            "  body              PNG image, 8 bytes"
        ),
        (
            #"{"statusCode":200,"isBase64Encoded":true,"body":"AAEC/w=="}"#,
            "  body              base64, 4 bytes, binary"
        ),
    ])
    func `the body's line says how it was decoded`(body: String, line: String) {
        #expect(lines(page(body)).contains(line), "\(lines(page(body)))")
    }

    @Test func `text is shown line by line, binary only as its size`() {
        let text = lines(page(#"{"statusCode":200,"isBase64Encoded":true,"body":"aGVsbG8Kd29ybGQK"}"#))
        #expect(text.suffix(3) == ["▾ body              text, from base64", "    hello", "    world"])
        let html = lines(page(#"{"statusCode":200,"body":"<!DOCTYPE html>\n<p>\u001b[31mx</p>"}"#))
        #expect(html.suffix(2) == ["    <!DOCTYPE html>", "    <p>x</p>"])
        var binary = page(#"{"statusCode":200,"isBase64Encoded":true,"body":"AAEC/w==","n":1}"#)
        #expect(lines(binary)[2] == "  body              base64, 4 bytes, binary")
        #expect(binary.count == 4)
        #expect(toggle(&binary, 2))
        #expect(lines(binary)[2] == "  body              \"AAEC/w==\"")
    }

    @Test(arguments: [
        (#"{"body":"{\"a\":1}"}"#, [#"▸ body   "{\"a\":1}""#]),
        (#"{"statusCode":200,"body":"hello"}"#, ["  statusCode   200", #"  body         "hello""#]),
        (#"{"statusCode":200,"body":"1"}"#, ["  statusCode   200", #"  body         "1""#]),
        (
            #"{"statusCode":200,"body":{"a":"{}"}}"#,
            ["  statusCode   200", "▾ body", #"  ▸ a          "{}""#]
        ),
        (#"[{"statusCode":200,"body":"{}"}]"#, ["▾ 0", "    statusCode   200", #"  ▸ body         "{}""#]),
        (#"{"statusCode":200,"body":""}"#, ["  statusCode   200", #"  body         """#]),
        (#"{"statusCode":200,"body":"{\"a\":"}"#, ["  statusCode   200", #"  body         "{\"a\":""#]),
        (#"{"statusCode":200,"body":"\u0000{}"}"#, ["  statusCode   200", #"  body         "\u0000{}""#]),
    ])
    func `other bodies are not opened at first`(body: String, rows: [String]) {
        #expect(lines(page(body)) == rows)
    }

    @Test func `JSON too deep to parse stays a string`() {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(page("{\"statusCode\":200,\"body\":\"\(deep)\"}").count == 2)
        var nested = JSONTree.body("[" + String(repeating: "[", count: 899) + String(repeating: "]", count: 900))
        nested.show(levels: TreeFolds.all)
        #expect(nested.count == 2 + 899)
    }

    @Test func `a body of six megabytes opens and folds`() {
        let inner = "[" + (0..<300_000).map { "\\\"item \($0)\\\"" }.joined(separator: ",") + "]"
        var page = page("{\"statusCode\":200,\"body\":\"\(inner)\"}")
        #expect(page.count == 2 + 3000 + 100)
        #expect(page.line(2 + 3000 + 99, width: 40, isCut: true).map(\.text).joined() == "  ▸ [ 299,900 – 299,999 ]")
        #expect(toggle(&page, 2 + 3000 + 99))
        #expect(page.line(2 + 3000 + 199).map(\.text).joined() == "      299999   \"item 299999\"")
        #expect(page.withTree { $0.show(levels: TreeFolds.all) } != nil)
        #expect(page.count == 2 + 3000 + 300_000)
        #expect(toggle(&page, 1))
        #expect(page.count == 2)
        #expect(page.line(1).map(\.text).joined().utf8.count < 20 << 10)
    }
}

extension JSONTree {
    /// The tree of a response with a body.
    fileprivate static func body(_ json: String) -> JSONTree {
        let text = "{\"statusCode\":200,\"body\":\"\(json)\"}"
        guard case .json(let content) = ResponseContent(Array(text.utf8)) else {
            fatalError("the tests' text is not JSON")
        }
        return content.tree
    }
}
