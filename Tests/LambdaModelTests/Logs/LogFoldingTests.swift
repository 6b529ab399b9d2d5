import LambdaModel
import Testing

/// Stack traces in logs.
@Suite struct LogFoldingTests {
    /// The lines of each trace, and the one that stays visible.
    private static func folded(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return LogFolding.traces(in: lines).map { trace in
            "\(trace.lines.lowerBound)-\(trace.lines.upperBound - 1) \(trace.head.map { lines[$0] } ?? "-") ▸ \(trace.label)"
        }
    }

    @Test func `the report of Lambda's Python runtime has its error above`() {
        let text = """
            before
            [ERROR] ValueError: boom
            Traceback (most recent call last):
              File "/var/task/app.py", line 3, in handler
                raise ValueError("boom")
            Done: 3
            """
        #expect(Self.folded(text) == ["1-4 [ERROR] ValueError: boom ▸ traceback, 3 lines"])
    }

    @Test func `the runtime's lines may be indented with no-break spaces`() {
        let text = """
            [ERROR] ValueError: boom
            Traceback (most recent call last):
            \u{A0} File "/var/task/app.py", line 3, in handler
            \u{A0}\u{A0}\u{A0} raise ValueError("boom")
            Done: 3
            """
        #expect(Self.folded(text) == ["0-3 [ERROR] ValueError: boom ▸ traceback, 3 lines"])
    }

    @Test func `a traceback that Python's logger wrote ends with its error, and linked ones belong to it`() {
        let text = """
            [ERROR]\t2026-11-22T12:04:12.123Z\t5399074e-8f3b-4c56-9a5e-0242ac110002\tcannot price
            Traceback (most recent call last):
              File "/var/task/app.py", line 3, in price
                return PRICES[sku]
                       ~~~~~~^^^^^
            KeyError: 'X'

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "/var/task/app.py", line 5, in handler
                raise OutOfStock("X")
            shop.OutOfStock: X
            next: a message
            """
        #expect(Self.folded(text) == ["1-12 shop.OutOfStock: X ▸ traceback, 11 lines"])
    }

    @Test func `a traceback without its error has no head`() {
        let text = """
            printed
            Traceback (most recent call last):
              File "a.py", line 1, in f

            another line
            """
        #expect(Self.folded(text) == ["1-2 - ▸ traceback, 2 lines"])
    }

    @Test func `the frames of Node.js are below the error`() {
        let text = """
            TypeError: Cannot read properties of undefined (reading 'id')
                at price (file:///var/task/app.mjs:3:9)
                at async Runtime.handleOnceStreaming (file:///var/runtime/index.mjs:1206:29)
            after
            """
        let head = "TypeError: Cannot read properties of undefined (reading 'id')"
        #expect(Self.folded(text) == ["0-2 \(head) ▸ stack trace, 2 lines"])
    }

    @Test func `Java's causes belong to the trace`() {
        let text = """
            boom: java.lang.RuntimeException
            java.lang.RuntimeException: boom
            \tat shop.Handler.handleRequest(Handler.java:17)
            \t... 5 more
            Caused by: java.io.IOException: disk
            \tat shop.Store.read(Store.java:3)
            INFO next
            """
        #expect(Self.folded(text) == ["1-5 java.lang.RuntimeException: boom ▸ stack trace, 4 lines"])
    }

    @Test func `inner exceptions of .NET belong to the trace`() {
        let text = """
            System.InvalidOperationException: outer
             ---> System.IO.IOException: inner
               at Shop.Store.Read(String path) in /src/Store.cs:line 12
               --- End of inner exception stack trace ---
               at Shop.Function.Handler(Stream input)
            """
        #expect(Self.folded(text) == ["0-4 System.InvalidOperationException: outer ▸ stack trace, 4 lines"])
    }

    @Test func `Ruby's callers are below the error`() {
        let text = "app.rb:3:in `price': boom (RuntimeError)\n\tfrom app.rb:9:in `handler'"
        #expect(Self.folded(text) == ["0-1 app.rb:3:in `price': boom (RuntimeError) ▸ stack trace, 1 line"])
    }

    @Test func `a panic of Go has its goroutines below`() {
        let text = """
            panic: boom

            goroutine 1 [running]:
            main.handler(0x1, 0x2)
            \t/app/main.go:12 +0x1d
            created by main.main
            \t/app/main.go:3 +0x2
            exit status 2
            """
        #expect(Self.folded(text) == ["0-6 panic: boom ▸ stack trace, 6 lines"])
    }

    @Test(
        arguments: [
            "a\n  b\n  c", "we meet\n  at home", "Traceback is a word", "\tat first", "ERROR one\nERROR two",
            "    at x (a:1)",
            "Error: only a message", "{\n  \"at\": 1\n}", "", "from\n  from here",
        ])
    func `lines that only look similar are no trace`(text: String) {
        #expect(Self.folded(text).isEmpty)
    }

    @Test func `lines of another call, and lines that were left out, end a trace`() {
        func record(_ text: String, _ source: LogRecord.Source = .output) -> LogRecord {
            LogRecord(time: 0, source: source, text: text)
        }
        var folding = LogFolding()
        folding.add(record("Error: a"), number: 5)
        folding.add(record("    at f (a.js:1:2)", .errorOutput), number: 6)
        folding.add(record("END RequestId: x", .marker), number: 7)
        folding.add(record("    at g (a.js:1:2)"), number: 8)
        #expect(folding.traces.map(\.lines) == [5..<7])
        folding.add(record("Error: b"), number: 9)
        folding.add(record("    at f (a.js:1:2)"), number: 11)
        folding.add(record("Error: c"), number: 12)
        folding.add(record("    at f (a.js:1:2)"), number: 13)
        #expect(folding.traces.map(\.lines) == [5..<7, 12..<14])
        folding.forget(before: 7)
        #expect(folding.traces.map(\.lines) == [12..<14])
    }
}
