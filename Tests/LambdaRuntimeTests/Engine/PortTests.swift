import DockerEngine
import Foundation
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The functions' own ports, with the real emulator behind them.
@Suite("A function's port")
struct PortTests {
    @Test func isLamdecksWhileItRuns() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Misbehaving.python)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let port = settings.resolvedPort
            let (raised, answer) = try await project.post(#"{"do": "raise"}"#, to: port)
            #expect(answer.value(forHTTPHeaderField: "X-Amz-Function-Error") == "Unhandled")
            #expect(raised.contains("ValueError"))
            let summary = try await deck.journal.wait(for: "news of the call") { $0.outside.last }
            #expect(summary.verdict == .functionError)
            #expect(summary.origin?.port == port)
            #expect(answer.value(forHTTPHeaderField: "x-amzn-RequestId") == summary.requestID)
            #expect(try await project.container().ports.contains { $0.hostPort == port } == false)
        }
    }

    @Test func reportsACallThatTakesLongWhileItRuns() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Misbehaving.python)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            // The emulator makes other request ids.
            guard deck.journal.seen.emulators["hello"] == nil else { return }
            async let answer = project.post(#"{"do": "sleep", "s": 2}"#, to: settings.resolvedPort)
            let begun = try await deck.journal.wait(for: "the running call") { $0.begun.first }
            #expect(begun.verdict == nil && begun.origin?.port == settings.resolvedPort)
            #expect(deck.journal.seen.outside.isEmpty)
            _ = try await answer
            let ended = try await deck.journal.wait(for: "news of the call") { $0.outside.last }
            #expect(ended.requestID == begun.requestID && ended.verdict == .ok)
        }
    }

    @Test func movesWithTheManifest() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let id = try await project.container().id
            let next = FreePort.take()
            await deck.host.apply(project.manifest([settings.with { $0.resolvedPort = next }]))
            #expect(try await project.post("1", to: next).body == "1")
            await #expect(throws: (any Error).self) { try await project.post("1", to: settings.resolvedPort) }
            #expect(try await project.container().id == id, "nothing was restarted for it")
            #expect(deck.journal.seen.last("hello")?.isStale == false)
        }
    }

    /// The emulator dies if two requests overlap: the container's survival shows that they did not.
    @Test func takesManyAtOnce() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let id = try await project.container().id
            let bodies = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for number in 0..<60 {
                    group.addTask { (number, try await project.post("\(number)", to: settings.resolvedPort).body) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for number in 0..<60 { #expect(bodies[number] == "\(number)") }
            #expect(try await project.container().id == id)
        }
    }

    @Test func spreadsCallsOverTheFunctionsContainers() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.waiting) { $0.concurrency = 3 }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            try await project.waitForStandby(workers: 2, spares: 0)
            var calls: [Task<InvocationResult, Never>] = []
            for number in 1...3 {
                calls.append(await deck.beginCall("hello", #"{"n": \#(number)}"#))
                try await deck.waitForLine("hello", "waiting \(number)")
            }
            let fourth = try await deck.queueCall("hello", #"{"n": 4}"#, behind: 0)
            try project.write("hello/go", "")
            for (number, call) in calls.enumerated() {
                #expect(await call.value.text == "[\(number + 1), 1]", "each in a container of its own")
            }
            #expect(await fourth.value.text == "[4, 2]")
            await deck.stop("hello")
            try await project.waitForContainers("none") { $0.isEmpty }
        }
    }
}
