import Foundation
import HostLink
import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime

@Suite("A project's containers, seen by a process that did not create them")
struct ProjectTests {
    private func containers(_ project: TestProject) throws -> ProjectContainers {
        try ProjectContainers(
            manifest: project.path("functions.json"), engine: EngineChoice(environment: project.environment()))
    }

    @Test func theOwnerIsAskedForARestart() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.spare = true }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let others = try containers(project)
            let before = try #require(try await others.list().first { $0.isServing && $0.isRunning })
            #expect(before.hasOwner && before.state == "running" && before.created > 1_600_000_000)
            try await others.askForRestart(before)
            try await deck.waitUntilReady("hello")
            #expect(await deck.invoke("hello").verdict == .ok)
            let after = try await others.list().filter { $0.isServing && $0.isRunning }
            #expect(after.contains { $0.id != before.id })
            await deck.close(.stopping)
            await #expect(throws: FailureReason.self) { try await others.askForRestart(before) }
            #expect(try await project.containers().isEmpty)
            await others.close()
        }
    }

    @Test func aCallThatArrivesWhileTheHostEndsStartsNothing() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let calls = Task {
                while !Task.isCancelled { await deck.invoke("hello") }
            }
            await deck.close(.stopping)
            calls.cancel()
            await calls.value
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func logsOfDetachedContainersAreInOrderAndKnowTheirCalls() async throws {
        try await TestProject.run { project in
            let source = "def handler(event, context):\n    print(event)\n    return event\n"
            let functions = [try await project.python("one", source), try await project.python("two", source)]
            let starter = project.host(functions, options: .command)
            try await starter.host.connect()
            for function in functions { try await starter.start(function.name) }
            await starter.close()
            let others = try containers(project)
            let families = Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0.runtime?.family) })
            let selection = ProjectLogs.Selection(families: families, since: nil, follows: false)
            var entries: [ProjectLogEntry] = []
            for (number, function) in [0, 1, 0].enumerated() {
                let answer = try await project.post("\(number)", to: functions[function].resolvedPort)
                #expect(answer.body == "\(number)")
                // The engine reads and stamps a container's output a moment after the call's answer.
                entries = try await asking(for: "\(number + 1) calls in the log") {
                    let seen = Mutex<[ProjectLogEntry]>([])
                    try await others.logs.read(selection) { news in
                        if case .old(let entries) = news { seen.withLock { $0 += entries } }
                    }
                    let entries = seen.withLock { $0 }
                    return entries.compactMap(\.ended).count == number + 1 ? entries : nil
                }
            }
            #expect(
                entries.filter { $0.record.source == .output }.map { "\($0.function) \($0.record.text)" }
                    == ["one 0", "two 1", "one 2"])
            let ends = entries.compactMap(\.ended)
            #expect(ends.map(\.verdict) == [.ok, .ok, .ok])
            #expect(ends.map(\.isCold) == [true, true, false])
            let ids = Set(entries.filter { $0.record.source == .output }.map(\.record.invocation))
            #expect(ids == Set(ends.map(\.requestID)) && ids.count == 3)
            let memory = await others.memory(try await others.list(), asksEngine: true)
            #expect(memory.count == 2 && memory.values.allSatisfy { $0 > 1 << 20 })
            await others.close()
        }
    }
}
