import Foundation
import JSONText
import Support
import Testing

@testable import LambdaModel

/// Requests as commands with curl.
@Suite("Requests as curl") struct CurlTests {
    private func curl(
        _ method: String, _ target: String = "/", _ fields: [HTTPField] = [], _ body: [UInt8] = []
    ) throws -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("httpMethod", method)
            json.member("path", "/")
            json.key("requestContext")
            json.object { _ in }
        }
        var request = try #require(RequestOfEvent(event: json.bytes))
        (request.target, request.fields, request.body) = (target, fields, body)
        return request.curl(to: "http://127.0.0.1:8000")
    }

    @Test("The method is named unless it is curl's own")
    func methods() throws {
        #expect(try curl("GET", "/orders/7") == "curl -sS http://127.0.0.1:8000/orders/7")
        #expect(try curl("HEAD") == "curl -sS --head http://127.0.0.1:8000/")
        #expect(try curl("DELETE") == "curl -sS -X DELETE http://127.0.0.1:8000/")
        #expect(try curl("GET", "/", [], [0x61]).hasPrefix("curl -sS -X GET "))
    }

    @Test("A body of text is an argument, with its type")
    func text() throws {
        let fields = [HTTPField("content-type", "application/json"), HTTPField("content-length", "9")]
        #expect(
            try curl("POST", "/orders?x=1", fields, Array(#"{"a":"'"}"#.utf8))
                == #"curl -sS -X POST 'http://127.0.0.1:8000/orders?x=1' -H 'content-type: application/json'"#
                + #" --data-raw '{"a":"'\''"}'"#)
        // Without a type, curl would call it a form.
        #expect(try curl("POST", "/", [], Array("@x".utf8)).hasSuffix(" -H content-type: --data-raw @x"))
    }

    @Test("Fields that curl or the server makes are left out, and those that are no fields")
    func fields() throws {
        let fields = [
            HTTPField("Host", "example.com"), HTTPField("x-forwarded-for", "203.0.113.7"),
            HTTPField("X-Amzn-Trace-Id", "Root=1"), HTTPField("x-empty", ""), HTTPField("x-a", "b\r\nc: d"),
            HTTPField("x y", "z"), HTTPField("cookie", "a=1; b=2"),
        ]
        #expect(
            try curl("GET", "/", fields) == "curl -sS http://127.0.0.1:8000/ -H 'x-empty;' -H 'cookie: a=1; b=2'")
    }

    @Test("Compressed responses are shown uncompressed")
    func compressed() throws {
        #expect(
            try curl("GET", "/", [HTTPField("accept-encoding", "gzip, br")])
                == "curl -sS http://127.0.0.1:8000/ --compressed")
        #expect(
            try curl("GET", "/", [HTTPField("accept-encoding", "identity")]).hasSuffix("'accept-encoding: identity'"))
    }

    @Test("A target stays as it is: curl would replace brackets and leave out dots")
    func targets() throws {
        #expect(try curl("GET", "/a[1]") == "curl -sS --globoff 'http://127.0.0.1:8000/a[1]'")
        #expect(try curl("GET", "/a/../b") == "curl -sS --path-as-is http://127.0.0.1:8000/a/../b")
        #expect(try curl("GET", "/a/%2E%2e/b").contains("--path-as-is"))
        #expect(try !curl("GET", "/a..b?x=../y").contains("--path-as-is"))
    }

    @Test("A shell gives curl the body, whatever its bytes are")
    func shell() throws {
        let bodies: [[UInt8]] = [
            Array("plain".utf8), Array("it's \"$HOME\" `id`\n\r\n%s \\n".utf8), [0, 1, 0xFF, 0x0A, 0x27],
            Array("ä\u{0}".utf8),
            Array(String(repeating: "0123456789'", count: 12_000).utf8),
        ]
        for body in bodies {
            let script = """
                curl() { while [ $# -gt 1 ]; do shift; done; case $1 in @-) cat;; *) printf %s "$1";; esac; }
                \(try curl("POST", "/", [], body))
                """
            #expect(try output(of: script) == body, "\(body.prefix(20))")
        }
    }

    private func output(of script: String) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).sh")
        try Data(script.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [file.path]
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](data)
    }
}
