import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("Handlers without a file")
struct HandlerCheckTests {
    private static let rows: [(runtime: String, handler: String, files: [String], layer: [String], isMissing: Bool)] = [
        ("python3.13", "nope.handler", ["app.py"], [], true), ("python3.13", "app.handler", ["app.py"], [], false),
        ("python3.13", "src/app.handler", ["src/app.py"], [], false),
        ("python3.13", "src.app.handler", ["src/app.py"], [], false),
        ("python3.13", "src.nope.handler", ["src/app.py"], [], true),
        ("python3.13", "src.made.handler", ["src/__init__.py"], [], false),
        ("python3.13", "pkg.handler", ["pkg/__init__.py"], [], false),
        ("python3.13", "fast.handler", ["fast.cpython-313-x86_64-linux-gnu.so"], [], false),
        ("python3.13", "wrapper.handler", ["app.py"], ["python/wrapper.py"], false),
        ("python3.13", "nope.handler", ["app.py"], ["bin/tool"], true),
        ("nodejs22.x", "nope.handler", ["app.js"], [], true), ("nodejs22.x", "app.handler", ["app.mjs"], [], false),
        ("nodejs22.x", "src/app.v1.handler", ["src/app.cjs"], [], false),
        ("nodejs22.x", "pkg.handler", ["node_modules/pkg/index.js"], [], false),
        ("nodejs22.x", "/opt/nodejs/x/handler.handler", ["app.js"], ["nodejs/x/handler.js"], false),
        ("nodejs22.x", "app.handler", ["app.ts"], [], true),
        ("nodejs22.x", "index.handler", ["app"], ["nodejs/a"], false),
        ("ruby3.3", "app.handler", ["app.rb"], [], false), ("ruby3.3", "a/b.Mod::C.handler", ["a/b.rb"], [], false),
        ("ruby3.3", "nope.handler", ["app.rb"], [], true), ("provided.al2023", "any", ["main"], [], true),
        ("provided.al2023", "any", ["main"], ["bootstrap"], false),
        ("java21", "a.B::handle", ["a/B.class"], [], false), ("java21", "a.B::handle", ["lib/x.jar"], [], false),
        ("java21", "a.B::handle", ["a/B.java"], [], true), ("dotnet8", "A::A.F::G", ["A.dll"], [], false),
        ("dotnet8", "A::A.F::G", ["B.dll"], [], true),
    ]

    @Test(arguments: rows.indices)
    func isNamedBeforeTheStart(_ index: Int) throws {
        let row = Self.rows[index]
        let tree = try FileTree()
        for file in row.files { try tree.write("code/" + file, "", mode: 0o755) }
        for file in row.layer { try tree.write("layer/" + file, "", mode: 0o755) }
        var settings = FunctionSettings.example.with {
            $0.runtime = .named(row.runtime)
            $0.handler = row.handler
            $0.code = .folder(tree.path + "/code")
            $0.layers = row.layer.isEmpty ? [] : [.folder(tree.path + "/layer")]
        }
        let problem = HandlerCheck.problem(of: settings)
        #expect((problem != nil) == row.isMissing, "\(row): \(problem ?? "nothing")")
        if let problem, row.runtime != "provided.al2023" {
            #expect(problem.hasPrefix("handler \"\(row.handler)\": there is no "))
        }
        settings.runtime = nil
        #expect(HandlerCheck.problem(of: settings) == nil, "of an image nothing is known")
        settings.runtime = .named(row.runtime)
        settings.layers.append(.zip(tree.path + "/layer.zip"))
        #expect(HandlerCheck.problem(of: settings) == nil, "nor of an archive")
    }

    @Test func aBootstrapThatMayNotRunIsNamedToo() throws {
        let tree = try FileTree()
        try tree.write("code/bootstrap", "", mode: 0o644)
        let settings = FunctionSettings.example.with {
            $0.runtime = .named("provided.al2023")
            $0.code = .folder(tree.path + "/code")
        }
        #expect(HandlerCheck.problem(of: settings)?.contains("is not executable") == true)
    }

    @Test("The function is not ready, and starts when the file is saved")
    func startsWithTheFile() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", "def handler(e, c): return 1") {
                $0.handler = "nope.handler"
                $0.watch = .on
            }
            let deck = try await project.deck([settings])
            let reason = try await deck.startFails("hello")
            #expect(
                reason.description == "handler \"nope.handler\": there is no nope.py in \(project.path("hello"))")
            try project.write("hello/nope.py", "def handler(e, c): return 2")
            try await deck.waitUntilReady("hello")
            await deck.expect("hello", answers: "2")
        }
    }
}
