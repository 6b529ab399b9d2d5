import LambdaModel
import Testing

@testable import Dashboard

/// The lines of a response.
@Suite struct ResponsePageTests {
    private func page(_ body: String, error: InvocationError? = nil) -> ResponsePage {
        page(Array(body.utf8), error: error)
    }

    private func page(_ body: [UInt8], error: InvocationError? = nil, isAnswered: Bool = true) -> ResponsePage {
        let result = InvocationResult(
            request: InvocationRequest(function: "f", event: "e.json", payload: []),
            reply: isAnswered ? .answered(status: 200, body: body) : .unreachable("closed"),
            verdict: error == nil ? .ok : .functionError, error: error, startedAt: 0, seconds: 0, isCold: false)
        let failure = error == nil ? nil : FailureView(result, status: nil, CodeMap(code: .zip("")))
        return ResponsePage(result, ResponseContent(body), failure)
    }

    private func lines(_ page: ResponsePage) -> [String] {
        (0..<page.count).map { page.line($0).map(\.text).joined() }
    }

    private func toggle(
        _ page: inout ResponsePage, _ line: Int, isFolding: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let done = page.toggle(line)
        #expect(done == isFolding, "line \(line)", sourceLocation: sourceLocation)
    }

    private static let nested = #"{"a":{"b":[1,2.0],"c":{}},"d":"x"}"#

    @Test func `JSON is a tree with its values unchanged`() {
        #expect(
            lines(page(Self.nested)) == [
                "▾ a", "  ▾ b", "      0   1", "      1   2.0", "    c   {}", "  d   \"x\"",
            ])
    }

    @Test func `an object or array folds and unfolds on its row`() {
        var page = page(Self.nested)
        let before = lines(page)
        toggle(&page, 1)
        #expect(lines(page) == ["▾ a", "  ▸ b   [1, 2.0]", "    c   {}", "  d   \"x\""])
        toggle(&page, 0)
        #expect(lines(page) == ["▸ a   { 2 keys }", "  d   \"x\""])
        toggle(&page, 0)
        // What was folded inside stays folded.
        #expect(lines(page).contains("  ▸ b   [1, 2.0]"))
        toggle(&page, 1)
        #expect(lines(page) == before)
    }

    @Test func `a row of a scalar does not fold`() {
        var page = page(Self.nested)
        let before = lines(page)
        for index in [2, 3, 4, 5, 6] { toggle(&page, index, isFolding: false) }
        #expect(lines(page) == before)
        for other in ["text", "\u{0}"] {
            var page = self.page(other)
            for index in 0..<page.count { toggle(&page, index, isFolding: false) }
        }
    }

    @Test func `an error precedes the body, which still folds`() {
        let error = InvocationError(type: "ValueError", message: "boom\nand more", trace: ["  File x", "    raise"])
        var page = page("{\"errorType\":[1]}", error: error)
        let head = ["boom", "and more", "", "    File x", "      raise", ""]
        #expect(lines(page) == head + ["▾ errorType", "    0         1"])
        toggle(&page, 0, isFolding: false)
        toggle(&page, head.count)
        #expect(lines(page) == head + ["▸ errorType   [1]"])
        #expect(page.bodyRow(of: head.count) == 0)
        #expect(page.bodyRow(of: head.count - 1) == nil)
        #expect(page.line(ofBodyRow: 0) == head.count)
        #expect(page.line(99).isEmpty)
    }

    @Test func `an empty body is labelled, a missing one shows nothing`() {
        #expect(lines(page([])) == ["(empty body)"])
        #expect(lines(page([], isAnswered: false)) == [])
        let error = InvocationError(type: "Unreachable", message: "closed")
        #expect(lines(page([], error: error, isAnswered: false)) == [], "the row of the chip has the message")
    }

    @Test(arguments: ["Bad Gateway", "{\"message\":\"no\"}", "Task timed out after 2.00 seconds"])
    func `a body that is the error's message is shown once`(body: String) {
        let error = InvocationError(type: "HTTP 502", message: body)
        #expect(lines(page(body, error: error)) == lines(page(body)))
    }

    @Test func `text is shown line by line with its colours, without other escape sequences`() {
        let page = page("a\n\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{1B}\\x")
        #expect(lines(page) == ["a", "red x"])
        #expect(page.line(1).first?.style.foreground == 1)
    }

    @Test func `binary is shown as its size and a hex dump`() {
        let page = page([UInt8](repeating: 0, count: 17))
        #expect(page.count == 3)
        #expect(lines(page)[0] == "17 bytes, neither JSON nor text")
        #expect(lines(page)[2].hasPrefix("00000010  00 "))
    }

    @Test func `a string of megabytes is cut to what a screen needs`() {
        let page = page("{\"a\":\"" + String(repeating: "x", count: 5 << 20) + "\"}")
        #expect(page.count == 1)
        #expect(lines(page)[0].utf8.count < 20 << 10)
        #expect(lines(page)[0].hasSuffix("…"))
    }
}
