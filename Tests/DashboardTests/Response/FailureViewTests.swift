import LambdaModel
import Support
import Testing

@testable import Dashboard

/// How a failed call opens.
@Suite struct FailureViewTests {
    private let map = CodeMap(code: .folder("/home/ada/shop/orders"), workingFolder: "/home/ada/shop")

    private static let trace = [
        #"  File "/var/task/app.py", line 40, in handler"#, "    price(items)",
        #"  File "/var/task/lib/price.py", line 31, in price"#, "    raise OutOfStock(sku)",
    ]

    private func result(_ verdict: Verdict = .functionError, _ error: InvocationError?) -> InvocationResult {
        InvocationResult(
            request: InvocationRequest(function: "orders", event: "a.json", payload: []),
            reply: .answered(status: 200, body: []), verdict: verdict, error: error, startedAt: 100, seconds: 1,
            isCold: false)
    }

    private func view(
        _ verdict: Verdict = .functionError, type: String = "OutOfStock",
        message: String = "sku X-013 is out of stock", trace: [String] = trace, status: FunctionStatus? = nil
    ) -> FailureView {
        FailureView(result(verdict, InvocationError(type: type, message: message, trace: trace)), status: status, map)
    }

    private func source(_ view: FailureView, lines: Int = 40) throws -> SourceExcerpt {
        let place = try #require(view.request?.places.first)
        let text = (1...lines).map { $0 == 31 ? "    raise OutOfStock(sku)\n" : "    line \($0)\n" }.joined()
        return try #require(SourceExcerpt(Array(text.utf8), path: place.paths[0], frame: place.frame))
    }

    private func text(_ lines: [ResponsePage.Line]) -> [String] { lines.map { $0.spans.map(\.text).joined() } }

    @Test func `chip, message, position, source lines, other frames and trace follow each other`() throws {
        var view = view()
        view.source = try source(view)
        let page = view.page()
        #expect(
            text(page.lines) == [
                "orders/lib/price.py:31  in price · ⏎ opens it",
                "  26 │     line 26", "  27 │     line 27", "  28 │     line 28", "  29 │     line 29",
                "  30 │     line 30", "▶ 31 │     raise OutOfStock(sku)", "  32 │     line 32", "  33 │     line 33",
                "  34 │     line 34", "  35 │     line 35", "  36 │     line 36",
                "▸ 1 more frame",
                "",
                #"    File "orders/app.py", line 40, in handler"#, "      price(items)",
                #"    File "orders/lib/price.py", line 31, in price"#, "      raise OutOfStock(sku)",
            ])
        #expect(page.foldLine == 12)
        let file = "/home/ada/shop/orders/lib/price.py"
        #expect(page.lines[0].place == LocalPlace(path: file, line: 31))
        #expect((1...11).map { page.lines[$0].place?.line } == Array(26...36))
        #expect(page.lines[6].spans.allSatisfy { $0.style.highlight == .codeLine })
        #expect(page.lines[5].spans.allSatisfy { $0.style.highlight == .none })
    }

    @Test func `the other frames unfold`() throws {
        var view = view()
        view.source = try source(view)
        view.isUnfolded = true
        let page = view.page()
        #expect(text(page.lines).dropFirst(12).prefix(2) == ["▾ 1 more frame", "  orders/app.py:40  in handler"])
        #expect(page.lines[13].place == LocalPlace(path: "/home/ada/shop/orders/app.py", line: 40))
    }

    @Test func `at the end of a file the lines before the failing one take the room`() throws {
        var view = view()
        view.source = try source(view, lines: 31)
        let lines = text(view.page().lines).filter { $0.contains("│") }
        #expect(lines.map { $0.prefix(4) } == ["  26", "  27", "  28", "  29", "  30", "▶ 31"])
    }

    @Test func `before the file is read, the position is visible if there is no doubt about it`() {
        let lines = text(view().page().lines)
        #expect(lines[0] == "orders/lib/price.py:31  in price · ⏎ opens it")
        #expect(lines[1] == "▸ 1 more frame")
        let go = view(trace: ["    at handler (orders/main.go:12)"])
        #expect(text(go.page().lines) == ["      at handler (orders/main.go:12)"])
    }

    @Test func `a saved file and an unused map are named`() throws {
        var view = view()
        var source = try source(view)
        source.isNewer = true
        source.remark = "its source map is not used: it is not JSON"
        view.source = source
        let lines = text(view.page().lines)
        #expect(lines[0] == "orders/lib/price.py:31  in price  saved since this call · ⏎ opens it")
        #expect(lines[1] == "  its source map is not used: it is not JSON")
    }

    @Test func `a message of several lines is shown, and leads to files`() {
        let page = view(message: "bad\nin /var/task/app.py:9\n\n", trace: []).page()
        #expect(
            text(page.lines).prefix(2) == ["bad", "in orders/app.py:9"])
        #expect(page.lines[1].place?.line == 9)
    }

    @Test func `a failure without a trace is a chip and a message`() {
        let view = view(.timeout, type: "Sandbox.Timedout", message: "Task timed out after 2.00 seconds", trace: [])
        #expect(view.request == nil)
        #expect(view.page().lines.isEmpty, "the row of the chip has room for the message")
    }

    @Test func `a crash leads to the panic in its log`() throws {
        var result = result(.crashed, InvocationError(type: "Runtime.ExitError", message: "exit status 101"))
        result.log = ["thread 'main' panicked at src/main.rs:4:5:", "boom"].map {
            LogRecord(time: 0, source: .errorOutput, text: $0)
        }
        let view = FailureView(result, status: nil, map)
        #expect(view.request?.places.first?.paths.first == "/home/ada/shop/orders/src/main.rs")
        #expect(
            text(view.page().lines).last == "  thread 'main' panicked at src/main.rs:4:5:")
    }

    @Test(arguments: [
        (Verdict.ok, "OK", Highlight.chipGood), (.functionError, "FUNCTION ERROR", .chipBad),
        (.timeout, "TIMEOUT", .chipBad),
        (.crashed, "CRASHED", .chipBad), (.outOfMemory, "OUT OF MEMORY", .chipBad),
        (.initFailed, "INIT FAILED", .chipBad), (.responseTooLarge, "RESPONSE TOO LARGE", .chipBad),
        (.unreachable, "UNREACHABLE", .chipBad), (.cancelled, "CANCELLED", .chipWarning),
    ])
    func `each verdict has a chip`(verdict: Verdict, text: String, highlight: Highlight) {
        #expect(VerdictChip(verdict) == VerdictChip(text, highlight))
    }

    @Test(arguments: [
        (200, "200 OK", Highlight.chipGood), (302, "302 Found", .chipGood), (404, "404 Not Found", .chipWarning),
        (500, "500 Internal Server Error", .chipBad),
    ])
    func `the function's status replaces OK`(code: Int, text: String, highlight: Highlight) {
        #expect(VerdictChip(.ok, status: FunctionStatus(code)) == VerdictChip(text, highlight))
        #expect(VerdictChip(.functionError, status: FunctionStatus(code)).text == "FUNCTION ERROR")
    }

    @Test func `an answer that only looks like an error has a yellow chip`() {
        #expect(VerdictChip(.functionError, isDoubtful: true) == VerdictChip("LOOKS LIKE AN ERROR", .chipWarning))
    }

    @Test func `a start that failed opens the same way`() throws {
        let reason = FailureReason(
            .container, "init failed: RuntimeError: at import",
            lastLines: [#"  File "/var/task/app.py", line 3, in <module>"#, #"    raise RuntimeError("at import")"#])
        let view = FailureView(start: reason, isInit: true, map)
        let lines = text(view.page().lines)
        #expect((view.chip.text, view.type, view.message) == ("INIT FAILED", "RuntimeError", "at import"))
        #expect(lines[0] == "orders/app.py:3 · ⏎ opens it")
        #expect(view.request?.calledAt == nil)
        let engine = FailureView(start: FailureReason(.engine, "no engine: is it running?"), isInit: false, map)
        #expect((engine.chip.text, engine.message) == ("FAILED TO START", "no engine: is it running?"))
        #expect(engine.page().lines.isEmpty)
    }

    @Test func `a start that lacks a module leads to the import`() throws {
        let reason = FailureReason(
            .container,
            "init failed: Runtime.ImportModuleError: Unable to import module 'app': No module named 'requests'")
        let view = FailureView(start: reason, isInit: true, map)
        let place = try #require(view.request?.places.first)
        #expect(place.paths == ["/home/ada/shop/orders/app.py"])
        #expect(place.frame.needle == "requests")
    }

    @Test func `text from outside is drawn without its escape sequences`() {
        let view = view(type: "T", message: "a\u{1B}]0;x\u{7}b\n\u{1B}[2Jc", trace: [])
        #expect(text(view.page().lines) == ["ab", "c"])
    }
}
