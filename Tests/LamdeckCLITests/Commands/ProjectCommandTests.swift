import ArgumentParser
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

/// Commands that need a manifest and no engine.
struct ProjectCommandTests {
    private let captured: Captured

    init() throws { captured = try Captured() }

    private func run(_ arguments: [String], _ folder: TestFolder) async -> ProgramEnd? {
        let environment = ["XDG_STATE_HOME": folder.path + "/state", "XDG_CONFIG_HOME": folder.path + "/config"]
        return await LamdeckProgram.run(
            arguments, in: .test(captured, folder: folder.path, environment: environment))
    }

    // MARK: validate

    @Test func `a good manifest is one line`() async throws {
        let folder = try TestFolder.project()
        #expect(await run(["validate"], folder) == nil)
        #expect(captured.results == "\(folder.path)/functions.json: 1 function, no errors\n")
        #expect(captured.messages.isEmpty)
    }

    @Test func `several functions are counted, and their warnings printed`() async throws {
        let folder = try TestFolder([
            "functions.json": """
            {"functions": {"a": {"runtime": "provided.al2023", "handler": "x", "code": "a"},
                           "b": {"image": "demo:1", "handler": "x", "code": "b"}}}
            """, "a/x": "", "b/x": "",
        ])
        #expect(await run(["validate"], folder) == nil)
        #expect(captured.results == "\(folder.path)/functions.json: 2 functions, no errors\n")
        #expect(captured.messages.hasPrefix("a: warning: "), "\(captured.messages)")
    }

    @Test func `APIs and routes are counted`() async throws {
        let folder = try TestFolder([
            "functions.json": """
            {"functions": {"a": {"runtime": "provided.al2023", "handler": "x", "code": "a"}},
             "api": {"one": {"routes": {"GET /a": "a", "$default": "a"}},
                     "two": {"type": "rest", "routes": {"ANY /{proxy+}": "a"}}}}
            """, "a/bootstrap": "",
        ])
        #expect(await run(["validate"], folder) == nil)
        #expect(
            captured.results == "\(folder.path)/functions.json: 1 function, 2 APIs with 3 routes, no errors\n")
    }

    @Test(arguments: [(1, "1 error"), (2, "2 errors")])
    func `errors are counted`(count: Int, words: String) async throws {
        let keys = ["\"x\": 1", "\"y\": 1"].prefix(count).joined(separator: ", ")
        let folder = try TestFolder([
            "functions.json":
                "{\"functions\": {\"a\": {\"image\": \"i\", \"handler\": \"x\", \"code\": \".\", \(keys)}}}"
        ])
        let end = await run(["validate"], folder)
        #expect(end?.status == .usage && end?.message == "lamdeck: \(words)")
        #expect(captured.messages.split(separator: "\n").count == count && captured.results.isEmpty)
    }

    // MARK: The environment

    @Test(
        arguments: [
            ["up"], ["up", "--detach"], ["restart"], ["invoke", "hello"], ["test"], ["host"], ["host", "--foreground"],
            ["deck"],
        ],
        [
            (
                "LAMDECK_RUNTIME", "rie\u{1B}",
                "is \"rie\\u{1b}\", which is not valid: unset it, or set it to lamdeck or emulator"
            ),
            (
                "LAMDECK_RUNTIME_ADDRESS", "localhost",
                "is \"localhost\", which is not valid: unset it, or set it to an IPv4 "
            ),
        ])
    func `commands that start containers refuse variables without a meaning`(
        command: [String], variable: (name: String, value: String, message: String)
    ) async throws {
        let folder = try TestFolder.project()
        let environment = ["XDG_STATE_HOME": folder.path + "/state", variable.name: variable.value]
        let end = await LamdeckProgram.run(
            command, in: .test(captured, folder: folder.path, environment: environment))
        #expect(end?.status == .usage)
        let beginning = "lamdeck: the environment variable \(variable.name) \(variable.message)"
        #expect(end?.message?.hasPrefix(beginning) == true, "\(end?.message ?? "")")
        #expect(captured.results.isEmpty)
    }

    @Test func `commands that start no container do not read these variables`() async throws {
        let folder = try TestFolder.project()
        let environment = ["XDG_STATE_HOME": folder.path + "/state", "LAMDECK_RUNTIME": "rie"]
        for command in ["validate", "history"] {
            #expect(
                await LamdeckProgram.run(
                    [command], in: .test(captured, folder: folder.path, environment: environment)) == nil)
        }
    }

    @Test func `validate lists mistakes in config json, too`() async throws {
        let folder = try TestFolder.project(["config/lamdeck/config.json": "{\"thme\": \"dark\"}"])
        let end = await run(["validate"], folder)
        #expect(end?.status == .usage && end?.message == "lamdeck: 1 error")
        #expect(
            captured.messages
                == "\(folder.path)/config/lamdeck/config.json:1:2: error: unknown key \"thme\"; did you mean \"theme\"?\n"
        )
        #expect(captured.results.isEmpty)
    }

    // MARK: routes

    @Test func `routes lists the URLs of the functions`() async throws {
        let folder = try TestFolder([
            "functions.json": """
            {"functions": {"a": {"image": "demo:1", "handler": "x", "code": "a", "port": 9001},
                           "b": {"image": "demo:1", "handler": "x", "code": "b", "port": 9002}},
             "api": {"port": 8000, "type": "http", "routes": {"GET /x/{id}": "b"}}}
            """, "a/x": "", "b/x": "",
        ])
        #expect(await run(["routes"], folder) == nil)
        #expect(
            captured.results == """
                ROUTE  URL                           FUNCTION  TYPE  API
                ANY    http://127.0.0.1:9001/        a         url
                ANY    http://127.0.0.1:9002/        b         url
                GET    http://127.0.0.1:8000/x/{id}  b         http  api

                """)
        let json = try Captured()
        #expect(
            await LamdeckProgram.run(["routes", "a", "--json"], in: .test(json, folder: folder.path)) == nil)
        #expect(
            json.results
                == "{\"function\":\"a\",\"url\":\"http://127.0.0.1:9001/\",\"type\":\"url\",\"format\":\"url\"}\n")
        let end = await run(["routes", "c"], folder)
        #expect(end?.status == .usage && end?.message?.hasPrefix("lamdeck: there is no function \"c\"") == true)
    }

    // MARK: history

    @Test func `a history without rows says how to get one`() async throws {
        let folder = try TestFolder.project()
        #expect(await run(["history"], folder) == nil)
        #expect(await run(["history", "hello", "--json"], folder) == nil)
        #expect(await run(["history", "--matching", "x y"], folder) == nil)
        let none = "no invocations yet; lamdeck invoke makes one\n"
        #expect(captured.messages == none + none + "no invocation matches \"x y\"\n")
        #expect(captured.results.isEmpty)
    }

    @Test func `a function that is not there and has no history is wrong usage`() async throws {
        let end = await run(["history", "helo"], try TestFolder.project())
        #expect(end?.status == .usage)
        #expect(end?.message == "lamdeck: there is no function \"helo\"; did you mean \"hello\"?")
    }

    @Test func `an invocation that is not there is wrong usage`() async throws {
        let end = await run(["history", "--id", "17"], try TestFolder.project())
        #expect(end?.status == .usage && end?.message == "lamdeck: the history has no invocation 17")
    }

    @Test func `a history is a table, an object a line, or one invocation`() async throws {
        let folder = try TestFolder.project()
        let store = HistoryStore(
            folder: LamdeckFolders(environment: ["XDG_STATE_HOME": folder.path + "/state"]).state,
            project: ProjectIdentity(manifest: folder.path + "/functions.json"))
        for result in [Sample.result(), Sample.fullResult()] { store.record(result) }
        let number = try #require(await store.rows().rows.first).id
        #expect(await run(["history"], folder) == nil)
        let lines = captured.results.split(separator: "\n")
        #expect(lines.count == 3 && lines[0].hasPrefix("ID  TIME") && lines[1].hasPrefix("\(number) "))
        let second = try Captured()
        let environment = ["XDG_STATE_HOME": folder.path + "/state"]
        let context = CommandContext.test(second, folder: folder.path, environment: environment)
        #expect(await LamdeckProgram.run(["history", "--json", "--limit", "1"], in: context) == nil)
        #expect(second.results.hasPrefix("{\"id\":\(number),\"time\":\"2023-11-14T22:13:20.250Z\""))
        #expect(second.results.split(separator: "\n").count == 1)
        let third = try Captured()
        let whole = CommandContext.test(third, folder: folder.path, environment: environment)
        #expect(await LamdeckProgram.run(["history", "--id", "\(number)"], in: whole) == nil)
        #expect(third.results.contains("\n\nevent\n{\n  \"n\": 1.0\n}\n"))
    }

    // MARK: keys, manual, export

    @Test func `keys and manual print what the program has of them`() async throws {
        let folder = try TestFolder()
        #expect(await run(["keys"], folder) == nil)
        #expect(captured.results.contains("| "))
        let manual = try Captured()
        #expect(await LamdeckProgram.run(["manual"], in: .test(manual)) == nil)
        #expect(manual.results.hasPrefix(".TH LAMDECK 1 "))
    }

    @Test func `an export says what differs on standard error, and names files as they are`() async throws {
        let folder = try TestFolder.project(["events/a.json": "{}"])
        #expect(await run(["export", "compose"], folder) == nil)
        #expect(captured.results.contains("hello:") && captured.results.contains("demo:1"))
        let script = try Captured()
        let context = CommandContext.test(script, folder: folder.path)
        #expect(await LamdeckProgram.run(["export", "run", "hello", "a"], in: context) == nil)
        #expect(script.results.contains("\(folder.path)/events/a.json"))
        let end = await LamdeckProgram.run(["export", "run", "hello", "none"], in: context)
        #expect(end?.status == .usage && end?.message == "lamdeck: hello has no event \"none\": a.json")
    }

    @Test func `doctor reads the manifest, and a named one has to be there`() throws {
        let folder = try TestFolder.project()
        let context = CommandContext.test(captured, folder: folder.path)
        let found = try DoctorCommand.parse([]).readManifest(in: context)
        #expect(found.0?.functions.count == 1)
        #expect(FindingOutput.text(found.1) == "ok    manifest      \(folder.path)/functions.json, 1 function")
        try folder.write("functions.json", "{")
        let broken = try DoctorCommand.parse([]).readManifest(in: context)
        #expect(broken.0 == nil && broken.1.state == .fix && broken.1.fix == "lamdeck validate lists all problems")
        #expect(broken.1.message.hasPrefix("functions.json:1:2: error: "))
        let empty = CommandContext.test(captured, folder: try TestFolder().path)
        let none = try DoctorCommand.parse([]).readManifest(in: empty)
        #expect(none.1 == Finding(.manifest, .note, "there is none here: images and ports are not checked"))
        #expect(throws: CommandFailure.self) { try DoctorCommand.parse(["--file", "x"]).readManifest(in: empty) }
    }
}
