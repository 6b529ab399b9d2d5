import OrderedCollections
import Testing

@testable import LambdaModel

@Suite("The keys build and debug")
struct BuildKeyTests {
    private static let fixture = ManifestFixture(
        files: MemoryFiles(["/p/src/app.ts": "", "/p/web/src/": "", "/p/hello/app.js": "", "/p/tools/": ""]))

    /// The build of a function with these keys.
    private static func build(_ keys: String) throws -> BuildSettings? {
        let text =
            "{ \"functions\": { \"f\": { \"runtime\": \"nodejs22.x\", \"handler\": \"app.handler\", \(keys) } } }"
        return try fixture.manifest(text).functions.first?.build
    }

    private static func problems(_ keys: String) -> [String] {
        fixture.load(
            "{ \"functions\": { \"f\": { \"runtime\": \"nodejs22.x\", \"handler\": \"app.handler\",\n\(keys) } } }"
        ).problems
    }

    @Test func aCommandWatchesTheSourcesOfTheManifestsFolder() throws {
        let build = try Self.build("\"code\": \"dist\", \"build\": \"npm run build\"")
        #expect(build == BuildSettings(command: "npm run build", directory: "/p", watch: ["/p/src"]))
    }

    @Test func anObjectHasEverything() throws {
        let build = try #require(
            try Self.build(
                """
                "code": "dist", "build": { "command": "make", "watch": ["web/src", "/q/shared"], "directory": "web",
                  "timeout": 60, "environment": { "A": "b" } }
                """))
        var expected = BuildSettings(command: "make", directory: "/p/web", watch: ["/p/web/src", "/q/shared"])
        expected.timeout = 60
        expected.environment = ["A": "b"]
        #expect(build == expected)
    }

    @Test func withoutASourceFolderTheDirectoryIsWatched() throws {
        let build = try Self.build("\"code\": \"dist\", \"build\": { \"command\": \"make\", \"directory\": \"tools\" }")
        #expect(build?.watch == ["/p/tools"])
    }

    @Test func theCodeNeedNotExist() throws {
        let text = """
            { "functions": {
                "a": { "runtime": "nodejs22.x", "handler": "app.handler", "code": "dist/a", "build": "make" },
                "b": { "runtime": "nodejs22.x", "handler": "app.handler", "code": "b.zip", "build": "make" }
            } }
            """
        #expect(try Self.fixture.manifest(text).functions.map(\.code) == [.folder("/p/dist/a"), .zip("/p/b.zip")])
        let shared = """
            { "defaults": { "build": "make" }, "functions": {
                "a": { "runtime": "nodejs22.x", "handler": "app.handler", "code": "dist/a" } } }
            """
        #expect(try Self.fixture.manifest(shared).functions.map(\.code) == [.folder("/p/dist/a")])
    }

    @Test(arguments: [
        ("\"code\": \"hello\", \"build\": 5", ["\"build\" must be a command or an object such as"]),
        ("\"code\": \"hello\", \"build\": {}", ["\"build\" needs \"command\""]),
        ("\"code\": \"hello\", \"build\": { \"command\": \" \" }", ["\"command\" is empty"]),
        (
            "\"code\": \"hello\", \"build\": { \"comand\": \"make\" }",
            ["\"build\" needs \"command\"", "unknown key \"comand\"; did you mean \"command\"?"]
        ),
        (
            "\"code\": \"hello\", \"build\": { \"command\": \"make\", \"directory\": \"tolls\" }",
            ["\"directory\" \"tolls\" does not exist; did you mean \"tools\"?"]
        ),
        (
            "\"code\": \"hello\", \"build\": { \"command\": \"make\", \"timeout\": 0 }",
            ["\"timeout\" must be a whole number of seconds from 1 to 86400, found the number 0"]
        ),
        (
            "\"code\": \"hello\", \"build\": { \"command\": \"tsc -w\", \"mode\": \"watch\", \"watch\": [\"src\"] }",
            ["a build of \"mode\" \"watch\" has no \"watch\": its command watches the sources by itself"]
        ),
        (
            "\"code\": \"src\", \"build\": \"make\"",
            ["\"build\" would watch the folder of \"code\", to which the command writes"]
        ),
        (
            "\"code\": \"hello\", \"build\": { \"command\": \"make\", \"watch\": [\"hello\"] }",
            ["\"watch\" of \"build\" names the folder of \"code\", to which the command writes"]
        ),
        (
            "\"code\": \"hello\", \"build\": { \"command\": \"make\", \"environment\": { \"A\": 1, \"B=\": \"\" } }",
            [
                "variable \"A\" must be a string without NUL, found the number 1",
                "\"B=\" cannot be the name of a variable",
            ]
        ),
        ("\"code\": \"hello\", \"debug\": true", ["\"debug\" must be an object such as {\"wait\": true}, found true"]),
        (
            "\"code\": \"hello\", \"debug\": { \"port\": 70000 }",
            ["\"port\" must be a whole number from 1 to 65535, found the number 70000"]
        ),
    ]) func mistakes(keys: String, expected: [String]) {
        let problems = Self.problems(keys)
        #expect(problems.count == expected.count, "\(problems)")
        for (problem, text) in zip(problems, expected) { #expect(problem.contains(text), "\(problem)") }
    }

    @Test func theDebuggersKeys() throws {
        let text = """
            { "functions": { "f": { "runtime": "nodejs22.x", "handler": "app.handler", "code": "hello",
                "debug": { "wait": true, "port": 5005, "restart": true } } } }
            """
        var expected = DebugSettings()
        (expected.waits, expected.port, expected.restartsOnSave) = (true, 5005, true)
        #expect(try Self.fixture.manifest(text).functions.first?.debug == expected)
    }
}
