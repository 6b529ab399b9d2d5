import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

/// Extensions that do not do what Lambda expects of them, on the real engine.
@Suite("Extensions that fail")
struct ExtensionFaultTests {
    /// Far above Lambda's grace of two seconds, for an engine that is busy, and far below a wait without an end.
    private static let longestStop = Duration.seconds(30)

    private static func stopInTime(_ deck: TestHost, _ project: TestProject) async throws {
        let took = await ContinuousClock().measure { await deck.stop("hello") }
        #expect(took < longestStop)
        #expect(await deck.host.status(of: "hello").state == .stopped)
        try await project.waitForContainers("none") { $0.isEmpty }
    }

    /// The container stayed, and the next call lost two seconds with it.
    @Test func oneThatOutlivesTheRuntimeDoesNotKeepTheContainer() async throws {
        try await TestProject.run { project in
            let source = """
                import os, threading
                def handler(event, context):
                    if event == "end": threading.Timer(0.2, os._exit, [3]).start()
                    return event
                """
            // It ignores `SHUTDOWN`, and a connection that is closed.
            let stubborn = ShellExtension.script(atShutdown: "sleep 1").replacing("|| exit 1", with: "|| sleep 1")
            let settings = try await project.function(source, "stubborn", stubborn)
            let deck = try await project.deck([settings])
            await deck.expect("hello", "1", answers: "1")
            let id = try await project.container().id
            await deck.expect("hello", #""end""#, answers: #""end""#)
            try await deck.journal.wait(for: "the end to be told") { seen in
                seen.notices.contains { $0.contains("exited between invocations") } ? true : nil
            }
            await deck.expect("hello", "2", answers: "2")
            try await project.waitForContainers("another") { !$0.contains { $0.id == id } }
        }
    }

    @Test(.tags(.long)) func oneThatNeverRegistersIsNamedAndRemoved() async throws {
        try await TestProject.run { project in
            let silent = "#!/bin/sh\ntrap '' TERM\nwhile true; do sleep 1; done\n"
            let settings = try await project.function(Handlers.echo, "silent", silent, timeout: 1)
            let deck = try await project.deck([settings])
            let result = await deck.invoke("hello", "1")
            #expect(result.verdict == .timeout, "\(result.account(seen: deck.journal))")
            #expect(result.error?.message.contains("/opt/extensions/silent is not ready") == true, "\(result)")
            #expect(!deck.journal.seen.lines("hello").contains("got 1"), "the runtime did not start")
            try await Self.stopInTime(deck, project)
        }
    }

    @Test func oneThatCrashesDuringACallEndsItsEnvironment() async throws {
        try await TestProject.run { project in
            let script = ShellExtension.script(atInvoke: "[ -e /var/task/crash ] && exit 3")
            let settings = try await project.function(Handlers.waiting, "broken", script)
            try project.write("hello/crash", "")
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let container = try await project.container().id
            let result = await deck.invoke("hello", #"{"n": 1}"#)
            #expect(result.verdict == .crashed, "\(result.account(seen: deck.journal))")
            #expect(result.error?.type == "Extension.Crash", "\(result)")
            #expect(result.error?.message.contains("/opt/extensions/broken") == true, "\(result)")
            try FileManager.default.removeItem(atPath: project.path("hello/crash"))
            await deck.expect("hello", #"{"n": 2, "wait": false}"#, answers: "[2, 1]")
            #expect(try await project.container().id != container)
        }
    }

    @Test func oneThatHangsAtTheShutdownIsRemoved() async throws {
        try await TestProject.run { project in
            let script = ShellExtension.script(atShutdown: "trap '' TERM; sleep 1000")
            let deck = try await project.deck([try await project.function(Handlers.echo, "slow", script)])
            try await deck.start("hello")
            await deck.expect("hello", "1", answers: "1")
            try await Self.stopInTime(deck, project)
        }
    }

    /// The container was removed as soon as the runtime had ended, with the extension in the middle of its work.
    @Test func oneThatTakesItsTimeAtTheShutdownGetsIt() async throws {
        try await TestProject.run { project in
            let script = ShellExtension.script(atShutdown: "sleep 0.7; echo sent all; exit 0")
            let deck = try await project.deck([try await project.function(Handlers.echo, "slow", script)])
            try await deck.start("hello")
            await deck.expect("hello", "1", answers: "1")
            try await Self.stopInTime(deck, project)
            try await deck.waitForLine("hello", "[slow] sent all")
        }
    }
}
