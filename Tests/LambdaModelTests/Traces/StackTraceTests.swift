import Foundation
import LambdaModel
import Testing

/// Frames of all languages' traces.
@Suite struct StackTraceTests {
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func shown(_ trace: StackTrace) -> [String] {
        trace.shown.map { frame in
            let place = [frame.line, frame.column].compactMap(\.self).map { ":\($0)" }.joined()
            let package = frame.package.map { $0.isEmpty ? "" : $0 + "/" } ?? ""
            return (frame.function.map { $0 + " " } ?? "") + package + frame.path + place
                + (frame.needle.map { " “\($0)”" } ?? "")
        }
    }

    private static let table: [(String, [String])] = [
        (TraceSamples.pythonRuntime, ["handler /var/task/app.py:7"]),
        (TraceSamples.pythonChained, ["handler /var/task/app.py:7", "checkout /var/task/app.py:12"]),
        (TraceSamples.pythonSyntax, ["/var/task/bad.py:2", "/var/task/app.py:1"]),
        (TraceSamples.pythonGroup, ["b /var/task/app.py:3"]),
        (#"  File "/var/task/app.py" Line 3"# + "\n    def x(", ["/var/task/app.py:3"]),
        ("\u{A0}\u{A0}File \"/var/task/app.py\", line 9, in handler", ["handler /var/task/app.py:9"]),
        (
            TraceSamples.node,
            ["/var/task/lib/price.mjs:2:34", "price /var/task/lib/price.mjs:2:9", "handler /var/task/app.mjs:3:17"]
        ),
        (
            TraceSamples.nodeConstructor,
            [
                "Cart /var/task/app.mjs:6:36", "make /var/task/app.mjs:7:27", "/var/task/my app.js:1:7",
                "Timeout.f /var/task/boom.js:1:21",
            ]
        ),
        (TraceSamples.nodeSyntax, ["/var/task/bad.mjs:2"]),
        (TraceSamples.nodeNoExport, ["/var/task/miss2.mjs:1"]),
        (TraceSamples.nodeCause, ["/var/task/err.js:1:34", "/var/task/err.js:1:12"]),
        (TraceSamples.nodeMapped, ["price /var/src/lib/price.ts:14:11", "handler src/app.ts:4:9"]),
        (TraceSamples.nodePackage, ["check /var/task/node_modules/ajv/dist/core.js:20:3"]),
        (
            TraceSamples.java,
            [
                "Handler.price shop/orders/Handler.java:4", "Handler.handle shop/orders/Handler.java:5",
                "Main.main Main.kt:9",
            ]
        ),
        (
            TraceSamples.javaCaused,
            [
                "Handler.lambda$price$0 com/example/Handler.java:4", "Handler.price com/example/Handler.java:4",
            ]
        ),
        (
            TraceSamples.go,
            [
                "price.(*Table).Of /home/ada/shop/price/table.go:31", "handler /home/ada/shop/cmd/orders/main.go:12",
                "main /home/ada/shop/cmd/orders/main.go:8",
            ]
        ),
        (
            TraceSamples.rust,
            ["shop::price::price src/price.rs:1:50", "shop[e28293b1aa0f68bd]::handler /home/ada/shop/src/main.rs:2:23"]
        ),
        (TraceSamples.rustWithoutBacktrace, ["src/main.rs:4:5"]),
        (TraceSamples.rustOld, ["src/main.rs:4:5"]),
        (TraceSamples.dotnet, ["Price.Of /src/Orders/Price.cs:12", "Function.Handle /src/shop/Function.cs:5"]),
        (TraceSamples.ruby, ["Price#of /var/task/lib/price.rb:3", "block in Object#handler /var/task/app.rb:7"]),
        (TraceSamples.rubyOld, ["/var/task/app.rb:1"]),
        (TraceSamples.rubySyntax, ["/var/task/app.rb:5"]),
        (TraceSamples.shell, ["/var/task/bootstrap:12"]),
    ]

    @Test(arguments: table)
    func `the user's frames are found in a reported trace, the innermost one first`(text: String, frames: [String]) {
        let error = InvocationError(type: "T", message: "m", trace: Self.lines(text))
        #expect(shown(StackTrace.find(error)) == frames)
    }

    @Test(arguments: table)
    func `the same trace is found in a log with other lines around it`(text: String, frames: [String]) {
        let log = ["order received", "{\"level\":\"INFO\",\"message\":\"x\"}"] + Self.lines(text) + ["done at 12:30"]
        let error = InvocationError(type: "Runtime.ExitError", message: "Runtime exited with error: exit status 2")
        #expect(shown(StackTrace.find(error, log: log)) == frames)
    }

    @Test func `frames of the library for Go are objects, and become lines`() throws {
        let error = try #require(Verdict.read(.answered(status: 200, body: Array(TraceSamples.goLibrary.utf8))).error)
        #expect(error.trace[2] == "    at handler (orders/main.go:12)")
        #expect(shown(StackTrace.find(error)) == ["handler orders/main.go:12"])
        #expect(ReportedError(body: Array(TraceSamples.goLibrary.utf8), type: nil).error.trace == error.trace)
    }

    @Test func `an error that Node.js logs as an object is read`() {
        let line =
            #"2026-11-22T19:41:49.512Z undefined ERROR Uncaught Exception  {"errorType":"Error","#
            + #""errorMessage":"at import","stack":["Error: at import","    at load (/var/task/badinit.js:1:7)"]}"#
        #expect(shown(StackTrace.find(nil, log: [line])) == ["load /var/task/badinit.js:1:7"])
        let nested = #"{"level":"error","err":{"message":"x","stack":"Error: x\n    at f (/var/task/a.js:3:4)"}}"#
        #expect(shown(StackTrace.find(nil, log: [nested])) == ["f /var/task/a.js:3:4"])
    }

    @Test(arguments: [
        ("node-badinit", "/var/task/badinit.js:1:7"), ("py-badinit", "/var/task/badinit.py"),
        ("node-badimport", "/var/task/badimport.js “nope”"), ("py-badimport", "/var/task/badimport.py “nonexistent”"),
    ])
    func `a recorded start that failed leads to its file`(recording: String, place: String) throws {
        let log = try Recording.records(recording).map(\.text)
        #expect(shown(StackTrace.find(nil, log: log)).first?.hasPrefix(place) == true)
    }

    @Test func `modules that cannot be found lead to the file that imports them`() {
        func frames(_ message: String) -> [String] {
            shown(StackTrace.find(InvocationError(type: "Runtime.ImportModuleError", message: message)))
        }
        #expect(
            frames("Unable to import module 'src.app': No module named 'requests'")
                == ["/var/task/src/app.py “requests”"])
        #expect(
            frames("Unable to import module 'app': cannot import name 'x' from 'y' (/var/task/y.py)")
                == ["/var/task/app.py “x”"])
        #expect(
            frames("Cannot find package 'nope' imported from /var/task/app.mjs") == ["/var/task/app.mjs “nope”"])
        #expect(
            frames("Cannot find module '/var/task/nothere.mjs' imported from /var/task/miss.mjs")
                == ["/var/task/miss.mjs “nothere.mjs”"])
        #expect(
            frames("Error: Cannot find module './x'\nRequire stack:\n- /var/task/a.js\n- /var/runtime/index.mjs")
                == ["/var/task/a.js “./x”"])
        // The handler's own file does not exist.
        #expect(frames("Unable to import module 'app': No module named 'app'") == [])
    }

    @Test func `a message names the file if the trace does not`() {
        let error = InvocationError(type: "SyntaxError", message: "bad\nin /var/task/app.py:9")
        #expect(shown(StackTrace.find(error)) == ["/var/task/app.py:9"])
    }

    @Test(arguments: [
        "", "at", "at ", "at 12:30", "at noon (12:30)", "(Handler.java:5)", "File \"", "File \"/a.py\"", "x:in `y'",
        "a.rb: 3: b", "/var/task/x: line : y", "https://example.com:8080", "main.go:12", "GET /a:1 in 3 ms",
        "   at A.B(C d)", "{\"stack\":3}", "{", "}", "panicked at ", " panicked at ', ", "panic: x",
    ])
    func `other lines have no frame`(line: String) {
        #expect(StackTrace.find(nil, log: [line, line]).frames == [])
    }

    @Test func `a trace without frames of the user shows the runtime's`() {
        let trace = StackTrace.find(
            InvocationError(type: "T", message: "", trace: ["    at f (file:///var/runtime/index.mjs:3:1)"]))
        #expect(shown(trace) == ["f /var/runtime/index.mjs:3:1"])
        #expect(StackTrace.find(nil) == .none)
    }

    @Test func `a trace keeps the lines of the error that ended the call`() {
        let log = ["before"] + Self.lines(TraceSamples.rustWithoutBacktrace) + ["after"]
        #expect(
            StackTrace.find(nil, log: log).lines == ["thread 'main' panicked at src/main.rs:4:5:"])
    }

    @Test func `lines of any length and many frames cost little`() {
        let long = "at f (" + String(repeating: "/a", count: 1 << 20) + ":1:1)"
        #expect(StackTrace.find(nil, log: [long]).frames == [])
        let many = Array(repeating: "    at f (/var/task/a.js:1:1)", count: 10_000)
        #expect(StackTrace.find(InvocationError(type: "T", message: "", trace: many)).frames.count == 100)
    }
}
