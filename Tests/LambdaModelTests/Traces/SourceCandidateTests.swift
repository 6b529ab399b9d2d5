import LambdaModel
import Testing

/// The files of this machine that a frame can mean.
@Suite struct SourceCandidateTests {
    private func map(_ code: String, layers: [CodeSource] = []) -> CodeMap {
        CodeMap(code: .folder(code), layers: layers, workingFolder: "/home/ada/shop")
    }

    @Test func `a path in the container has one file`() {
        let map = map("/home/ada/shop/orders", layers: [.folder("/home/ada/layers/kit")])
        #expect(
            map.candidates(StackFrame(.python, path: "/var/task/app.py", line: 4)) == ["/home/ada/shop/orders/app.py"])
        #expect(
            map.candidates(StackFrame(.python, path: "/opt/python/kit/a.py", line: 4))
                == ["/home/ada/layers/kit/python/kit/a.py"])
        #expect(map.candidates(StackFrame(.python, path: "/var/task/../../etc/passwd", line: 1)) == [])
        #expect(map.candidates(StackFrame(.nodejs, path: "/var/runtime/index.mjs", line: 1)) == [])
        #expect(map.candidates(StackFrame(.nodejs, path: "node:internal/timers", line: 1)) == [])
    }

    @Test func `the roots are the code, what surrounds a build's output, the code's parent, layer and working folder`()
    {
        #expect(map("/home/ada/shop/orders").sourceRoots == ["/home/ada/shop/orders", "/home/ada/shop"])
        #expect(
            map("/home/ada/shop/src/Orders/bin/Release/net8.0/publish").sourceRoots
                == [
                    "/home/ada/shop/src/Orders/bin/Release/net8.0/publish",
                    "/home/ada/shop/src/Orders/bin/Release/net8.0", "/home/ada/shop/src/Orders", "/home/ada/shop",
                ])
        #expect(CodeMap(code: .zip("/a.zip"), workingFolder: "/home/ada").sourceRoots == [])
        #expect(CodeMap(code: .folder("/code")).sourceRoots == ["/code"])
    }

    @Test func `a path of the machine that built the code is matched by its longest end first`() {
        let found = map("/home/ada/shop/target/lambda/orders").candidates(
            StackFrame(.rust, path: "/build/orders/src/main.rs", line: 4))
        #expect(
            found == [
                "/home/ada/shop/target/lambda/orders/build/orders/src/main.rs",
                "/home/ada/shop/build/orders/src/main.rs",
                "/home/ada/shop/target/lambda/build/orders/src/main.rs",
                "/home/ada/shop/target/lambda/orders/orders/src/main.rs", "/home/ada/shop/orders/src/main.rs",
                "/home/ada/shop/target/lambda/orders/src/main.rs",
                "/home/ada/shop/src/main.rs",
                "/home/ada/shop/target/lambda/src/main.rs",
                "/home/ada/shop/target/lambda/orders/main.rs", "/home/ada/shop/target/lambda/main.rs",
            ])
    }

    @Test(arguments: [
        (
            StackFrame(.rust, path: "src/main.rs", line: 4), "/home/ada/shop/target/lambda/orders",
            "/home/ada/shop/src/main.rs"
        ),
        (
            StackFrame(.go, path: "/home/ada/shop/cmd/orders/main.go", line: 12), "/home/ada/shop/bin/orders",
            "/home/ada/shop/cmd/orders/main.go"
        ),
        (
            StackFrame(.go, path: "orders/main.go", line: 12), "/home/ada/shop/bin/orders",
            "/home/ada/shop/cmd/orders/main.go"
        ),
        (
            StackFrame(.dotnet, path: "/src/Orders/Function.cs", line: 5),
            "/home/ada/shop/src/Orders/bin/Release/net8.0/publish", "/home/ada/shop/src/Orders/Function.cs"
        ),
        (
            StackFrame(.java, path: "Handler.java", line: 5, package: "shop/orders"), "/home/ada/shop/target/classes",
            "/home/ada/shop/src/main/java/shop/orders/Handler.java"
        ),
        (
            StackFrame(.java, path: "Main.kt", line: 5, package: ""), "/home/ada/shop/app/build/classes/kotlin/main",
            "/home/ada/shop/app/src/main/kotlin/Main.kt"
        ),
        (
            StackFrame(.nodejs, path: "/var/src/app.ts", line: 5), "/home/ada/shop/api/dist",
            "/home/ada/shop/api/src/app.ts"
        ),
    ])
    func `sources beside the output of a build are among the candidates`(frame: StackFrame, code: String, file: String)
    {
        #expect(map(code).candidates(frame).contains(file))
    }

    @Test func `the number of candidates is limited, and none is outside of the roots`() {
        let path = (1...40).map { "/folder\($0)" }.joined() + "/../../../main.go"
        let map = map("/home/ada/shop/a/build/b/build/c/build")
        let found = map.candidates(StackFrame(.go, path: path, line: 1))
        #expect(found.count == 48)
        #expect(found.allSatisfy { file in map.sourceRoots.contains { file.hasPrefix($0 + "/") } })
        #expect(found.allSatisfy { !$0.contains("..") })
    }

    @Test func `a request has the frames with files, and reads only in its roots`() throws {
        let trace = StackTrace.find(
            InvocationError(
                type: "T", message: "",
                trace: ["    at f (/var/task/lib/a.js:3:4)", "    at handler (/var/task/app.js:7:1)"]))
        let request = try #require(SourceRequest(trace, map("/home/ada/shop/api"), calledAt: 5))
        #expect(request.places.map(\.paths) == [["/home/ada/shop/api/lib/a.js"], ["/home/ada/shop/api/app.js"]])
        #expect(request.allows("/home/ada/shop/api/src/a.ts"))
        #expect(!request.allows("/home/ada/shop/api/../../other/a.ts"))
        #expect(!request.allows("/etc/passwd"))
        #expect(SourceRequest(trace, CodeMap(code: .zip("/a.zip"))) == nil)
        #expect(SourceRequest(.none, map("/home/ada/shop/api")) == nil)
    }

    @Test func `sources of a map are looked for beside it, then by their ends`() throws {
        let trace = StackTrace.find(InvocationError(type: "T", message: "", trace: ["    at f (/var/task/a.js:3:4)"]))
        let request = try #require(SourceRequest(trace, map("/home/ada/shop/api/dist")))
        #expect(
            request.paths(of: "../src/app.ts", mapIn: "/home/ada/shop/api/dist").first
                == "/home/ada/shop/api/src/app.ts")
        #expect(
            request.paths(of: "../../../../../etc/passwd", mapIn: "/home/ada/shop/api/dist").allSatisfy(request.allows))
        #expect(
            request.paths(of: "webpack://shop/./src/app.ts", mapIn: "/home/ada/shop/api/dist").prefix(2)
                == ["/home/ada/shop/api/dist/src/app.ts", "/home/ada/shop/api/src/app.ts"])
        #expect(SourceRequest.name(of: "webpack:///./src/app.ts") == "src/app.ts")
    }
}
