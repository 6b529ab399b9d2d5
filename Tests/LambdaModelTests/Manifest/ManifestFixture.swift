import LambdaModel
import Testing

/// Loads manifests of a project in `/p`, on a day on which Node.js 20 is deprecated and Node.js 22 is not.
struct ManifestFixture {
    static let today = CalendarDay(2026, 11, 1)

    var files = MemoryFiles([
        "/p/hello/app.js": "", "/p/orders/app.py": "", "/p/orders/events/": "", "/p/shared/": "",
        "/p/layer.zip": "", "/p/notes.txt": "", "/q/other/": "", "/q/events/": "",
    ])
    var environment: [String: String] = [:]

    func load(_ text: String) -> (manifest: Manifest?, problems: [String]) {
        let (manifest, problems) = ManifestLoader.load(
            text: Array(text.utf8), path: "/p/functions.json", environment: environment, files: files,
            today: Self.today)
        return (manifest, problems.map(\.description))
    }

    /// A manifest without problems.
    func manifest(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Manifest {
        let (manifest, problems) = load(text)
        #expect(problems.isEmpty, sourceLocation: sourceLocation)
        return try #require(manifest, sourceLocation: sourceLocation)
    }

    /// The one function of a manifest in which `keys` follow the three that every function needs.
    func function(_ keys: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> FunctionSettings {
        let manifest = try manifest(Self.one(keys), sourceLocation: sourceLocation)
        return try #require(manifest.functions.first, sourceLocation: sourceLocation)
    }

    /// The problems of a manifest in which `keys` on line 2 are the keys of the function `f`.
    func problems(_ keys: String) -> [String] { load("{ \"functions\": { \"f\": {\n\(keys)\n} } }").problems }

    /// The problems of a manifest in which `keys` on line 3 follow the three that every function needs.
    func problemsOfGood(_ keys: String) -> [String] { load(Self.one(keys)).problems }

    static func one(_ keys: String) -> String {
        """
        { "functions": { "f": {
        "runtime": "nodejs22.x", "handler": "app.handler", "code": "hello"\(keys.isEmpty ? "" : ",")
        \(keys)
        } } }
        """
    }
}
