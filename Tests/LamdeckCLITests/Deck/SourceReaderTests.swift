import Foundation
import LambdaModel
import Testing

@testable import LamdeckCLI

/// Reading the source lines around a failing line.
@Suite struct SourceReaderTests {
    private let map = CodeMap(code: .folder("/home/ada/shop/api/dist"), workingFolder: "/home/ada/shop")

    /// A reader of files in memory, each saved at a time.
    private func reader(_ files: [String: String], savedAt: Double? = nil) -> SourceReader {
        SourceReader { path, limit in
            guard let text = files[path], text.utf8.count <= limit else { return nil }
            return SourceReader.File(content: Array(text.utf8), savedAt: savedAt)
        }
    }

    private func request(_ trace: String..., map: CodeMap? = nil, calledAt: Double? = nil) throws -> SourceRequest {
        let error = InvocationError(type: "T", message: "", trace: trace)
        return try #require(SourceRequest(StackTrace.find(error), map ?? self.map, calledAt: calledAt))
    }

    private func place(_ excerpt: SourceExcerpt?) -> String? {
        excerpt.map { "\($0.path):\($0.line)" }
    }

    private static let frame = "    at handler (/var/task/app.js:1:9)"
    /// Column 8 of the first line is line 2 of `../src/app.ts`.
    private static let sourceMap = #"{"version":3,"sources":["../src/app.ts"],"mappings":"AAAA,QACA"}"#
    private static let source = "import x\nthrow new Error()\n"

    @Test func `the first candidate that exists is the file`() async throws {
        let request = try request("    at /build/src/main.rs:2:5")
        let found = await reader(["/home/ada/shop/api/src/main.rs": "a\nb\nc\n"]).excerpt(request)
        #expect(place(found) == "/home/ada/shop/api/src/main.rs:2")
        #expect(await reader([:]).excerpt(request) == nil)
        // The file has fewer lines: it is another one.
        let short = ["/home/ada/shop/api/dist/src/main.rs": "a", "/home/ada/shop/api/src/main.rs": "a\nb\n"]
        #expect(place(await reader(short).excerpt(request)) == "/home/ada/shop/api/src/main.rs:2")
    }

    @Test func `a frame without a file is skipped`() async throws {
        let request = try request("com.acme.Library.call(Library.java:9)", "shop.Handler.handle(Handler.java:2)")
        let files = ["/home/ada/shop/api/src/main/java/shop/Handler.java": "a\nb\n"]
        let found = await reader(files).excerpt(request)
        #expect(place(found) == "/home/ada/shop/api/src/main/java/shop/Handler.java:2")
        #expect(found?.function == "Handler.handle")
    }

    @Test(arguments: ["app.js.map", "./app.js.map", "app.js.map\n"])
    func `a source map beside the code leads to the original`(link: String) async throws {
        let files = [
            "/home/ada/shop/api/dist/app.js": "throw 1\n//# sourceMappingURL=" + link,
            "/home/ada/shop/api/dist/app.js.map": Self.sourceMap, "/home/ada/shop/api/src/app.ts": Self.source,
        ]
        let found = try #require(await reader(files).excerpt(request(Self.frame)))
        #expect(place(found) == "/home/ada/shop/api/src/app.ts:2")
        #expect(found.place == LocalPlace(path: "/home/ada/shop/api/src/app.ts", line: 2))
        #expect(found.lines[1].text == "throw new Error()")
        #expect(found.remark == nil)
    }

    @Test func `a map that no comment names is found by its name, and one in the comment is used`() async throws {
        var files = [
            "/home/ada/shop/api/dist/app.js": "throw 1\n", "/home/ada/shop/api/dist/app.js.map": Self.sourceMap,
            "/home/ada/shop/api/src/app.ts": Self.source,
        ]
        #expect(place(await reader(files).excerpt(try request(Self.frame))) == "/home/ada/shop/api/src/app.ts:2")
        let base64 = Data(Self.sourceMap.utf8).base64EncodedString()
        files["/home/ada/shop/api/dist/app.js.map"] = nil
        files["/home/ada/shop/api/dist/app.js"] =
            "throw 1\n//# sourceMappingURL=data:application/json;base64,\(base64)"
        #expect(place(await reader(files).excerpt(try request(Self.frame))) == "/home/ada/shop/api/src/app.ts:2")
    }

    @Test func `a source without a file is shown from the map, and the generated file opens`() async throws {
        let map =
            #"{"version":3,"sources":["webpack://shop/./src/app.ts"],"sourcesContent":["a\nb\n"],"mappings":"AACA"}"#
        let files = [
            "/home/ada/shop/api/dist/app.js": "throw 1\n//# sourceMappingURL=app.js.map",
            "/home/ada/shop/api/dist/app.js.map": map,
        ]
        let found = try #require(await reader(files).excerpt(request(Self.frame)))
        #expect(place(found) == "src/app.ts:2")
        #expect(found.place == LocalPlace(path: "/home/ada/shop/api/dist/app.js", line: 1))
    }

    @Test(arguments: [
        ("https://example.com/app.js.map", "{}", "its source map is not used: it is at https://"),
        ("app.js.map", "no", "its source map is not used: it is not JSON"),
        ("gone.map", "{}", "its source map is not used: it is missing or too large"),
        ("../../../../other.map", "{}", "its source map is not used: it is outside of the function's folders"),
        (
            "app.js.map", #"{"version":3,"sources":["a"],"mappings":"AA"}"#,
            "its source map is not used: its mappings are broken"
        ),
    ])
    func `a map that cannot be used is ignored, with the reason`(link: String, map: String, remark: String) async throws
    {
        let files = [
            "/home/ada/shop/api/dist/app.js": "throw 1\n//# sourceMappingURL=" + link,
            "/home/ada/shop/api/dist/app.js.map": map,
        ]
        let found = try #require(await reader(files).excerpt(request(Self.frame)))
        #expect(place(found) == "/home/ada/shop/api/dist/app.js:1")
        #expect(found.remark == remark)
    }

    @Test func `a map does not lead to files outside of the function's folders`() async throws {
        let files = [
            "/home/ada/shop/api/dist/app.js": "throw 1\n//# sourceMappingURL=app.js.map",
            "/home/ada/shop/api/dist/app.js.map": #"{"version":3,"sources":["/etc/passwd"],"mappings":"AACA"}"#,
            "/etc/passwd": "root\nada\n",
        ]
        #expect(place(await reader(files).excerpt(try request(Self.frame))) == "/home/ada/shop/api/dist/app.js:1")
    }

    @Test func `a package in a bundle is passed over for the user's own frame`() async throws {
        let map = #"{"version":3,"sources":["../node_modules/x/i.js","../src/app.ts"],"mappings":"AAAA;ACCA"}"#
        var files = [
            "/home/ada/shop/api/dist/app.js": "a()\nb()\n//# sourceMappingURL=app.js.map",
            "/home/ada/shop/api/dist/app.js.map": map, "/home/ada/shop/api/node_modules/x/i.js": "x\n",
            "/home/ada/shop/api/src/app.ts": Self.source,
        ]
        let request = try request("    at x (/var/task/app.js:1:1)", "    at handler (/var/task/app.js:2:1)")
        #expect(place(await reader(files).excerpt(request)) == "/home/ada/shop/api/src/app.ts:2")
        files["/home/ada/shop/api/src/app.ts"] = nil
        files["/home/ada/shop/api/dist/app.js"] = "a()\n//# sourceMappingURL=app.js.map"
        #expect(place(await reader(files).excerpt(request)) == "/home/ada/shop/api/dist/app.js:2")
    }

    @Test func `a file that was saved after the call says so`() async throws {
        let map = CodeMap(code: .folder("/code"))
        let request = try request(#"  File "/var/task/app.py", line 1, in handler"#, map: map, calledAt: 100)
        #expect(await reader(["/code/app.py": "a"], savedAt: 101).excerpt(request)?.isNewer == true)
        #expect(await reader(["/code/app.py": "a"], savedAt: 99).excerpt(request)?.isNewer == false)
        #expect(await reader(["/code/app.py": "a"]).excerpt(request)?.isNewer == false)
    }

    @Test func `files of this machine are read, except those that are not regular or too large`() async throws {
        let folder = try TestFolder(["app.py": "def handler():\n    raise ValueError\n", "b.py/c": ""])
        let map = CodeMap(code: .folder(folder.path))
        let found = await SourceReader.local.excerpt(
            try request(#"  File "/var/task/app.py", line 2, in handler"#, map: map, calledAt: 100))
        #expect(found?.lines.map(\.text) == ["def handler():", "    raise ValueError"])
        #expect(found?.isNewer == true)
        let none = try request(#"  File "/var/task/b.py", line 1"#, map: map)
        #expect(await SourceReader.local.excerpt(none) == nil)
    }
}
