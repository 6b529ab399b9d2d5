import Dispatch
import DockerEngine
import HostLink
import LambdaModel
import OrderedCollections
import Synchronization
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// Requests that arrive while others are in progress.
@Suite("Scripted requests", .timeLimit(.minutes(4)))
struct ScriptedRequestTests {
    /// It waited for the launch that the restart waited for.
    @Test func aCallAfterADueRestartReturnsAtOnceIfItIsCancelled() async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck([try project.function("hello") { $0.spare = true }])
            let spares = project.engine.hold { call in
                if case .create(let name) = call { name.hasSuffix(ContainerName.suffix(of: .spare)) } else { false }
            }
            try await project.start(deck, ["hello"])
            let old = try project.serving("hello").id
            deck.send(.restart("hello"))
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
            let names = (0..<8).map { "function\($0)" }
            let functions = try names.map { try project.function($0) }
            let slow = try project.function("slow")
            func with(_ number: Int) -> [FunctionSettings] {
                functions.map { $0.with { $0.environment = ["N": "\(number)"] } }
            }
            let deck = try await project.deck(with(0) + [slow])
            try await project.start(deck, ["slow"])

            // The function that leaves takes its time to be stopped.
            let (isStopping, mayStop) = (Gate(), DispatchSemaphore(value: 0))
            project.onUpdate.withLock {
                $0 = { update in
                    guard case .state("slow", let state, _, _) = update, state != .ready, !isStopping.isOpen else {
                        return
                    }
                    isStopping.open()
                    _ = mayStop.wait(timeout: .now() + 60)
                }
            }
            let first = deck.send(.apply(project.manifest(with(1))))
            #expect(await isStopping.pass())
            let second = deck.send(.apply(project.manifest(with(2) + [slow])))
            // The second one would get ahead here.
            for _ in 0..<1_000 { await Task.yield() }
            mayStop.signal()
            _ = await first.value
            _ = await second.value

            try await project.start(deck, names)
            let made = project.engine.containers.map(\.details).filter {
                names.contains($0.labels[Labels.function] ?? "")
            }
            #expect(made.map { $0.variable("N") } == Array(repeating: "2", count: names.count))
        }
    }
}
