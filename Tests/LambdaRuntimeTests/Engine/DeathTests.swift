import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import DockerEngine
@testable import LambdaRuntime

/// Containers that end while the function has calls: the result of each call, and which container serves next.
@Suite("Deaths of containers")
struct DeathTests {
    enum Act: CaseIterable {
        case kill
        case remove

        func perform(_ id: String) async throws {
            switch self {
            case .kill: try await TestEngine.client.killContainer(id)
            case .remove: try await TestEngine.client.removeContainer(id, force: true)
            }
        }
    }

    /// A running function with a spare.
    private static func withSpare(
        _ source: String, _ server: ServingKind = .lamdeck,
        _ body: @escaping @Sendable (TestProject, TestHost) async throws -> Void
    ) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", source) { $0.spare = true }])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            try await body(project, deck)
        }
    }

    /// A running function with two containers that both have a call; each call has printed `waiting` and its number.
    ///
    /// - Parameter body: receives the calls in the order of their numbers, and the id of the worker's container.
    private static func withTwoCalls(
        _ source: String, memorySize: Int? = nil,
        _ body:
            @escaping @Sendable (TestProject, TestHost, [Task<InvocationResult, Never>], String) async throws -> Void
    ) async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", source) {
                $0.concurrency = 2
                if let memorySize { $0.memorySize = memorySize }
            }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            try await project.waitForStandby(workers: 1, spares: 0)
            var calls: [Task<InvocationResult, Never>] = []
            for number in 1...2 {
                calls.append(await deck.beginCall("hello", #"{"n": \#(number)}"#))
                try await deck.waitForLine("hello", "waiting \(number)")
            }
            let worker = try await project.containers().first {
                ContainerName.role(of: $0.names.first ?? "") == .worker
            }
            try await body(project, deck, calls, try #require(worker).id)
        }
    }

    private static func ownWords(_ deck: TestHost) -> [String] {
        deck.journal.seen.logs["hello", default: []].filter { $0.source == .lamdeck }.map(\.text)
    }

    /// The death of any container but the first was reported as "cancelled: the function was stopped during the call".
    @Test(arguments: Act.allCases) func aWorkersCallReportsItsCrash(act: Act) async throws {
        try await Self.withTwoCalls(Handlers.waiting) { project, deck, calls, worker in
            try await act.perform(worker)
            try await deck.journal.wait(for: "a word about the worker") { seen in
                let own = seen.logs["hello", default: []].filter { $0.source == .lamdeck }
                return own.contains { $0.text.contains("another container still serves") } ? true : nil
            }
            // The other call continues until it is allowed to end.
            try project.write("hello/go", "")
            var results: [InvocationResult] = []
            for call in calls { results.append(await call.value) }
            #expect(Set(results.map(\.verdict)) == [.ok, .crashed], "\(results)")
            let message = results.first { $0.verdict == .crashed }?.error?.message ?? ""
            #expect(
                ["was killed", "was removed"].contains { message.contains("\($0) while the function was running") })
            try await project.waitForStandby(workers: 1, spares: 0)
        }
    }

    /// The call reached no runtime, and was reported as killed while the function was running.
    @Test(arguments: ServingKind.allCases) func aCallThatReachesNoContainerGoesToTheSpare(server: ServingKind)
        async throws
    {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", SpareTests.answering(1)) { $0.spare = true }
            // A host that does not follow the engine's events learns of the death only from the call.
            let deck = project.host([settings])
            try await deck.host.connect()
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            let (serving, spare) = try await project.pair()
            await deck.expect("hello", ends: .ok)
            try await TestEngine.client.killContainer(serving)
            let result = await deck.invoke("hello")
            #expect(result.verdict == .ok && result.text == "1", "\(result)")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
            #expect(try await project.pair().serving == spare)
        }
    }

    /// The kernel accepted the connection, as the engine's proxy does, and the call was reported as killed.
    @Test func aCallThatNoEmulatorReadGoesToTheSpare() async throws {
        try await Self.withSpare(SpareTests.answering(1), .emulator) { project, deck in
            let serving = try await project.pair().serving
            try await TestEngine.pause(serving)
            let call = await deck.beginCall("hello")
            try await TestEngine.client.killContainer(serving)
            #expect(await call.value.text == "1")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
        }
    }

    @Test(arguments: Act.allCases) func callsAfterADeadContainerAreServed(act: Act) async throws {
        try await Self.withSpare(Handlers.waiting) { project, deck in
            let broken = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            let behind = (2..<8).map { number in
                Task { await deck.invoke("hello", #"{"n": \#(number), "wait": false}"#) }
            }
            try await deck.wait("hello", "busy with six waiting") { $0.state == .busy(queued: 6) }
            try await act.perform(try await project.pair().serving)
            #expect(await broken.value.verdict == .crashed)
            for call in behind {
                let result = await call.value
                #expect(result.verdict == .ok, "\(result.verdict) \(String(describing: result.error))")
            }
        }
    }

    /// The crash was reported as "stopped from outside lamdeck", and the spare was not used.
    @Test func aCrashAfterAHarmlessSignalIsACrash() async throws {
        let source = """
            import os, signal
            def handler(event, context):
                if event["ends"]:
                    os.kill(1, signal.SIGTERM)
                    signal.pause()
                return 1
            """
        try await Self.withSpare(source) { project, deck in
            let (serving, spare) = try await project.pair()
            try await TestEngine.client.killContainer(serving, signal: "SIGWINCH")
            await deck.expect("hello", #"{"ends": false}"#, answers: "1")
            await deck.expect("hello", #"{"ends": true}"#, ends: .crashed)
            await deck.expect("hello", #"{"ends": false}"#, answers: "1")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
            #expect(try await project.pair().serving == spare)
            let own = Self.ownWords(deck)
            #expect(own.contains { $0.contains("exited with code") }, "\(own)")
            #expect(!own.contains { $0.contains("outside") }, "\(own)")
            #expect(!own.contains { $0.contains("RequestId") || $0.contains("(rapid)") }, "no reason: \(own)")
        }
    }

    /// A promise that is not awaited is rejected after the answer: the next call, which was fine, was reported as
    /// crashed.
    @Test(arguments: ServingKind.allCases) func aRuntimeThatEndsBetweenTwoCallsIsReplaced(server: ServingKind)
        async throws
    {
        try await TestProject.run(server) { project in
            let source = """
                exports.handler = async (event) => {
                    if (event.bad) setTimeout(() => Promise.reject(new Error("floating")), 100);
                    return event.n;
                };
                """
            let settings = try await project.node("hello", source) { $0.spare = true }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            let (serving, _) = try await project.pair()
            await deck.expect("hello", #"{"n": 1, "bad": true}"#, answers: "1")
            try await deck.journal.wait(for: "a word about the runtime") { seen in
                seen.notices.contains {
                    $0.contains("the runtime process exited between invocations") && $0.contains("floating")
                }
                    ? true : nil
            }
            let next = await deck.invoke("hello", #"{"n": 2}"#)
            #expect(next.verdict == .ok && next.text == "2", "\(next)")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
        }
    }

    /// No reset arrives: the call waited for its whole limit, and was then reported as stopped.
    @Test func aCallToACutNetworkIsServedByAnotherContainer() async throws {
        try await Self.withSpare(Handlers.waiting) { project, deck in
            let cut = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            let behind = try await deck.queueCall("hello", #"{"n": 2, "wait": false}"#, behind: 0)
            let (serving, spare) = try await project.pair()
            let request = EngineRequest(.post, "/networks/bridge/disconnect", operation: "cut the network")
            try await TestEngine.client.connection.change(try request.with(body: ["Container": serving]))
            let result = await cut.value
            #expect(result.verdict == .unreachable && result.error?.type == "Container.CutOff", "\(result)")
            #expect(await behind.value.text == "[2, 1]")
            #expect(Self.ownWords(deck).contains("its container was cut off its network"))
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
            #expect(try await project.pair().serving == spare)
        }
    }

    @Test(arguments: ServingKind.allCases) func aPausedContainerIsNamed(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let container = try await project.container()
            try await TestEngine.pause(container.id)
            let words = "\(container.names.first ?? "") was paused"
            try await deck.journal.wait(for: "a word about the pause") { seen in
                seen.notices.contains { $0.contains(words) && $0.contains("docker unpause") } ? true : nil
            }
            try await TestEngine.resume(container.id)
            await deck.expect("hello", "1", answers: "1")
        }
    }

    /// The message had the name that the container had as a spare.
    @Test func aPausedContainerThatTookOverIsNamed() async throws {
        try await Self.withSpare(SpareTests.answering(1)) { project, deck in
            let (old, spare) = try await project.pair()
            await deck.host.restart("hello")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == old } }
            let name = try #require(try await project.containers().first { $0.id == spare }?.names.first)
            #expect(ContainerName.role(of: name) == .serving)
            try await TestEngine.pause(spare)
            try await deck.journal.wait(for: "a word about the pause") { seen in
                seen.notices.contains { $0.contains("its container \(name) was paused") } ? true : nil
            }
            try await TestEngine.resume(spare)
        }
    }

    @Test func aWorkerThatRunsOutOfMemoryIsReportedAsThat() async throws {
        let source = """
            import os, time
            # Docker mounts files from a folder with the container's id.
            mounts = open("/proc/self/mountinfo").read()
            def handler(event, context):
                print("waiting", event["n"], flush=True)
                hoard = []
                while not os.path.exists("/var/task/go"):
                    if any(n[:4] == "eat-" and n[4:] in mounts for n in os.listdir("/var/task")):
                        hoard.append(bytearray(8 << 20))
                    time.sleep(0.005)
            """
        try await Self.withTwoCalls(source, memorySize: 128) { project, _, calls, worker in
            try project.write("hello/eat-\(worker.prefix(12))", "")
            let results = await withTaskGroup(of: InvocationResult.self) { group in
                for call in calls { group.addTask { await call.value } }
                var results: [InvocationResult] = []
                for await result in group {
                    results.append(result)
                    // The call in the other container may end after the worker's has.
                    #expect(throws: Never.self) { try project.write("hello/go", "") }
                }
                return results
            }
            #expect(results.map(\.verdict) == [.outOfMemory, .ok], "\(results)")
        }
    }
}
