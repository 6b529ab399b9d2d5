import Testing

@testable import LamdeckCLI

struct CompletionsTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder([
            "functions.json": """
            { "functions": {
              "hello": { "image": "demo:1", "handler": "x", "code": "hello" },
              "orders": { "image": "demo:1", "handler": "x", "code": "orders" } } }
            """,
            "hello/app.js": "", "orders/app.js": "", "events/hello/a.json": "1", "events/shared.json": "1",
            "events/orders/bad\u{1B}name.json": "1", "events/orders/b.json": "1", "other/x": "",
        ])
    }

    private func names(_ words: [String], in place: String = "") throws -> ProjectNames {
        ProjectNames(words, words.count, in: .test(try Captured(), folder: folder.path + place))
    }

    @Test func `functions are those of the manifest that is found or named`() throws {
        #expect(try names(["lamdeck", "ps"]).functions == ["hello", "orders"])
        #expect(try names(["lamdeck", "invoke", "--file", folder.path], in: "/other/none").functions.count == 2)
        #expect(try names(["lamdeck", "invoke", "--file=\(folder.path)/functions.json"]).functions.count == 2)
        #expect(try names(["lamdeck", "--file", "nothing"]).functions == [])
    }

    @Test func `events are those of the function that was named last`() throws {
        #expect(try names(["lamdeck", "invoke", "hello"]).events == ["a.json", "shared.json"])
        // A shell would write it to the terminal as it is.
        #expect(try names(["lamdeck", "invoke", "orders"]).events == ["b.json", "shared.json"])
        #expect(try names(["lamdeck", "invoke", "hello", "orders"]).events == ["b.json", "shared.json"])
        #expect(try names(["lamdeck", "invoke"]).events == [])
    }

    @Test func `words after the completed one do not count`() throws {
        let words = ["lamdeck", "invoke", "", "hello"]
        let names = ProjectNames(words, 2, in: .test(try Captured(), folder: folder.path))
        #expect(names.events == [] && names.functions == ["hello", "orders"])
        #expect(ProjectNames(words, -1, in: .test(try Captured(), folder: folder.path)).events == [])
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `each shell has a script`(shell: String) async throws {
        let captured = try Captured()
        #expect(await LamdeckProgram.run(["completions", shell], in: .test(captured)) == nil)
        #expect(captured.results.contains("lamdeck") && captured.results.contains("doctor"))
        #expect(captured.results.hasSuffix("\n") && captured.messages.isEmpty)
    }
}
