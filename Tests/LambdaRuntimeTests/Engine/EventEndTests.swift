import Foundation
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("Calls without a waiting caller, when lamdeck ends")
struct EventEndTests {
    private static let slow = """
        import time
        def handler(event, context):
            time.sleep(0.5)
            return event
        """

    private static let event = ["X-Amz-Invocation-Type": "Event"]

    /// Their callers got a 202, and the calls were dropped.
    @Test func areCarriedOutFirst() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.slow)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            for _ in 0..<2 {
                let answer = try await project.post("1", to: settings.resolvedPort, Self.event).answer
                #expect(answer.statusCode == 202)
            }
            #expect(await deck.host.shutDown() == [])
            #expect(deck.journal.seen.outside.map(\.verdict) == [.ok, .ok])
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func areCountedIfTheyTakeTooLong() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.slow.replacing("0.5", with: "60"), timeout: 90)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let answer = try await project.post("1", to: settings.resolvedPort, Self.event).answer
            #expect(answer.statusCode == 202)
            let words = await deck.host.shutDown()
            #expect(words.count == 1 && words[0].hasPrefix("1 asynchronous call was answered with 202"))
            #expect(try await project.containers().isEmpty)
        }
    }
}
