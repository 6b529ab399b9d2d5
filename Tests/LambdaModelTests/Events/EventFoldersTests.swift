import LambdaModel
import Testing

@Suite("The folders of a function's events")
struct EventFoldersTests {
    private static func settings(_ change: (inout FunctionSettings) -> Void = { _ in }) -> FunctionSettings {
        var settings = FunctionSettings(
            name: "hello", runtime: nil, image: "i", handler: "h", code: .folder("/p/code"), resolvedPort: 9000)
        settings.defaultEventsFolders = EventFolders.standard(of: "hello", code: settings.code)
        change(&settings)
        return settings
    }

    @Test func areLookedForBesideTheCodeAndInsideOfIt() {
        #expect(Self.settings().defaultEventsFolders == ["/p/events/hello", "/p/events", "/p/code/events"])
        #expect(EventFolders.standard(of: "hello", code: .zip("/p/code.zip")) == ["/p/events/hello", "/p/events"])
    }

    @Test("A new folder does not hide another: the events of all are listed, the function's own first")
    func allAreShown() throws {
        let files = MemoryFiles([
            "/p/code/events/a.json": "", "/p/code/events/b.json": "", "/p/events/a.json": "",
            "/p/events/hello/z.json": "", "/p/events/hello/a.json": "", "/p/events/other/no.json": "",
        ])
        let events = try Self.settings().savedEvents(files: files)
        #expect(events.map(\.name) == ["a.json", "z.json", "events/a.json", "code/events/a.json", "b.json"])
        #expect(
            events.map(\.path) == [
                "/p/events/hello/a.json", "/p/events/hello/z.json", "/p/events/a.json", "/p/code/events/a.json",
                "/p/code/events/b.json",
            ])
        let empty = MemoryFiles(["/p/code/events/a.json": "", "/p/events/": ""])
        #expect(try Self.settings().savedEvents(files: empty).map(\.name) == ["a.json"])
    }

    @Test func aFolderThatTheManifestNamesIsTheOnlyOne() throws {
        let files = MemoryFiles(["/p/events/a.json": "", "/q/b.json": ""])
        let settings = Self.settings {
            $0.eventsFolder = "/q"
            $0.defaultEventsFolders = []
        }
        #expect(try settings.savedEvents(files: files).map(\.name) == ["b.json"])
    }

    @Test func expectationsStandBesideTheirEvents() throws {
        let files = MemoryFiles([
            "/p/code/events/a.json": "", "/p/code/events/a.expected.json": "", "/p/events/a.json": "",
        ])
        let tests = try Self.settings().eventTests(files: files).tests
        #expect(tests.map(\.description) == ["hello/a.json", "hello/code/events/a.json"])
        #expect(tests.map(\.expectation) == [nil, "/p/code/events/a.expected.json"])
        #expect(
            tests.map(\.expectationPath) == ["/p/events/a.expected.json", "/p/code/events/a.expected.json"])
    }
}
