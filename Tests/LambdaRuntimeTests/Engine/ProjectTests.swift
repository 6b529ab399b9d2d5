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

    @Test func aCallThatArrivesWhileTheHostEndsStartsNothing() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let calls = Task {
                while !Task.isCancelled { await deck.invoke("hello") }
            }
            await deck.close()
            calls.cancel()
            await calls.value
            #expect(try await project.containers().isEmpty)
        }
    }

    /// Only its host knows the calls of a container whose Runtime API it serves.
    @Test func logsOfContainersAreInOrderAndKnowTheirCalls() async throws {
        try await TestProject.run(.emulator) { project in
            let source = "def handler(event, context):\n    print(event)\n    return event\n"
            let functions = [try await project.python("one", source), try await project.python("two", source)]
            let deck = try await project.deck(functions)
            for function in functions { try await deck.start(function.name) }
            let others = try containers(project)
            var entries: [ProjectLogEntry] = []
            for (number, function) in [0, 1, 0].enumerated() {
                let answer = try await project.post("\(number)", to: functions[function].resolvedPort)
                #expect(answer.body == "\(number)")
                // The engine reads and stamps a container's output a moment after the call's answer.
                entries = try await asking(for: "\(number + 1) calls in the log") {
                    let seen = Mutex<[ProjectLogEntry]>([])
                    try await others.readLogs(LogSelection()) { news in
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
            let listed = try await others.listing(of: project.manifest(functions), asksEngine: true)
            #expect(listed.count == 2 && listed.allSatisfy { $0.memory ?? 0 > 1 << 20 && !$0.isStale })
            await others.close()
        }
    }
}
