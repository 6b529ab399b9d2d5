import DockerEngine
import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// The init of a function whose Runtime API lamdeck serves, on the real engine.
@Suite("Init before the call")
struct RuntimeInitTests {
    private static let slow = """
        import time
        print("loading")
        time.sleep(0.3)
        def handler(event, context):
            print("called")
            return event
        """

    private static func ownWords(_ deck: TestHost) -> [String] {
        deck.journal.seen.logs["hello", default: []].filter { $0.source == .lamdeck }.map(\.text)
    }

    @Test func theRuntimeStartsWithTheContainerAndAfterARestart() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Self.slow) { $0.spare = true }])
            try await deck.start("hello")
            #expect(deck.journal.seen.states["hello"]?.contains { $0.state == .initialising } == true)
            try await deck.waitForLine("hello", "loading")
            let first = await deck.invoke("hello", "1")
            #expect(first.text == "1" && !first.isCold)
            #expect(try #require(first.initMilliseconds) >= 300)
            #expect(first.log.map(\.text) == ["called"], "the init's lines are not the call's")
            #expect(await deck.invoke("hello", "2").initMilliseconds == nil)
            #expect(Self.ownWords(deck).contains { $0.hasPrefix("init took ") })
            try await project.waitForStandby(spares: 1)
            await deck.host.restart("hello")
            try await deck.waitForLine("hello", "loading", times: 2)
            try await deck.waitUntilReady("hello")
            #expect(await !deck.invoke("hello", "3").isCold)
        }
    }

    @Test func aCallThatWaitsForTheInitIsCold() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Self.slow)])
            let result = await deck.invoke("hello", "1")
            #expect(result.isCold && result.seconds >= 0.25)
            #expect(result.log.map(\.text) == ["loading", "called"])
        }
    }

    @Test func aFunctionCanStartWithItsFirstCall() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.slow) { $0.initTiming = .call }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            #expect(deck.journal.seen.lines("hello") == [])
            let result = await deck.invoke("hello", "1")
            #expect(result.isCold && result.text == "1")
            #expect(result.log.map(\.text) == ["loading", "called"])
            #expect(deck.journal.seen.states["hello"]?.contains { $0.state == .initialising } == false)
        }
    }

    @Test func aFailedInitIsToldAtOnceAndTriedAgainWithACall() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", "import nothing_like_this")])
            await deck.host.start(["hello"])
            let settled = await deck.host.settled("hello")
            guard case .initFailed(let reason) = settled else {
                Issue.record("\(settled)")
                return
            }
            #expect(reason.summary.contains("Runtime.ImportModuleError"))
            #expect(deck.journal.seen.notices.contains { $0.contains("init failed: Runtime.ImportModuleError") })
            let failed = await deck.invoke("hello")
            #expect(failed.verdict == .initFailed && failed.error?.type == "Runtime.ImportModuleError")
            // No save was seen: the next call tries again by itself.
            try project.write("hello/app.py", Handlers.echo)
            await deck.expect("hello", "1", answers: "1")
            #expect(deck.journal.seen.last("hello")?.state == .ready)
        }
    }

    /// The lines were shown outside the call.
    @Test(arguments: ["import nothing_like_this", "raise SystemExit(3)", "def handler(event, context):\n    return 1"])
    func theLinesOfTheInitForWhichACallWaitsAreTheCalls(end: String) async throws {
        try await TestProject.run { project in
            let source = "import sys\nprint('out', flush=True)\nprint('error', file=sys.stderr, flush=True)\n\(end)"
            let settings = try await project.python("hello", source) { $0.initTiming = .call }
            let deck = try await project.deck([settings])
            let result = await deck.invoke("hello")
            let id = try #require(result.requestID)
            try await deck.journal.wait(for: "the end of the call") { seen in
                seen.logs["hello", default: []].contains { $0.text == "END RequestId: \(id)" } ? () : nil
            }
            let records = deck.journal.seen.logs["hello", default: []].filter {
                $0.source == .output || $0.source == .errorOutput || $0.text.hasPrefix("init took ")
            }
            #expect(Set(["out", "error"]).isSubset(of: records.map(\.text)))
            #expect(records.allSatisfy { $0.invocation == id }, "\(records)")
            #expect(Set(["out", "error"]).isSubset(of: result.log.map(\.text)))
        }
    }

    @Test func aProcessThatExitsInItsInitFailsTheCallThatWaits() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", "import os\nos._exit(4)")])
            let result = await deck.invoke("hello")
            #expect(result.verdict == .initFailed, "\(result)")
            #expect(result.error?.message.hasSuffix("Runtime exited with error: exit status 4") == true)
        }
    }

    @Test func anInitMayTakeLongerThanTheTimeout() async throws {
        try await TestProject.run { project in
            let source = Self.slow.replacing("time.sleep(0.3)", with: "time.sleep(1.5)")
            let deck = try await project.deck([try await project.python("hello", source, timeout: 1)])
            await deck.expect("hello", "1", answers: "1", "Lambda gives it ten seconds")
        }
    }

    @Test func theHooksOfSnapStartRunAndAreTimed() async throws {
        try await TestProject.run { project in
            let source = """
                from snapshot_restore_py import register_before_snapshot, register_after_restore
                register_before_snapshot(lambda: print("before the snapshot"))
                register_after_restore(lambda: print("after the restore"))
                def handler(event, context):
                    return event
                """
            let deck = try await project.deck([try await project.python("hello", source) { $0.snapStart = true }])
            try await deck.start("hello")
            let lines = try await deck.waitForLine("hello", "after the restore")
            #expect(lines == ["before the snapshot", "after the restore"])
            #expect(Self.ownWords(deck).contains { $0.contains("after the snapshot") })
            await deck.expect("hello", "1", answers: "1")
        }
    }

    /// Containers are given an address that is their own.
    @Test func theEmulatorServesIfContainersCannotReachLamdeck() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.spare = true }
            let deck = try await project.deck([settings], ["LAMDECK_RUNTIME_ADDRESS": "127.0.0.1"])
            await deck.expect("hello", "1", answers: "1")
            #expect(deck.journal.seen.notices.contains { $0.contains("cannot reach lamdeck at 127.0.0.1") })
            #expect(deck.journal.seen.emulators["hello"]?.contains("cannot reach lamdeck at 127.0.0.1") == true)
            let serving = await deck.host.serving("hello")
            #expect(serving?.emulator != nil)
            try await project.waitForStandby(spares: 1)
            for container in try await project.containers() where container.state == "running" {
                let details = try await TestEngine.client.inspectContainer(container.id)
                #expect(details.labels[Labels.servedBy] == ServingKind.emulator.rawValue)
            }
        }
    }
}
