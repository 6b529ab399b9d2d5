import DockerEngine
import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The history's data about calls of real containers.
@Suite("Calls in the history, in real containers")
struct RecordedCallTests {
    @Test(arguments: ServingKind.allCases) func aCallIsRecordedBeforeItsCallerHasTheResult(server: ServingKind)
        async throws
    {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", "def handler(event, context):\n    return event\n")
            // Hashing that many files takes far longer than a query of the history.
            for number in 0..<4000 { try project.write("hello/data/\(number)", "") }
            let deck = try await project.deck([settings])
            let history = try #require(deck.host.history)
            let result = await deck.invoke("hello")
            let row = try #require(await history.rows(function: "hello").rows.first)
            #expect(row.summary.requestID == result.requestID)
            #expect(row.codeHash != nil)
        }
    }

    @Test(arguments: ServingKind.allCases) func anEventThatWasTakenAndNeverRanIsInTheHistory(server: ServingKind)
        async throws
    {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.waiting, timeout: 600)
            let deck = try await project.deck([settings])
            let history = try #require(deck.host.history)
            try await deck.start("hello")
            for number in 0..<2 {
                let answer = try await project.post(
                    "{\"n\": \(number)}", to: settings.resolvedPort, ["X-Amz-Invocation-Type": "Event"]
                ).answer
                #expect(answer.statusCode == 202)
                try await deck.wait("hello", "busy") { $0.state == .busy(queued: number) }
            }
            await deck.close()
            let rows = await history.rows().rows
            #expect(rows.count == 2)
            #expect(
                rows.map(\.summary.verdict) == [.unreachable, .cancelled]
                    || rows.map(\.summary.verdict) == [.cancelled, .unreachable])
        }
    }

    private static let talker = """
        import os
        def handler(event, context):
            print('{"level": "%s"}' % os.environ["LOG_LEVEL"])
            print("signed in with", os.environ["DB_PASSWORD"])
            return {"event": event, "password": os.environ["DB_PASSWORD"]}

        """

    /// The bytes of all files of a project's history.
    private static func file(of store: HistoryStore) throws -> Data {
        try ["", "-wal"].reduce(into: Data()) { all, end in
            if FileManager.default.fileExists(atPath: store.path + end) {
                all += try Data(contentsOf: URL(fileURLWithPath: store.path + end))
            }
        }
    }

    private static func entry(_ history: HistoryStore) async throws -> HistoryEntry {
        let row = try #require(await history.rows(limit: 1).rows.first)
        return try await history.entry(row.id)
    }

    @Test(arguments: ServingKind.allCases) func otherValuesStayReadable(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("local", Self.talker) {
                $0.environment = ["LOG_LEVEL": "INFO", "STAGE": "local", "DB_PASSWORD": "a-pass-word-of-mine"]
            }
            let deck = try await project.deck([settings])
            let history = try #require(deck.host.history)
            _ = await deck.invoke("local", #"{"stage": "local", "level": "INFO"}"#)
            let entry = try await Self.entry(history)
            #expect(entry.isEventAsSent)
            #expect(entry.result.text == #"{"event": {"stage": "local", "level": "INFO"}, "password": "•••"}"#)
            #expect(entry.result.log.map(\.text) == [#"{"level": "INFO"}"#, "signed in with •••"])
        }
    }

    @Test(arguments: ServingKind.allCases) func theOldSecretOfAStaleContainerIsNotStored(server: ServingKind)
        async throws
    {
        try await TestProject.run(server) { project in
            let old = try await project.python("hello", Self.talker) {
                $0.environment = ["LOG_LEVEL": "INFO", "DB_PASSWORD": "the-old-one-of-them", "PIN": "code-4711"]
                $0.secrets = ["PIN"]
                $0.memorySize = 256
            }
            let new = old.with {
                $0.environment["DB_PASSWORD"] = "the-new-one-of-them"
                $0.environment["PIN"] = nil
                $0.secrets = []
                $0.memorySize = 512
            }
            let deck = try await project.deck([old])
            let history = try #require(deck.host.history)
            try await deck.start("hello")
            await deck.host.apply(project.manifest([new]))
            try await deck.wait("hello", "stale") { $0.state == .ready && $0.isStale }
            func look(_ deck: TestHost, _ history: HistoryStore) async throws {
                let result = await deck.invoke("hello", #"["the-old-one-of-them", "code-4711"]"#)
                #expect(result.text.contains("the-old-one-of-them"), "the container is the old one")
                #expect(result.memoryLimit == 256 << 20)
                let entry = try await Self.entry(history)
                #expect(entry.result.text == #"{"event": ["•••", "•••"], "password": "•••"}"#)
                let file = try Self.file(of: history)
                for secret in ["the-old-one-of-them", "code-4711"] {
                    #expect(file.range(of: Data(secret.utf8)) == nil, "\(secret)")
                }
            }
            try await look(deck, history)
        }
    }
}
