import LambdaModel
import Testing

@testable import Dashboard

/// Errors that lead to this machine's files.
@Suite struct ErrorLinesTests {
    private let map = CodeMap(code: .folder("/home/ada/shop/cart"), workingFolder: "/home/ada")

    private func lines(_ error: InvocationError) -> [ResponsePage.Line] {
        ErrorLines.trace(error.trace, map)
    }

    private func text(_ line: ResponsePage.Line) -> String { line.spans.map(\.text).joined() }

    private static let python = [
        #"  File "/var/runtime/awslambdaric/bootstrap.py", line 188, in handle"#,
        "    response = handler(event, context)",
        #"  File "/var/task/app.py", line 4, in handler"#, #"    raise ValueError("boom")"#,
    ]

    @Test func `the user's frames are highlighted and link to their files, the runtime's are dim`() {
        let lines = lines(InvocationError(type: "ValueError", message: "boom", trace: Self.python))
        #expect(
            lines.map(\.place) == [nil, nil, LocalPlace(path: "/home/ada/shop/cart/app.py", line: 4), nil])
        #expect(text(lines[2]) == #"    File "shop/cart/app.py", line 4, in handler"#)
        #expect(lines[0].spans.allSatisfy { $0.style.role == .dim })
        #expect(lines[1].spans.allSatisfy { $0.style.role == .dim })
        #expect(lines[2].spans.first { $0.style.attributes == .underline }?.text == "shop/cart/app.py")
        // The source line belongs to the frame before it.
        #expect(lines[3].spans.allSatisfy { $0.style.role == .text })
    }

    @Test(arguments: [
        ("    at handler (/var/task/app.js:12:9)", "      at handler (shop/cart/app.js:12:9)"),
        ("    at file:///var/task/a%20b.mjs:3:1", "      at shop/cart/a b.mjs:3:1"),
        ("/var/task/app.rb:3:in `handler'", "  shop/cart/app.rb:3:in `handler'"),
        ("   at F.Handle() in /var/task/F.cs:line 5", "     at F.Handle() in shop/cart/F.cs:line 5"),
    ])
    func `frames of every runtime show this machine's paths`(frame: String, shown: String) {
        let line = lines(InvocationError(type: "T", message: "", trace: [frame]))[0]
        #expect(text(line) == shown)
        #expect(line.place != nil)
    }

    @Test func `a multi-line message also links to local files`() {
        let error = InvocationError(type: "Runtime.UserCodeSyntaxError", message: "bad\nin /var/task/app.py:9\n")
        let result = InvocationResult.sample(verdict: .initFailed, error: error)
        let lines = FailureView(result, status: nil, map).page().lines
        #expect(lines.prefix(2).map(text) == ["bad", "in shop/cart/app.py:9"])
        #expect(lines[1].place?.line == 9)
    }

    @Test func `a zip's frames keep the container's paths`() {
        let lines = ErrorLines.trace(Self.python, CodeMap(code: .zip("/a.zip")))
        #expect(text(lines[2]).contains("/var/task/app.py"))
        #expect(lines.allSatisfy { $0.place == nil })
    }

    @Test func `escape sequences in a trace are removed and do not hide its location`() {
        let line = lines(
            InvocationError(
                type: "T", message: "", trace: ["\u{1B}[31mat h (/var/task/\u{1B}[1mapp.js:1:2)\u{1B}]0;x\u{7}"]))[0]
        #expect(text(line) == "  at h (shop/cart/app.js:1:2)")
        #expect(line.place?.path == "/home/ada/shop/cart/app.js")
    }
}
