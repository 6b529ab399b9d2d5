import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

/// The commands that the deck puts on the clipboard for a call.
@Suite struct DeckExportTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder.project() }

    @Test func `the script starts the function and sends the event of the call`() async throws {
        let script = try await DeckExport.script(
            "hello", Array("{\"it's\": 1}".utf8), manifest: folder.path + "/functions.json", [:])
        #expect(script.contains("docker run \\\n"))
        #expect(script.contains("--data-binary '{\"it'\\''s\": 1}' \\\n"), "\(script)")
        #expect(script.contains("--name hello-exported"))
    }

    @Test func `a function that is not there any more is named`() async throws {
        await #expect(throws: FailureReason(.settings, "functions.json cannot be used for gone")) {
            try await DeckExport.script("gone", [], manifest: folder.path + "/functions.json", [:])
        }
    }
}
