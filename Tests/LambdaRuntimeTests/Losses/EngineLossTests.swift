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

    @Test(.tags(.long)) func isReportedAndRepaired() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await project.deckWithProxy([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let id = try await project.container().id
            proxy.cut()
            let reason = try await deck.waitUntilEngineIsAway()
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
            try await deck.waitUntilEngineIsBack()
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
            let (deck, proxy) = try await project.deckWithProxy([settings])
            try await deck.start("hello")
            #expect(try await project.post("1", to: port).body == "1")
            try await deck.waitForLine("hello", "got 1")
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            let (body, answer) = try await project.post("2", to: port, ["X-Amz-Log-Type": "Tail"])
            #expect(body == "2")
            let tail = answer.value(forHTTPHeaderField: "X-Amz-Log-Result").flatMap { Data(base64Encoded: $0) }
            let text = String(decoding: try #require(tail), as: UTF8.self)
            #expect(text.contains("has not read this log to its end yet"), "\(text)")
            try proxy.restore()
            try await deck.waitUntilEngineIsBack()
        }
    }

    @Test(.tags(.long)) func logsGoOnWithoutLossOrRepetition() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await project.deckWithProxy([try await project.python("hello", Self.counting)])
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
                _ = try await deck.waitUntilEngineIsAway()
                await call()
                try proxy.restore()
                try await deck.waitUntilEngineIsBack()
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

    @Test func startingWithoutItSaysWhy() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await project.deckWithProxy([try await project.python("hello", Handlers.echo)])
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
            let reason = try await deck.startFails("hello")
            #expect(reason.kind == .engine)
            #expect(reason.summary.contains("no container engine answers at unix://\(proxy.path)"))
            try proxy.restore()
            try await deck.waitUntilEngineIsBack()
            try await deck.start("hello")
        }
    }

    /// Removing it fails, so it keeps running, and the host removes it when the engine is back.
    @Test func stoppingWithoutItDoesNotLieAboutTheContainer() async throws {
        try await TestProject.run { project in
            let (deck, proxy) = try await project.deckWithProxy([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            proxy.cut()
            _ = try await deck.waitUntilEngineIsAway()
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
            let reason = try await deck.waitUntilEngineIsAway()
            #expect(reason.contains("no container engine answers at unix://\(path)"))
            #expect(reason.contains("named by the variable DOCKER_HOST"))
            #expect(reason.contains("Start that engine"))
            let proxy = try EngineProxy(path: path)
            try await deck.waitUntilEngineIsBack()
            try await deck.start("hello")
            proxy.cut()
        }
    }
}
