import DockerEngine
import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// What the history has of calls of real containers.
@Suite("Calls in the history, in real containers")
struct RecordedCallTests {
    @Test func aCallIsRecordedBeforeItsCallerHasTheResult() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", "def handler(event, context):\n    return event\n")
            // The hash of that many files takes far longer than to ask the history.
            for number in 0..<4000 { try project.write("hello/data/\(number)", "") }
            let deck = try await project.deck([settings])
            let history = try #require(deck.host.history)
            let result = await deck.invoke("hello")
            let row = try #require(await history.rows(function: "hello").rows.first)
            #expect(row.brief.requestID == result.requestID)
            #expect(row.codeHash != nil)
        }
    }
}
