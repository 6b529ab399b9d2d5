import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

/// A call runs the code that was on disk when it was made.
@Suite("Stale code never answers")
struct StaleCodeTests {
    private static func answering(_ number: Int) -> String { "def handler(event, context): return \(number)" }

    @Test("A call immediately after a save", arguments: [true, false])
    func rightAfterASave(keepsSpare: Bool) async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.answering(0)) {
                $0.watch = .on
                $0.spare = keepsSpare
            }
            let deck = try await project.deck([settings])
            #expect(await deck.invoke("hello").text == "0")
            for number in 1...3 {
                try project.write("hello/app.py", Self.answering(number))
                #expect(await deck.invoke("hello").text == "\(number)")
                #expect(await deck.invoke("hello").text == "\(number)")
            }
        }
    }

    @Test("A call immediately after the folder was created again, and a call while it is missing")
    func folderCreatedAgain() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.answering(1)) {
                $0.watch = .on
                $0.spare = true
            }
            let deck = try await project.deck([settings])
            #expect(await deck.invoke("hello").text == "1")
            try FileManager.default.removeItem(atPath: project.path("hello"))
            let refused = await deck.invoke("hello")
            guard case .refused(let reason) = refused.reply else {
                Issue.record("answered while there was no code: \(refused.text)")
                return
            }
            #expect(reason.summary.contains("\(project.path("hello")) does not exist"))
            try project.write("hello/app.py", Self.answering(2), mode: 0o755)
            #expect(await deck.invoke("hello").text == "2")
        }
    }

    @Test("A command calls a detached function after a save")
    func detached() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.answering(1)) { $0.watch = .on }
            func answer() async throws -> (text: String, notices: [String]) {
                let once = project.host([settings], options: .once)
                try await once.host.connect()
                let text = await once.invoke("hello").text
                await once.close(.stopping)
                return (text, once.journal.seen.notices)
            }
            func stale() async throws -> Bool {
                let containers = try ProjectContainers(
                    manifest: project.path("functions.json"), engine: EngineChoice(environment: project.environment()))
                let found = try await containers.list()
                let old = await containers.withOldCode(found, of: project.manifest([settings]))
                await containers.close()
                return !old.isEmpty
            }
            let up = project.host([settings], options: .command)
            try await up.host.connect()
            try await up.start("hello")
            // Saved before the first call, which therefore loads it.
            try project.write("hello/app.py", Self.answering(2))
            #expect(try await !stale())
            let once = project.host([settings], options: .once)
            try await once.host.connect()
            #expect(await once.invoke("hello").text == "2")
            await once.close(.leaving)
            #expect(try await !stale())
            try project.write("hello/app.py", Self.answering(3))
            #expect(try await stale())
            let last = try await answer()
            #expect(last.text == "3")
            #expect(last.notices.contains { $0.contains("still runs the previous code") }, "\(last.notices)")
            // A deck adopts the container and gives it the new code.
            let deck = try await project.deck([settings])
            try await deck.journal.wait(for: "the restart") { $0.saved["hello"] }
            #expect(await deck.invoke("hello").text == "3")
        }
    }
}

@Suite("Stale settings are reported")
struct StaleSettingsTests {
    private static let source = "import os\ndef handler(event, context): return os.environ['COLOUR']"

    /// The call silently used the old settings.
    @Test("A command calls a detached function after its settings changed")
    func detached() async throws {
        try await TestProject.run { project in
            let red = try await project.python("hello", Self.source) { $0.environment = ["COLOUR": "red"] }
            let blue = red.with { $0.environment = ["COLOUR": "blue"] }
            func answer(_ settings: FunctionSettings) async throws -> (text: String, notices: [String]) {
                let once = project.host([settings], options: .once)
                try await once.host.connect()
                let isOurs = await once.host.status(of: "hello").state == .stopped
                let text = await once.invoke("hello").text
                await once.close(isOurs ? .stopping : .leaving)
                return (text, once.journal.seen.notices)
            }
            func up(_ settings: FunctionSettings) async throws -> [String] {
                let up = project.host([settings], options: .command)
                try await up.host.connect()
                try await up.start("hello")
                await up.close()
                return up.journal.seen.notices
            }
            let words = "hello still runs with its previous settings"
            #expect(try await up(red) == [])
            let before = try await answer(red)
            #expect(before.text == #""red""# && before.notices == [])
            let (text, notices) = try await answer(blue)
            #expect(text == #""blue""#)
            #expect(
                notices.contains { $0.hasPrefix(words) && $0.contains("this call uses a new container") }, "\(notices)")
            #expect(try await up(blue) == [words + "; lamdeck restart hello applies the new ones"])
            let restart = project.host([blue], options: .command)
            try await restart.host.connect()
            await restart.host.restart("hello")
            #expect(await restart.host.restartFailure("hello") == nil)
            #expect(await restart.host.settled("hello") == .ready)
            await restart.close()
            #expect(restart.journal.seen.notices == [])
            let after = try await answer(blue)
            #expect(after.text == #""blue""# && after.notices == [], "\(after.notices)")
        }
    }
}

@Suite("Whether a container has old code")
struct CodeStateTests {
    private static let state = CodeState(signature: "now", newestFile: 100, newest: 200)

    @Test(
        arguments: [
            // first call, label, is old
            (nil, "before", false), (nil, nil, false), (50, "now", false), (50, "before", true), (150, "before", true),
            (250, "before", false), (50, nil, true), (150, nil, false),
        ] as [(Double?, String?, Bool)])
    func byItsFirstCallAndItsLabel(_ firstCall: Double?, _ label: String?, _ isOld: Bool) {
        #expect(Self.state.isNewer(thanLoadedAt: firstCall, label: label) == isOld)
    }
}
