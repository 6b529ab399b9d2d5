import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

/// The emulator dies if two requests overlap (LAMBDA facts, point 3): the container's survival shows that they did not.
@Suite("Calls of one function at the same time")
struct QueueTests {
    @Test(arguments: ServingKind.allCases) func twentyComeInOrder(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.waiting)])
            try await deck.start("hello")
            let id = try await project.container().id
            var calls = [await deck.beginCall("hello", #"{"n": 0}"#)]
            for number in 1..<20 {
                calls.append(try await deck.queueCall("hello", #"{"n": \#(number)}"#, behind: number - 1))
            }
            try project.write("hello/go", "")
            for (number, call) in calls.enumerated() {
                let result = await call.value
                #expect(result.verdict == .ok)
                #expect(result.text == "[\(number), \(number + 1)]", "each by its turn")
                let times = "init \(result.initMilliseconds ?? 0) ms, handler \(result.handlerMilliseconds ?? 0) ms"
                #expect(number == 0 || !result.isCold, "\(times)")
            }
            #expect(await deck.host.status(of: "hello").state == .ready)
            #expect(try await project.container().id == id)
        }
    }

    @Test(arguments: ServingKind.allCases) func givingUpARunningCallFreesTheCaller(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.waiting, timeout: 600)])
            let call = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            let next = try await deck.queueCall("hello", #"{"n": 2, "wait": false}"#, behind: 0)
            let id = try await project.container().id
            call.cancel()
            #expect(await call.value.verdict == .cancelled)
            #expect(await next.value.text == "[2, 1]", "by a container that never saw the first call")
            #expect(try await project.container().id != id)
            await deck.expect("hello", #"{"n": 3, "wait": false}"#, answers: "[3, 2]")
        }
    }

    @Test(arguments: ServingKind.allCases) func givingUpAWaitingCallTouchesNothing(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.waiting)])
            let first = await deck.beginCall("hello", #"{"n": 1}"#)
            let second = try await deck.queueCall("hello", #"{"n": 2}"#, behind: 0)
            let third = try await deck.queueCall("hello", #"{"n": 3}"#, behind: 1)
            let id = try await project.container().id
            second.cancel()
            #expect(await second.value.verdict == .cancelled)
            try await deck.wait("hello", "busy with one waiting") { $0.state == .busy(queued: 1) }
            try project.write("hello/go", "")
            #expect(await first.value.text == "[1, 1]")
            #expect(await third.value.text == "[3, 2]")
            #expect(try await project.container().id == id)
        }
    }

    /// A call that was cancelled before it began has not reached the emulator, so no container must be replaced.
    @Test(arguments: ServingKind.allCases) func aCallThatNeverBeganCostsNoContainer(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let id = try await project.container().id
            for _ in 0..<10 {
                let call = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return await deck.invoke("hello")
                }
                #expect(await call.value.verdict == .cancelled)
            }
            await deck.expect("hello", "1", answers: "1")
            #expect(try await project.container().id == id)
        }
    }

    @Test(arguments: ServingKind.allCases) func stoppingEndsTheCallAndThoseThatWait(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.waiting)])
            let first = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            let second = try await deck.queueCall("hello", #"{"n": 2}"#, behind: 0)
            await deck.stop("hello")
            #expect(await first.value.verdict == .cancelled)
            guard case .refused(let reason) = await second.value.reply else {
                Issue.record("the waiting call was not refused")
                return
            }
            #expect(reason.summary.contains("stopped"))
            #expect(await deck.host.status(of: "hello").state == .stopped, "a call that waited does not start it again")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test(arguments: ServingKind.allCases) func restartingServesThoseThatWait(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.waiting)])
            let first = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            let second = try await deck.queueCall("hello", #"{"n": 2, "wait": false}"#, behind: 0)
            await deck.host.restart("hello")
            #expect(await first.value.verdict == .cancelled)
            #expect(await second.value.text == "[2, 1]")
        }
    }
}
