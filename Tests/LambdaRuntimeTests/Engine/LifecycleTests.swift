import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

@Suite("A function's life on the engine")
struct LifecycleTests {
    @Test(arguments: ServingKind.allCases) func startsServesAndStops(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let container = try await project.container()
            #expect(container.state == "running")

            let result = await deck.invoke("hello", #"{"a": [1, 2.50]}"#)
            #expect(result.verdict == .ok)
            #expect(result.status == 200)
            #expect(result.text == #"{"a": [1, 2.5]}"#)
            #expect(result.isCold == (server == .emulator), "lamdeck starts the runtime with the container")
            #expect(result.initMilliseconds != nil)
            #expect(result.seconds > 0)
            #expect(await !deck.invoke("hello").isCold)
            try await deck.waitForLine("hello", "got {'a': [1, 2.5]}")
            try await deck.journal.wait(for: "both ends") { seen in
                let ends = seen.logs["hello", default: []].filter { $0.source == .marker && $0.text.hasPrefix("END ") }
                return ends.count == 2 ? true : nil
            }

            await deck.stop("hello")
            #expect(await deck.host.status(of: "hello").state == .stopped)
            #expect(try await project.containers().isEmpty)
            let states = deck.journal.seen.states["hello", default: []].map(\.state)
            #expect(states.first == .starting)
            #expect(states.suffix(2) == [.stopping, .stopped])
        }
    }

    @Test(arguments: ServingKind.allCases) func isBusyWhileACallRuns(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let source = "import time\ndef handler(event, context):\n    time.sleep(0.3)\n    return 1\n"
            let deck = try await project.deck([try await project.python("hello", source)])
            try await deck.start("hello")
            await deck.expect("hello", "{}", answers: "1")
            try await deck.journal.wait(for: "the end of the call") { seen in
                let states = seen.states["hello", default: []].map(\.state)
                return states.suffix(3) == [.ready, .busy(queued: 0), .ready] ? true : nil
            }
        }
    }

    @Test(arguments: ServingKind.allCases) func restartServesTheEditedCode(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([
                try await project.node("hello", "exports.handler = async () => 'before'")
            ])
            try await deck.start("hello")
            let before = try await project.container()
            await deck.expect("hello", answers: #""before""#)
            try project.write("hello/app.js", "exports.handler = async () => 'after'")
            await deck.host.restart("hello")
            let result = await deck.invoke("hello")
            #expect(result.text == #""after""#)
            let after = try await project.container()
            #expect(after.id != before.id)
        }
    }

    @Test(.tags(.long)) func theFunctionsPortLeadsToItBeforeAndAfterEachRestart() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            for _ in 0..<4 {
                await deck.host.restart("hello")
                #expect(await deck.host.settled("hello") == .ready)
                #expect(try await project.post("1", to: settings.resolvedPort).body == "1")
            }
        }
    }

    @Test(arguments: ServingKind.allCases) func startsAllAndStopsAll(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            var functions: [FunctionSettings] = []
            for name in ["one", "two", "three"] {
                functions.append(try await project.python(name, "def handler(e, c): return '\(name)'"))
            }
            let names = functions.map(\.name)
            let deck = try await project.deck(functions)
            await deck.host.start(names)
            for name in names { try await deck.waitUntilReady(name) }
            #expect(try await project.containers().count == 3)
            for name in names { await deck.expect(name, answers: "\"\(name)\"") }
            try await deck.journal.wait(for: "everybody's memory") { seen in
                (seen.memory.last?.keys.sorted() == names.sorted() && seen.memory.last?.values.contains(0) == false)
                    ? true : nil
            }
            await deck.host.stop(names)
            for name in names { #expect(await deck.host.settled(name) == .stopped) }
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test(arguments: ServingKind.allCases) func startingTwiceIsStartingOnce(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            await deck.host.start(["hello", "hello"])
            try await deck.start("hello")
            _ = try await project.container()
        }
    }

    @Test(arguments: ServingKind.allCases) func invokingStartsAStoppedFunction(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            let result = await deck.invoke("hello", "[1]")
            #expect(result.text == "[1]")
            #expect(await deck.host.status(of: "hello").state == .ready)
        }
    }

    /// No container is left, whatever the moment: the pauses choose the moment and do not decide the result.
    @Test(arguments: [0, 5, 10, 20, 30, 50, 80, 120, 180, 250, 350])
    func stoppingWhileItStartsLeavesNothing(milliseconds: Int) async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            await deck.host.start(["hello"])
            try await Task.sleep(for: .milliseconds(milliseconds))
            await deck.stop("hello")
            #expect(await deck.host.status(of: "hello").state == .stopped)
            #expect(try await project.containers().map(\.state) == [])
        }
    }

    @Test(arguments: [0, 10, 30, 80, 180])
    func quittingWhileItStartsLeavesNothing(milliseconds: Int) async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            await deck.host.start(["hello"])
            try await Task.sleep(for: .milliseconds(milliseconds))
            await deck.close()
            #expect(try await project.containers().map(\.state) == [])
        }
    }
}
