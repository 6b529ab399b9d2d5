import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@Suite("Actions of other processes on a function's container")
struct OutsideTests {
    private enum Act: CaseIterable {
        case kill
        case remove
    }

    private static func perform(_ act: Act, _ id: String) async throws {
        switch act {
        case .kill: try await TestEngine.client.killContainer(id)
        case .remove: try await TestEngine.client.removeContainer(id, force: true)
        }
    }

    @Test(arguments: Act.allCases) private func endItWhileItIsIdle(act: Act) async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            try await Self.perform(act, project.container().id)
            let report = try await deck.wait("hello", "stopped") { $0.state == .stopped }
            #expect(report.note?.contains("from outside lamdeck") == true)
            try await deck.start("hello")
            await deck.expect("hello", "1", answers: "1")
            #expect(try await project.container().state == "running", "what was killed is cleaned up")
            #expect(deck.journal.seen.last("hello")?.note == nil)
        }
    }

    @Test(arguments: Act.allCases) private func endItWhileItRuns(act: Act) async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.waiting)])
            let call = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            try await Self.perform(act, project.container().id)
            let result = await call.value
            #expect(result.verdict == .crashed)
            guard case .unreachable(let words) = result.reply else {
                Issue.record("\(result.reply)")
                return
            }
            #expect(words.contains("connection"))
            let message = try #require(result.error?.message)
            #expect(
                ["was killed", "was removed"].contains { message.contains("\($0) while the function was running") })
            #expect(result.log.map(\.text) == ["waiting 1"], "what it said until then is kept")

            await deck.expect("hello", #"{"n": 2, "wait": false}"#, answers: "[2, 1]", "usable again")
            #expect(try await project.container().state == "running")
        }
    }

    /// The emulator ends itself, as it does if two requests overlap.
    @Test func itDiesByItself() async throws {
        try await TestProject.run(.emulator) { project in
            let source = """
                import os, signal, time
                def handler(event, context):
                    print("about to end", flush=True)
                    os.kill(1, signal.SIGTERM)
                    time.sleep(20)
                """
            let deck = try await project.deck([try await project.python("hello", source)])
            let result = await deck.invoke("hello")
            #expect(result.verdict == .crashed)
            #expect(result.error?.type == "Container.Exited", "not that somebody removed it: \(result)")
            #expect(result.log.map(\.text) == ["about to end"])
            // The duration of its start was reported as that of the whole call.
            let (start, handler) = (try #require(result.initMilliseconds), try #require(result.handlerMilliseconds))
            #expect(start > 0 && handler > 0 && start + handler < result.seconds * 1000 + 0.01)
            #expect(InvocationSummary(result).milliseconds == handler)
            let reason = try await deck.waitForFailure("hello")
            #expect(reason.kind == .container)
            #expect(reason.summary.hasPrefix("the container exited with code "))
            // The emulator may end the call before it ends itself. The lines of a finished call give no reason.
            try await deck.journal.wait(for: "the last words, or the call's END") { seen in
                let hasEnd = seen.logs["hello", default: []].contains { $0.text.hasPrefix("END ") }
                return hasEnd || reason.lastLines.contains { $0.contains("about to end") } ? true : nil
            }
            try await deck.waitForLine("hello", "about to end")

            try project.write("hello/app.py", Handlers.echo)
            await deck.expect("hello", "1", answers: "1")
        }
    }
}
