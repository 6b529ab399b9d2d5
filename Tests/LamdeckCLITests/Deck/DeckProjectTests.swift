import Dashboard
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

/// What the deck does with the files of a project.
@Suite struct DeckProjectTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder.project(["hello/events/a.json": "{}", "hello/events/b/c.json": "{}"])
    }

    private var manifest: String { folder.path + "/functions.json" }

    private func project(_ send: @escaping @Sendable (Message) -> Void = { _ in }) -> DeckProject {
        DeckProject(environment: [:], send: send)
    }

    @Test func `the script starts the function and sends the event of the call`() async throws {
        let script = try await project().script("hello", Array("{\"it's\": 1}".utf8), manifest: manifest)
        #expect(script.contains("docker run \\\n"))
        #expect(script.contains("--data-binary '{\"it'\\''s\": 1}' \\\n"), "\(script)")
        #expect(script.contains("--name hello-exported"))
    }

    @Test func `a function that is not there any more is named`() async throws {
        await #expect(throws: FailureReason(.settings, "functions.json cannot be used for gone")) {
            try await project().script("gone", [], manifest: manifest)
        }
    }

    @Test func `the events of functions that are not known are listed`() async throws {
        let (messages, continuation) = AsyncStream.makeStream(of: Message.self)
        project { continuation.yield($0) }.loadEvents(of: manifest, besides: [])
        var iterator = messages.makeAsyncIterator()
        guard case .events("hello", let list) = await iterator.next() else {
            Issue.record("another message")
            return
        }
        #expect(list.names == ["a.json", "b/c.json"])
    }

    @Test func `functions.json is made from handlers, and never over another one`() async throws {
        let other = try TestFolder(["shop/app.py": "def lambda_handler(event, context):\n    return 1\n"])
        let (messages, continuation) = AsyncStream.makeStream(of: Message.self)
        let project = project { continuation.yield($0) }
        var iterator = messages.makeAsyncIterator()
        for expected in ["functions.json has 1 function: shop", "exists already; nothing was written"] {
            project.createManifest(in: other.path)
            guard case .notice(let notice) = await iterator.next() else {
                Issue.record("another message")
                return
            }
            #expect(notice.text.hasSuffix(expected), "\(notice.text)")
        }
        #expect(try other.text("functions.json").contains("\"app.lambda_handler\""))
    }
}
