import DockerEngine
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// Requests that come while others are carried out.
@Suite("Scripted requests", .timeLimit(.minutes(4)))
struct ScriptedRequestTests {
    /// It waited for the launch that the restart waited for.
    @Test func aCallBehindADueRestartComesBackAtOnceIfItIsCancelled() async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck([try project.function("hello") { $0.spare = true }])
            let spares = project.engine.hold { call in
                if case .create(let name) = call { name.hasSuffix(Standing.spare.rawValue) } else { false }
            }
            try await project.start(deck, ["hello"])
            let old = try project.serving("hello").id
            deck.post(.restart("hello"))
            try await spares.arrived()
            let request = InvocationRequest(function: "hello", event: "test", payload: [])
            let (cancelled, other) = (deck.call(request), deck.call(request))
            try await project.wait("hello", "busy with one that waits") { $0.state == .busy(queued: 1) }
            cancelled.cancel()
            let result = try await project.result(of: cancelled, "the cancelled call")
            #expect(result.verdict == .cancelled)
            #expect(project.engine.containers.map(\.id) == [old], "the restart still waits")

            // The restart takes place all the same, and the other call goes to what it made.
            spares.open()
            let sent = try await project.emulator.next()
            #expect(sent.container != old)
            project.emulator.answer(sent, "17")
            #expect(try await project.result(of: other).text == "17")
        }
    }

    /// Of two manifests in quick succession, the first one's last functions were taken after the second's.
    @Test func theLastManifestCountsForEveryFunction() async throws {
        try await ScriptedProject.run { project in
            let functions = try (0..<8).map { try project.function("function\($0)") }
            func manifest(_ number: Int) -> Manifest {
                project.manifest(functions.map { $0.with { $0.environment = ["N": "\(number)"] } })
            }
            let deck = try await project.deck(functions)
            for number in 1..<100 { deck.post(.apply(manifest(number))) }
            await deck.apply(manifest(100))
            try await project.start(deck, functions.map(\.name))
            let numbers = project.engine.containers.map { $0.details.variable("N") }
            #expect(numbers == Array(repeating: "100", count: functions.count))
        }
    }
}
