import DockerEngine
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// What a host makes of containers that end, whatever the order in which it learns of that.
@Suite("Scripted deaths", .timeLimit(.minutes(4)))
struct ScriptedDeathTests {
    /// The call of a dead worker had the verdict "cancelled: the function was stopped during the call", and the log did
    /// not mention the death.
    @Test(arguments: [(137, true, Verdict.outOfMemory), (137, false, .crashed), (3, false, .crashed)])
    func aWorkersCallReportsItsContainersEnd(code: Int, outOfMemory: Bool, verdict: Verdict) async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck([try project.function("hello") { $0.concurrency = 2 }])
            try await project.start(deck, ["hello"])
            let engine = project.engine
            try await project.clock.pass(.milliseconds(150), until: "a worker") {
                engine.containers.count { $0.isRunning } == 2
            }
            let calls = [try await project.begin(deck, "hello", "1"), try await project.begin(deck, "hello", "2")]
            let worker = try #require(engine.containers.first { ContainerName.role(of: $0.name) == .worker }).id
            let lost = try #require(calls.first { $0.sent.container == worker })
            let other = try #require(calls.first { $0.sent.container != worker })

            engine.end(worker, code: code, outOfMemory: outOfMemory)
            let result = try await project.result(of: lost.result)
            #expect(result.verdict == verdict)
            try await project.waitForWords("hello", "another container still serves")
            #expect(project.journal.seen.ownWords("hello").contains { $0.contains("exited with code \(code)") })

            project.emulator.answer(other.sent, "17")
            let answered = try await project.result(of: other.result)
            #expect(answered.verdict == .ok && answered.text == "17")
            let history = try await project.history(deck)
            #expect(Set(history.map(\.result.verdict)) == [verdict, .ok])
        }
    }

    /// The call waited for its timeout.
    @Test func aCallEndsWithItsFunctionAlthoughTheContainerCannotBeRemoved() async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck(
                [try project.function("hello")], ["LAMDECK_RUNTIME_ADDRESS": "127.0.0.1"], options: .once)
            let begun = AsyncStream.makeStream(of: Void.self)
            let request = InvocationRequest(function: "hello", event: "test", payload: Array("{}".utf8))
            let call = deck.call(request) { news in
                if case .started = news { begun.continuation.yield() }
            }
            for await _ in begun.stream { break }
            project.engine.fail(1, .disconnected(reason: "cut")) { if case .remove = $0 { true } else { false } }
            async let stop: Void = deck.stop(["hello"])
            // The engine is asked how the container ended.
            try await project.clock.pass(.seconds(2))
            let result = try await project.result(of: call)
            #expect(result.error?.message.contains("was stopped") == true, "\(result.verdict) \(result.error as Any)")
            await stop
        }
    }

    /// Its runtime waited in vain for a connection, as long as the system tries to connect.
    @Test func aContainerThatIsReleasedWhenNoneCanConnectIsReplaced() async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck(
                [try project.function("hello"), try project.function("later") { $0.initTiming = .call }],
                ["LAMDECK_RUNTIME_ADDRESS": "127.0.0.1"])
            project.engine.change { $0.commandCode = 1 }
            try await project.start(deck, ["later"])
            await deck.start(["hello"])
            try await project.clock.pass(RuntimeProbe.patience)
            try await project.waitForWords("hello", "cannot reach lamdeck")
            #expect(project.journal.seen.ownWords("later") == [])
            let call = try await project.begin(deck, "later")
            try await project.waitForWords("later", "cannot reach lamdeck")
            project.emulator.answer(call.sent, "17")
            let result = try await project.result(of: call.result)
            #expect(result.verdict == .ok && result.text == "17", "\(result)")
        }
    }

    /// Any signal counted as a stop from outside, however long ago it was and whatever the container made of it.
    @Test(arguments: [("SIGHUP", Duration.zero), ("SIGHUP", .seconds(3600)), ("SIGTERM", .seconds(20))])
    func aCrashAfterASignalThatWasSurvivedIsACrash(signal: String, later: Duration) async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck([try project.function("hello")])
            try await project.start(deck, ["hello"])
            let id = try project.serving("hello").id
            try await project.engine.killContainer(id, signal: signal)
            project.clock.advance(by: later)
            let call = try await project.begin(deck, "hello")
            project.emulator.answer(call.sent)
            #expect(try await project.result(of: call.result).verdict == .ok)
            project.engine.end(id, code: 1)
            try await project.wait("hello", "failed") {
                $0.state.failure?.summary.contains("exited with code 1") ?? false
            }
            let reports = project.journal.seen.states["hello", default: []]
            #expect(!reports.contains { $0.note?.contains("outside") ?? false }, "\(reports)")
        }
    }

    /// Without the event of an end, its time was unknown, and any earlier `docker kill` seemed to be the cause.
    @Test(arguments: [(Duration.seconds(1), true), (.seconds(60), false)])
    func anEndWithoutAnEventIsComparedWithTheSignalByTheEnginesOwnTime(later: Duration, isStop: Bool) async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck([try project.function("hello")])
            try await project.start(deck, ["hello"])
            let (engine, id) = (project.engine, try project.serving("hello").id)
            let signal = OutsideSignal(number: 15, time: engine.time)
            project.clock.advance(by: later)
            engine.end(id, code: 143)
            let inquiry = ContainerInquiry(engine: engine, timing: Timing(project.clock), memorySize: 128)
            let death = await inquiry.death(
                of: id, exitCode: nil, at: nil, signal: signal, try await engine.inspectContainer(id))
            let isStopped = if case .stoppedOutside = death { true } else { false }
            #expect(isStopped == isStop, "\(death)")
        }
    }

    @Test func aKillFromOutsideIsNotAFailure() async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck([try project.function("hello")])
            try await project.start(deck, ["hello"])
            try await project.engine.killContainer(project.serving("hello").id, signal: "SIGKILL")
            try await project.wait("hello", "stopped") { $0.state == .stopped }
            #expect(project.journal.seen.last("hello")?.note == "stopped from outside lamdeck")
        }
    }

    /// Functions handled the engine's events one after another: nine waited until the log of the first was read.
    @Test func aSlowDeathDelaysNoOther() async throws {
        try await ScriptedProject.run { project in
            let names = (0..<10).map { "function\($0)" }
            let deck = try await project.deck(try names.map { try project.function($0) })
            try await project.start(deck, names)
            let ids = try names.map { try project.serving($0).id }
            let slow = project.engine.hold { $0 == .inspect(ids[0]) }
            for id in ids { project.engine.end(id, code: 1) }
            try await slow.arrived()
            for name in names.dropFirst() { try await project.wait(name, "failed") { $0.state.failure != nil } }
            #expect(project.journal.seen.last(names[0])?.state.failure == nil)
            slow.open()
            try await project.wait(names[0], "failed") { $0.state.failure != nil }
        }
    }
}

extension RunState {
    /// Why the function failed; nil if it did not.
    fileprivate var failure: FailureReason? {
        if case .failed(let reason) = self { reason } else { nil }
    }
}
