import DockerEngine
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@Suite("Containers for tests")
struct TestPurposeTests {
    @Test func areNeverThoseThatRunAlready() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            await deck.expect("hello", "1", answers: "1")
            let before = try await project.containers().map(\.id)

            let tests = project.host([settings], options: .test)
            try await tests.host.connect()
            #expect(await tests.host.status(of: "hello").state == .stopped)
            try await tests.start("hello")
            let result = await tests.invoke("hello", "2")
            #expect(result.text == "2")
            #expect(result.initMilliseconds != nil)
            #expect(result.log.contains { $0.text.contains("got 2") })
            #expect(tests.host.history == nil, "what tests call is not what a person called")
            #expect(deck.journal.seen.lines("hello").allSatisfy { !$0.contains("got 2") })
            await tests.close()
            let left = Set(try await project.containers().map(\.id))
            #expect(left.isSuperset(of: before))
            #expect(await deck.host.status(of: "hello").state == .ready)
        }
    }

    @Test func areLeftAloneByOthersWhileTheirProcessLives() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let tests = project.host([settings], options: .test)
            try await tests.host.connect()
            try await tests.start("hello")
            let deck = try await project.deck([settings])
            #expect(await deck.host.status(of: "hello").state == .stopped, "it is none of the deck's")
            await tests.expect("hello", "3", answers: "3")
            await tests.close()
        }
    }
}
