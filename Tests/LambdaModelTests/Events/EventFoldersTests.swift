import LambdaModel
import Testing

@Suite("The folders of a function's events")
struct EventFoldersTests {
    private static func settings(_ change: (inout FunctionSettings) -> Void = { _ in }) -> FunctionSettings {
        var settings = FunctionSettings(
            name: "hello", runtime: nil, image: "i", handler: "h", code: .folder("/p/code"), resolvedPort: 9000)
        settings.defaultEventsFolders = EventFolders.standard(of: "hello", code: settings.code, folder: "/p")
        change(&settings)
        return settings
    }

    @Test func areLookedForBesideTheCodeAndInsideOfIt() {
        #expect(Self.settings().defaultEventsFolders == ["/p/events/hello", "/p/events", "/p/code/events"])
        #expect(
            EventFolders.standard(of: "hello", code: .zip("/p/code.zip"), folder: "/m") == [
                "/p/events/hello", "/p/events",
            ])
        #expect(EventFolders.standard(of: "hello", code: nil, folder: "/m") == ["/m/events/hello", "/m/events"])
    }

    @Test("A new folder does not hide another: the events of all are listed, the function's own first")
    func allAreShown() throws {
        let files = MemoryFiles([
            "/p/code/events/a.json": "", "/p/code/events/b.json": "", "/p/events/a.json": "",
            "/p/events/hello/z.json": "", "/p/events/hello/a.json": "", "/p/events/other/no.json": "",
        ])
        let settings = Self.settings { $0.otherEventsFolders = ["/p/events/other"] }
        let events = try settings.savedEvents(files: files)
        #expect(events.map(\.name) == ["a.json", "z.json", "events/a.json", "code/events/a.json", "b.json"])
        #expect(
            events.map(\.path) == [
                "/p/events/hello/a.json", "/p/events/hello/z.json", "/p/events/a.json", "/p/code/events/a.json",
                "/p/code/events/b.json",
            ])
        let empty = MemoryFiles(["/p/code/events/a.json": "", "/p/events/": ""])
        #expect(try Self.settings().savedEvents(files: empty).map(\.name) == ["a.json"])
    }

    @Test func `events in subfolders are listed after the others, with their folder and place`() throws {
        let files = MemoryFiles([
            "/p/events/b.json": "{}", "/p/events/checkout/cart.json": "{\"n\":1}",
            "/p/events/checkout/cart.expected.json": "4", "/p/events/checkout/eu/vat.json": "",
            "/p/code/events/checkout/cart.json": "", "/p/code/events/node_modules/x/package.json": "",
            "/p/code/events/.cache/x.json": "",
        ])
        let listing = Self.settings().eventListing(files: files)
        #expect(
            listing.events.map(\.name) == [
                "b.json", "checkout/cart.json", "checkout/eu/vat.json", "code/events/checkout/cart.json",
            ])
        #expect(listing.events.map(\.folder) == ["", "checkout", "checkout/eu", "checkout"])
        #expect(listing.events.map(\.place) == [.beside, .beside, .beside, .inside])
        #expect(listing.events.map(\.stamp.size) == [2, 7, 0, 0])
        #expect(listing.events.map(\.hasExpectation) == [false, true, false, false])
        #expect(listing.events[1].expectation?.path == "/p/events/checkout/cart.expected.json")
        #expect(
            listing.events.map(\.localName) == [
                "b.json", "checkout/cart.json", "checkout/eu/vat.json", "checkout/cart.json",
            ])
        #expect(listing.events.map(\.root) == ["/p/events", "/p/events", "/p/events", "/p/code/events"])
    }

    @Test func `a link to a folder is not followed, and the depth is limited`() throws {
        let deep = "/e/" + (1...9).map { "\($0)/" }.joined()
        let files = MemoryFiles(
            ["/e/1/a.json": "", deep + "far.json": "", deep + "../near.json": "", "/q/b.json": "", "/e/link": ""],
            links: ["/e/link": "/q"])
        #expect(try EventFolder(path: "/e").list(files: files).map(\.name) == ["1/a.json"])
    }

    @Test func `a function's folder of events does not list the folders of other functions`() throws {
        let text = """
            { "functions": {
                "a": { "runtime": "python3.13", "handler": "app.handler", "code": "a" },
                "b": { "runtime": "python3.13", "handler": "app.handler", "code": "b" } } }
            """
        let files = MemoryFiles([
            "/p/functions.json": text, "/p/a/app.py": "", "/p/b/app.py": "", "/p/events/a/1.json": "",
            "/p/events/b/2.json": "", "/p/events/c/3.json": "", "/p/events/4.json": "",
        ])
        let manifest = try #require(
            ManifestLoader.load(path: "/p/functions.json", environment: [:], files: files).manifest)
        #expect(
            try manifest.functions.map { try $0.savedEvents(files: files).map(\.name) }
                == [["1.json", "4.json", "c/3.json"], ["2.json", "4.json", "c/3.json"]])
    }

    @Test func `a new event belongs to the first folder that exists, or to events beside the code`() {
        #expect(Self.settings().newEventsFolder(files: MemoryFiles()) == "/p/events")
        let inside = MemoryFiles(["/p/code/events/": ""])
        #expect(Self.settings().newEventsFolder(files: inside) == "/p/code/events")
        let both = MemoryFiles(["/p/code/events/": "", "/p/events/hello/": ""])
        #expect(Self.settings().newEventsFolder(files: both) == "/p/events/hello")
    }

    @Test func `a new event does not go into a folder that functions share`() throws {
        let text = """
            { "functions": {
                "a": { "runtime": "python3.13", "handler": "app.handler", "code": "a" },
                "b": { "runtime": "python3.13", "handler": "app.handler", "code": "b" },
                "c": { "runtime": "python3.13", "handler": "app.handler", "code": "sub/c" } } }
            """
        let files = MemoryFiles([
            "/p/functions.json": text, "/p/a/app.py": "", "/p/b/app.py": "", "/p/b/events/1.json": "",
            "/p/sub/c/app.py": "", "/p/sub/events/1.json": "", "/p/events/4.json": "",
        ])
        let manifest = try #require(
            ManifestLoader.load(path: "/p/functions.json", environment: [:], files: files).manifest)
        #expect(
            manifest.functions.map { $0.newEventsFolder(files: files) }
                == ["/p/events/a", "/p/b/events", "/p/sub/events"])
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
