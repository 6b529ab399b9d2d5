import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import OrderedCollections
import Testing

@Suite("A manifest that changes while functions run")
struct ManifestChangeTests {
    @Test func makesARunningFunctionStaleUntilItIsRestarted() async throws {
        try await TestProject.run { project in
            let source = "import os\ndef handler(e, c): return os.environ.get('STAGE', 'none')"
            let settings = try await project.python("hello", source)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            #expect(deck.journal.seen.last("hello")?.isStale == false)

            let changed = settings.with { $0.environment["STAGE"] = "test" }
            await deck.host.apply(project.manifest([changed]))
            try await deck.wait("hello", "stale") { $0.state == .ready && $0.isStale }
            await deck.expect("hello", answers: #""none""#)

            await deck.host.restart("hello")
            try await deck.wait("hello", "ready and not stale") { $0.state == .ready && !$0.isStale }
            await deck.expect("hello", answers: #""test""#)

            await deck.host.apply(project.manifest([settings]))
            try await deck.wait("hello", "stale again") { $0.isStale }
            await deck.host.apply(project.manifest([changed]))
            try await deck.wait("hello", "as it should be, without a restart") { !$0.isStale }
        }
    }

    @Test func stopsRemovedFunctionsAndStartsNewOnes() async throws {
        try await TestProject.run { project in
            let first = try await project.python("first", Handlers.echo)
            let second = try await project.python("second", Handlers.echo)
            let deck = try await project.deck([first])
            try await deck.start("first")
            await deck.host.apply(project.manifest([second]))
            try await deck.wait("first", "stopped") { $0.state == .stopped }
            try await deck.journal.wait(for: "a word about it") { seen in
                seen.notices.contains { $0.contains("first is no longer in functions.json") } ? true : nil
            }
            #expect(try await project.containers().isEmpty)
            try await deck.start("second")
            await deck.expect("second", "2", answers: "2")
            let gone = FailureReason(.settings, "functions.json has no function first")
            #expect(await deck.invoke("first", "1").reply == .refused(gone))
        }
    }

    @Test func aFunctionThatReturnsAtOnceCanBeStarted() async throws {
        try await TestProject.run { project in
            let (first, second) = (
                try await project.python("first", Handlers.echo), try await project.python("second", Handlers.echo)
            )
            let deck = try await project.deck([first, second])
            try await deck.start("first")
            await deck.host.apply(project.manifest([second]))
            await deck.host.apply(project.manifest([first, second]))
            try await deck.start("first")
            await deck.expect("first", "1", answers: "1")
            _ = try await project.container()
        }
    }
}
