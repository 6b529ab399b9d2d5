import DockerEngine
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@Suite("Containers of an engine that is lost and returns")
struct LostContainerTests {
    /// Containers that could not be removed while the engine was unreachable were left forever.
    @Test func unremovedContainersAreRemovedWithTheHost() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.spare = true }
            let (deck, proxy) = try await project.deckWithProxy([settings])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            await deck.stop("hello")
            try proxy.restore()
            try await deck.waitUntilEngineIsBack()
            await deck.host.shutDown()
            #expect(try await project.containers().map(\.names) == [])
        }
    }

    /// The spare kept its own name, so `ps` showed the function as stopped.
    /// Only the emulator can start a runtime without the engine.
    @Test func aTakeoverWithoutTheEngineIsMadeGoodLater() async throws {
        try await TestProject.run(.emulator) { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.spare = true }
            let (deck, proxy) = try await project.deckWithProxy([settings])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            let (serving, spare) = try await project.pair()
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            try await TestEngine.client.killContainer(serving)
            // On the port, an answer does not wait for the log, which cannot be read now.
            let body = try await project.post("1", to: settings.resolvedPort).body
            #expect(body == "1", "the spare serves: \(body)")
            try proxy.restore()
            try await deck.waitUntilEngineIsBack()
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
            #expect(try await project.pair().serving == spare)
        }
    }

    /// Like an engine that is restarted, which ends its containers.
    @Test(arguments: [true, false]) func containersThatDiedDuringTheLossAreNoticedAndStartedAgain(isRemoved: Bool)
        async throws
    {
        try await TestProject.run { project in
            let (deck, proxy) = try await project.deckWithProxy([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let id = try await project.container().id
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            if isRemoved {
                try await TestEngine.client.removeContainer(id, force: true)
            } else {
                try await TestEngine.client.killContainer(id)
                _ = try await TestEngine.client.waitContainer(id)
            }
            try proxy.restore()
            try await deck.journal.wait(for: "its end") { seen -> Bool? in
                let isNoticed = seen.states["hello", default: []].contains { report in
                    switch report.state {
                    case .stopped: report.note?.contains("outside") == true
                    case .failed(let reason): reason.summary.contains("exited with code 137")
                    // A runtime that ended is replaced.
                    case .restarting: true
                    default: false
                    }
                }
                return isNoticed ? true : nil
            }
            try await deck.wait("hello", "ready again") { $0.state == .ready }
            await deck.expect("hello", "1", answers: "1")
            #expect(try await project.container().id != id)
        }
    }

    /// Like an engine that is restarted while the runtime loads the code.
    @Test func anInitThatEndedWithTheEngineIsReportedAndDoneAgain() async throws {
        try await TestProject.run { project in
            let source = """
                import os, time
                print("loading", flush=True)
                while not os.path.exists("/var/task/go"): time.sleep(0.01)
                def handler(event, context): return event
                """
            let (deck, proxy) = try await project.deckWithProxy([try await project.python("hello", source)])
            await deck.host.start(["hello"])
            try await deck.waitForLine("hello", "loading")
            let id = try await project.container().id
            let call = await deck.beginCall("hello", "1")
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            try await TestEngine.client.killContainer(id)
            _ = try await TestEngine.client.waitContainer(id)
            try project.write("hello/go", "")
            try proxy.restore()
            try await deck.waitUntilEngineIsBack()
            let result = await call.value
            // The runtime never got the event: the init that was broken off is the call's error.
            #expect(result.verdict == .initFailed, "\(result.account(seen: deck.journal))")
            await deck.expect("hello", "2", answers: "2")
            #expect(await deck.host.status(of: "hello").state == .ready)
            #expect(try await project.container().id != id)
        }
    }

    @Test func functionsStoppedBeforeStayStopped() async throws {
        try await TestProject.run { project in
            let functions = try await [
                project.python("hello", Handlers.echo), project.python("other", Handlers.echo),
            ]
            let (deck, proxy) = try await project.deckWithProxy(functions)
            try await deck.start("hello")
            try await deck.start("other")
            await deck.stop("hello")
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            try proxy.restore()
            try await deck.journal.wait(for: "a look at the containers") { seen in
                seen.memory.last?["other"] != nil && seen.engine.last?.isConnected == true ? true : nil
            }
            #expect(await deck.host.status(of: "hello").state == .stopped)
            #expect(await deck.host.status(of: "other").state == .ready)
        }
    }

    @Test func aPausedContainerIsNotTakenForDead() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await project.deckWithProxy([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let id = try await project.container().id
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            try await TestEngine.pause(id)
            let looks = deck.journal.seen.memory.count
            try proxy.restore()
            // Memory is read after the containers were listed.
            try await deck.journal.wait(for: "a look at the containers") { $0.memory.count > looks ? true : nil }
            try await TestEngine.resume(id)
            await deck.expect("hello", "1", answers: "1")
            #expect(try await project.container().id == id)
            try await deck.waitForLine("hello", "got 1")
        }
    }
}
