import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("An engine that is lost and returns")
struct EngineLossTests {
    /// Prints the numbers from `from` to before `to`.
    private static let counting = """
        def handler(event, context):
            for number in range(event["from"], event["to"]):
                print("line", number, flush=True)
            return "done"
        """

    private static func deck(
        _ project: TestProject, _ functions: [FunctionSettings]
    ) async throws -> (TestHost, EngineProxy) {
        let proxy = try EngineProxy(path: project.path("engine.sock"))
        return (try await project.deck(functions, ["DOCKER_HOST": proxy.address]), proxy)
    }

    private static func waitUntilAway(_ deck: TestHost) async throws -> String {
        try await deck.journal.wait(for: "the engine to be away") { seen in
            if case .unavailable(let reason)? = seen.engine.last { reason } else { nil }
        }
    }

    private static func waitUntilBack(_ deck: TestHost) async throws {
        try await deck.journal.wait(for: "the engine to be back") { seen in
            seen.engine.last?.isConnected == true ? true : nil
        }
    }

    @Test(.tags(.long)) func isReportedAndRepaired() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await Self.deck(project, [try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let id = try await project.container().id
            proxy.cut()
            let reason = try await Self.waitUntilAway(deck)
            #expect(reason.contains("engine"))
            // Then it searches for the engine, and says where.
            try await deck.journal.wait(for: "where it was looked for") { seen -> String? in
                if case .unavailable(let reason)? = seen.engine.last, reason.contains(proxy.path) {
                    reason
                } else {
                    nil
                }
            }
            #expect(await deck.host.status(of: "hello").state == .ready)
            await deck.expect("hello", "1", answers: "1", "what runs is served all the same")
            try proxy.restore()
            try await Self.waitUntilBack(deck)
            await deck.expect("hello", "2", answers: "2")
            try await deck.waitForLine("hello", "got 2")
            #expect(try await project.container().id == id)
            await deck.stop("hello")
            #expect(try await project.containers().isEmpty)
        }
    }

    /// The answer waited ten seconds and more for a log that could not be read.
    @Test func theAnswerDoesNotWaitForALogThatIsLate() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let port = settings.resolvedPort
            let (deck, proxy) = try await Self.deck(project, [settings])
            try await deck.start("hello")
            #expect(try await project.post("1", to: port).body == "1")
            try await deck.waitForLine("hello", "got 1")
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
            let (body, answer) = try await project.post("2", to: port, ["X-Amz-Log-Type": "Tail"])
            #expect(body == "2")
            let tail = answer.value(forHTTPHeaderField: "X-Amz-Log-Result").flatMap { Data(base64Encoded: $0) }
            let text = String(decoding: try #require(tail), as: UTF8.self)
            #expect(text.contains("has not read this log to its end yet"), "\(text)")
            try proxy.restore()
            try await Self.waitUntilBack(deck)
        }
    }

    /// Containers that could not be removed while the engine was unreachable were left forever.
    @Test func unremovedContainersAreRemovedWithTheHost() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.spare = true }
            let (deck, proxy) = try await Self.deck(project, [settings])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
            await deck.stop("hello")
            try proxy.restore()
            try await Self.waitUntilBack(deck)
            await deck.host.shutDown()
            #expect(try await project.containers().map(\.names) == [])
        }
    }

    /// The spare kept its own name, so `ps` showed the function as stopped.
    /// Only the emulator can start a runtime without the engine.
    @Test func aTakeoverWithoutTheEngineIsMadeGoodLater() async throws {
        try await TestProject.run(.emulator) { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.spare = true }
            let (deck, proxy) = try await Self.deck(project, [settings])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            let (serving, spare) = try await project.pair()
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
            try await TestEngine.client.killContainer(serving)
            // On the port, an answer does not wait for the log, which cannot be read now.
            let body = try await project.post("1", to: settings.resolvedPort).body
            #expect(body == "1", "the spare serves: \(body)")
            try proxy.restore()
            try await Self.waitUntilBack(deck)
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
            #expect(try await project.pair().serving == spare)
        }
    }

    @Test(.tags(.long)) func logsGoOnWithoutLossOrRepetition() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await Self.deck(project, [try await project.python("hello", Self.counting)])
            try await deck.start("hello")
            var from = 0
            for round in 1...3 {
                func call() async {
                    await deck.expect("hello", #"{"from": \#(from), "to": \#(from + 200)}"#, ends: .ok)
                    from += 200
                }
                await call()
                // The connection is cut in the middle of the call.
                let running = await deck.beginCall("hello", #"{"from": \#(from), "to": \#(from + 200)}"#)
                from += 200
                proxy.cut()
                #expect(await running.value.verdict == .ok)
                _ = try await Self.waitUntilAway(deck)
                await call()
                try proxy.restore()
                try await Self.waitUntilBack(deck)
                await call()
                let last = from - 1
                let lines = try await deck.journal.wait(for: "line \(last) in round \(round)") { seen in
                    let lines = seen.lines("hello").filter { $0.hasPrefix("line ") }
                    return lines.last == "line \(last)" ? lines : nil
                }
                #expect(lines == (0..<from).map { "line \($0)" })
            }
        }
    }

    /// Like an engine that is restarted, which ends its containers.
    @Test(arguments: [true, false]) func containersThatDiedDuringTheLossAreNoticedAndStartedAgain(isRemoved: Bool)
        async throws
    {
        try await TestProject.run { project in
            let (deck, proxy) = try await Self.deck(project, [try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let id = try await project.container().id
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
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

    @Test func functionsStoppedBeforeStayStopped() async throws {
        try await TestProject.run { project in
            let functions = try await [
                project.python("hello", Handlers.echo), project.python("other", Handlers.echo),
            ]
            let (deck, proxy) = try await Self.deck(project, functions)
            try await deck.start("hello")
            try await deck.start("other")
            await deck.stop("hello")
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
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
            let (deck, proxy) = try await Self.deck(project, [try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let id = try await project.container().id
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
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

    @Test func startingWithoutItSaysWhy() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await Self.deck(project, [try await project.python("hello", Handlers.echo)])
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
            let reason = try await deck.startFails("hello")
            #expect(reason.kind == .engine)
            #expect(reason.summary.contains("no container engine answers at unix://\(proxy.path)"))
            try proxy.restore()
            try await Self.waitUntilBack(deck)
            try await deck.start("hello")
        }
    }

    /// Removing it fails, so it keeps running, and the host removes it when the engine is back.
    @Test func stoppingWithoutItDoesNotLieAboutTheContainer() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await Self.deck(project, [try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            proxy.cut()
            _ = try await Self.waitUntilAway(deck)
            await deck.stop("hello")
            guard case .failed(let reason) = await deck.host.status(of: "hello").state else {
                Issue.record("\(await deck.host.status(of: "hello").state)")
                return
            }
            #expect(reason.summary.contains("could not be removed"))
            try proxy.restore()
            try await project.waitForContainers("none") { $0.isEmpty }
            try await deck.start("hello")
        }
    }

    @Test func anEngineThatAppearsLaterIsFound() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let path = project.path("late.sock")
            let deck = project.host([settings], ["DOCKER_HOST": "unix://\(path)"], follows: true)
            let reason = try await Self.waitUntilAway(deck)
            #expect(reason.contains("no container engine answers at unix://\(path)"))
            #expect(reason.contains("named by the variable DOCKER_HOST"))
            #expect(reason.contains("Start that engine"))
            let proxy = try EngineProxy(path: path)
            try await Self.waitUntilBack(deck)
            try await deck.start("hello")
            proxy.cut()
        }
    }
}
