import DockerEngine
import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// What is read of a container's log, and what is hidden of it.
@Suite("Scripted logs", .timeLimit(.minutes(4)))
struct ScriptedLogTests {
    /// A log whose connection broke was not read again until the next restart, and calls lost their evidence.
    @Test func aLogThatBreaksOffIsOpenedAgainAfterGrowingPauses() async throws {
        try await ScriptedProject.run { project in
            let deck = try await project.deck([try project.function("hello")])
            try await project.start(deck, ["hello"])
            let (engine, id) = (project.engine, try project.serving("hello").id)
            try await engine.wait(for: "a reader") { $0.follows(id) }
            engine.write(id, ["before"])
            try await project.waitForLine("hello", "before")

            engine.fail(4, .disconnected(reason: "cut again")) { $0.follows(id) }
            engine.breakLog(of: id)
            engine.write(id, ["meanwhile"])
            for pause in [0.25, 0.5, 1, 2] { try await project.clock.pass(.seconds(pause)) }
            let words = try await project.waitForWords("hello", "the log cannot be read")
            #expect(words.contains("cut again") && words.contains("tries again"))

            // A call while the log is not read.
            let call = try await project.begin(deck, "hello")
            project.emulator.write(["during the call"], during: call.sent)
            project.emulator.answer(call.sent)
            try await project.clock.pass(.seconds(4))
            let result = try await project.result(of: call.result)
            #expect(result.verdict == .ok && result.requestID == call.sent.requestID)
            #expect(result.handlerMilliseconds == 1.5 && result.log.map(\.text) == ["during the call"])
            #expect(project.journal.seen.lines("hello") == ["before", "meanwhile", "during the call"])

            let openings = engine.calls { $0.follows(id) }
            let gaps = zip(openings, openings.dropFirst()).map { $1 - $0 }
            #expect(gaps == [0.25, 0.5, 1, 2, 4].map { .seconds($0) })
        }
    }

    /// The history masked what the manifest has now: the old password of a container that still ran was kept in clear.
    @Test func theSecretsOfAStaleContainerStayHidden() async throws {
        try await ScriptedProject.run { project in
            let (old, new) = ("old-password-4711", "new-password-0815")
            let key = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"
            let settings = try project.function("hello") {
                $0.environment = ["DB_PASSWORD": old]
                $0.credentials = .environment
            }
            let deck = try await project.deck(
                [settings], ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": key])
            try await project.start(deck, ["hello"])
            let changed = settings.with {
                $0.environment = ["DB_PASSWORD": new]
                $0.credentials = .none
            }
            await deck.apply(project.manifest([changed]))
            try await project.wait("hello", "stale") { $0.state == .ready && $0.isStale }

            let call = try await project.begin(deck, "hello", #""is it \#(old)?""#)
            project.emulator.write(["with \(old) and \(key)"], during: call.sent)
            project.emulator.answer(call.sent, #"["\#(old)", "\#(new)", "\#(key)"]"#)
            let result = try await project.result(of: call.result)
            #expect(result.verdict == .ok && result.text.contains(old), "its caller gets what the function said")

            try await project.waitForLine("hello", "with ")
            #expect(project.journal.seen.lines("hello") == ["with \(old) and •••"])
            let kept = try #require(try await project.history(deck).first).result
            #expect(kept.log.map(\.text) == ["with ••• and •••"])
            #expect(kept.text == #"["•••", "•••", "•••"]"#)
            #expect(String(decoding: kept.request.payload, as: UTF8.self) == #""is it •••?""#)
        }
    }
}
