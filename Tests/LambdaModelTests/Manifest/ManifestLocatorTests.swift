import LambdaModel
import Testing

@Suite("Finding functions.json")
struct ManifestLocatorTests {
    private let files = MemoryFiles(
        ["/a/functions.json": "", "/a/b/c/": "", "/a/b/functions.json/": "", "/a/b/other.json": "", "/e/f/": ""],
        links: ["/a/link.json": "/a/functions.json"])

    @Test(
        arguments: [
            (nil, "/a", "/a/functions.json"), (nil, "/a/b/c", "/a/functions.json"),
            ("functions.json", "/a", "/a/functions.json"), ("../../functions.json", "/a/b/c", "/a/functions.json"),
            ("/a", "/e", "/a/functions.json"), ("b/other.json", "/a", "/a/b/other.json"),
            ("link.json", "/a", "/a/functions.json"),
        ] as [(String?, String, String)])
    func found(_ named: String?, _ folder: String, _ path: String) throws {
        #expect(try ManifestLocator.find(named, from: folder, files: files) == path)
    }

    @Test(
        arguments: [
            (
                nil, "/e/f", ["/e/f/functions.json", "/e/functions.json", "/functions.json"],
                "no functions.json in /e/f or in a folder above it"
            ),
            ("x.json", "/a", ["/a/x.json"], "no file /a/x.json"),
            ("b/c", "/a", ["/a/b/c/functions.json"], "no functions.json in /a/b/c"),
        ] as [(String?, String, [String], String)])
    func missing(_ named: String?, _ folder: String, _ looked: [String], _ message: String) {
        let error = #expect(throws: ManifestLocator.NotFound.self) {
            try ManifestLocator.find(named, from: folder, files: files)
        }
        #expect(error?.looked == looked)
        #expect(error?.description == message)
    }
}
