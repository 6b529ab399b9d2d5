import LambdaModel
import Testing

/// Positions in files, found in lines of all runtimes.
@Suite struct CodeLocationTests {
    private func found(_ line: String) -> String? {
        guard let place = CodeLocation(in: line) else { return nil }
        return "\(place.path) \(place.line)" + (place.column.map { " \($0)" } ?? "")
    }

    @Test(arguments: [
        (#"  File "/var/task/app.py", line 4, in handler"#, "/var/task/app.py 4"),
        (#"  File "/var/task/my app.py", line 12"#, "/var/task/my app.py 12"),
        (#"SyntaxError: invalid syntax (File "/var/task/a(1).py", line 3)"#, "/var/task/a(1).py 3"),
        ("    at handler (/var/task/app.js:12:9)", "/var/task/app.js 12 9"),
        ("    at Runtime.handler (file:///var/task/app.mjs:3:1)", "/var/task/app.mjs 3 1"),
        ("    at async file:///var/task/my%20app.mjs:30:17", "/var/task/my app.mjs 30 17"),
        ("    at Object.<anonymous> (/var/task/my app.js:12:9)", "/var/task/my app.js 12 9"),
        ("file:///var/task/app.mjs:3", "/var/task/app.mjs 3"),
        ("/var/task/app.js:7", "/var/task/app.js 7"),
        ("/var/task/app.rb:3:in `handler'", "/var/task/app.rb 3"),
        ("/var/task/lib/a.rb:14:in 'Cart#total'", "/var/task/lib/a.rb 14"),
        ("   at X.Function.Handle(String s) in /var/task/My Code.cs:line 5", "/var/task/My Code.cs 5"),
        ("warning at /opt/python/lib/x.py:8: deprecated", "/opt/python/lib/x.py 8"),
        ("panic: main.go  /var/task/main.go:22 +0x1d", "/var/task/main.go 22"),
        ("[ERROR]\tin /var/task/空.py:9", "/var/task/空.py 9"),
        ("GET /index.html at /var/task/app.py:6", "/var/task/app.py 6"),
        ("    at C:/x (/var/task/app.js:1:2)", "/var/task/app.js 1 2"),
    ])
    func `a location is found in every runtime's frame`(line: String, place: String) {
        #expect(found(line) == place)
    }

    @Test(arguments: [
        "", "/", "no path", "    at example.Handler.handle(Handler.java:5)", "/var/task/app.py", "/var/task/app.py:",
        "/var/task/app.py:0", "/var/task/:3", "see https://example.com:8080/a", "at /var/task and then 12:30",
        "time 10/11:30", "/var/task/a\u{1B}[31m.py:3", "/var/task/a\u{0}.py:3", "/var/task/app.py:3rd",
        #"File "/var/task/app.py", in handler"#, "/var/task/x:", "a/b:3", "file://", "/:1",
    ])
    func `a line without a location has none`(line: String) {
        #expect(found(line) == nil)
    }

    @Test func `the range is that of the path, in bytes`() throws {
        let line = "空 at h (file:///var/task/app.mjs:3:1)"
        let place = try #require(CodeLocation(in: line))
        #expect(String(decoding: Array(line.utf8)[place.range], as: UTF8.self) == "file:///var/task/app.mjs")
    }

    @Test func `a line number of any length is limited to nine digits`() {
        #expect(found("/var/task/a.py:" + String(repeating: "9", count: 40)) == "/var/task/a.py 999999999")
    }

    @Test func `only the start of a long line is searched`() {
        #expect(found(String(repeating: " /", count: 1 << 20)) == nil)
        #expect(found(String(repeating: " /a", count: 15) + " /var/task/a.py:3") == "/var/task/a.py 3")
        #expect(found(String(repeating: " /a", count: 16) + " /var/task/a.py:3") == nil)
        #expect(found("/" + String(repeating: "x", count: 2000) + ".py:3") == nil)
        #expect(found("/var/task/a.py:3 " + String(repeating: "x", count: 1 << 20)) == "/var/task/a.py 3")
    }
}

/// Their paths on this machine.
@Suite struct CodeMapTests {
    private let map = CodeMap(
        code: .folder("/home/ada/shop/functions/cart"), layers: [.folder("/home/ada/layers/common")],
        workingFolder: "/home/ada/shop")

    @Test(arguments: [
        ("/var/task/app.py", "/home/ada/shop/functions/cart/app.py"),
        ("/var/task/lib/./a.py", "/home/ada/shop/functions/cart/lib/a.py"),
        ("/opt/python/x.py", "/home/ada/layers/common/python/x.py"),
    ])
    func `the container's path becomes this machine's`(path: String, local: String) {
        #expect(map.local(path) == local)
    }

    @Test(arguments: [
        "/var/runtime/bootstrap.py", "/usr/lib/python3.13/json/decoder.py", "/var/taskforce/a.py", "/var/task",
        "/var/task/../../etc/passwd", "/opt/../x", "relative.py",
    ])
    func `a path outside the user's code has no local path`(path: String) {
        #expect(map.local(path) == nil)
    }

    @Test func `files of a zip or of several layers have no local path`() {
        let zip = CodeMap(code: .zip("/home/ada/a.zip"), layers: [.zip("/home/ada/l.zip")])
        #expect(zip.local("/var/task/app.py") == nil)
        #expect(zip.local("/opt/a.py") == nil)
        let two = CodeMap(code: .folder("/a"), layers: [.folder("/b"), .folder("/c")])
        #expect(two.local("/opt/a.py") == nil)
        #expect(two.local("/var/task/app.py") == "/a/app.py")
    }

    @Test func `a path in the working folder is shown relative to it`() {
        #expect(map.shown("/home/ada/shop/functions/cart/app.py") == "functions/cart/app.py")
        #expect(map.shown("/home/ada/layers/common/x.py") == "/home/ada/layers/common/x.py")
    }

    @Test func `a frame is rewritten with its local path`() throws {
        let lead = try #require(map.localized(#"  File "/var/task/app.py", line 4, in handler"#))
        #expect(lead.line == #"  File "functions/cart/app.py", line 4, in handler"#)
        #expect(String(decoding: Array(lead.line.utf8)[lead.range], as: UTF8.self) == "functions/cart/app.py")
        #expect(lead.place == LocalPlace(path: "/home/ada/shop/functions/cart/app.py", line: 4))
        #expect(map.localized(#"  File "/var/runtime/bootstrap.py", line 4, in handler"#) == nil)
        #expect(map.localized("    at h (file:///var/task/a.mjs:3:1)")?.line == "    at h (functions/cart/a.mjs:3:1)")
    }
}
