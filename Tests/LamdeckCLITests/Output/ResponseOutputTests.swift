import LambdaModel
import Testing

@testable import LamdeckCLI

struct ResponseOutputTests {
    private static func shown(
        _ body: [UInt8], _ fields: [HTTPField] = [], status: Int = 200, isTerminal: Bool = false
    ) throws -> String {
        let captured = try Captured(isTerminal: isTerminal)
        let response = WebResponse(status: status, fields: fields, body: body)
        #expect(ResponseOutput(response: response).isSettled(on: captured.output))
        #expect(captured.messages.isEmpty)
        return captured.results
    }

    @Test func `status line and headers, a blank line, and the body`() throws {
        let fields = [
            HTTPField("content-type", "text/plain"), HTTPField("Set-Cookie", "a=1"), HTTPField("set-cookie", "b=2"),
        ]
        #expect(
            try Self.shown(Array("hi".utf8), fields, status: 404) == """
                HTTP/1.1 404 Not Found
                content-type: text/plain
                Set-Cookie: a=1
                set-cookie: b=2

                hi

                """)
        #expect(try Self.shown([], status: 299) == "HTTP/1.1 299\n\n")
    }

    @Test func `JSON is formatted`() throws {
        #expect(try Self.shown(Array(#"{"a":1.0}"#.utf8)) == "HTTP/1.1 200 OK\n\n{\n  \"a\": 1.0\n}\n")
    }

    @Test func `a terminal gets text that it does not obey`() throws {
        let fields = [HTTPField("x", "\u{1B}[2J")]
        #expect(
            try Self.shown(Array("a\u{1B}[2J".utf8), fields, isTerminal: true)
                == "HTTP/1.1 200 OK\nx: \u{FFFD}[2J\n\na\u{FFFD}[2J\n")
        #expect(
            try Self.shown(Array("\"\u{202E}\"".utf8), isTerminal: true) == "HTTP/1.1 200 OK\n\n\"\\u202e\"\n")
    }

    @Test func `a body that is no text goes to a pipe as it is, and a terminal gets its type and size`() throws {
        let (bytes, type) = ([UInt8](repeating: 0, count: 1536), [HTTPField("content-type", "image/png")])
        #expect(
            try Self.shown(bytes, type)
                == "HTTP/1.1 200 OK\ncontent-type: image/png\n\n" + String(repeating: "\0", count: 1536))
        #expect(
            try Self.shown(bytes, type, isTerminal: true).hasSuffix(
                "\n\n(1.5 KB of image/png: --raw writes them to a file or a pipe)\n"))
        #expect(
            try Self.shown([0xFF], isTerminal: true)
                == "HTTP/1.1 200 OK\n\n(1 byte: --raw writes them to a file or a pipe)\n")
    }

    @Test func `a response that is lost is reported`() {
        let output = Output(results: -1, messages: -1, isTerminal: false)
        #expect(!ResponseOutput(response: WebResponse(status: 200)).isSettled(on: output))
    }
}
