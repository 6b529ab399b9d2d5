import DockerEngine
import HostLink
import LambdaModel
import LambdaRuntime
import OrderedCollections
import Testing

/// After a save, the next call runs the new code.
@Suite("A save restarts the function")
struct SaveTests {
    private static func answering(_ number: Int) -> String { "def handler(event, context): return \(number)" }

    @Test(arguments: ServingKind.allCases) func withTheCodeThatWasSaved(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Self.answering(1)) { $0.watch = .on }
            let deck = try await project.deck([settings])
            await deck.expect("hello", answers: "1")
            let before = try await project.container().id
            try project.write("hello/app.py", Self.answering(2))
            let words = try await deck.journal.wait(for: "the save") { $0.saved["hello"]?.last }
            #expect(words.hasSuffix("hello/app.py changed"), "\(words)")
            await deck.expect("hello", answers: "2")
            #expect(try await project.container().id != before)
            try await deck.journal.wait(for: "its line") { seen in
                seen.logs["hello", default: []].first {
                    $0.source == .lamdeck && $0.text.contains("restarted: ")
                }
            }
        }
    }

    @Test(arguments: ServingKind.allCases) func andLetsTheCallThatRunsEnd(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.waiting) { $0.watch = .on }
            let deck = try await project.deck([settings])
            let call = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            let second = try await deck.queueCall("hello", #"{"n": 2}"#, behind: 0)
            // The file that the call waits for is a change of the code, too.
            try project.write("hello/go", "")
            let first = await call.value
            #expect(first.verdict == .ok)
            #expect(first.text == "[1, 1]")
            // The next call may have been sent before the change was seen: then it ends normally in the old container.
            #expect(["[2, 1]", "[2, 2]"].contains(await second.value.text))
            try await deck.journal.wait(for: "the restart") { $0.saved["hello"] }
            await deck.expect("hello", #"{"n": 3}"#, ends: .ok)
        }
    }

    /// That init may have loaded one file before the save and another one after it, or half of one.
    @Test func evenIfTheCallWaitsForAnInitThatBeganBefore() async throws {
        try await TestProject.run { project in
            let source = """
                import half, os, time
                print("loading", half.value, flush=True)
                end = time.time() + 60
                while not os.path.exists("/var/task/go") and time.time() < end: time.sleep(0.01)
                def handler(event, context): return half.value
                """
            try project.write("hello/half.py", "value = 1\n")
            let settings = try await project.python("hello", source) { $0.watch = .on }
            let deck = try await project.deck([settings])
            await deck.host.start(["hello"])
            try await deck.waitForLine("hello", "loading 1")
            let call = await deck.beginCall("hello", "{}")
            try project.write("hello/half.py", "value = 2\n")
            try project.write("hello/go", "")
            let result = await call.value
            #expect(result.verdict == .ok)
            #expect(result.text == "2")
        }
    }

    @Test(arguments: ServingKind.allCases) func withTheVariablesThatWereSaved(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let source = "import os\ndef handler(event, context): return os.environ['COLOUR']"
            try project.write("hello.env", "COLOUR=red")
            let settings = try await project.python("hello", source) {
                $0.watch = .on
                $0.environmentFile = project.path("hello.env")
                $0.environment = ["COLOUR": "red", "SHAPE": "round"]
                $0.fileVariableNames = ["COLOUR"]
            }
            let deck = try await project.deck([settings])
            await deck.expect("hello", answers: #""red""#)
            // The test applies the changed manifest, since reading it is not the host's work.
            let other = settings.with { $0.environment["SHAPE"] = "flat" }
            await deck.host.apply(project.manifest([other]))
            try await deck.wait("hello", "stale") { $0.isStale }
            #expect(deck.journal.seen.saved["hello"] == nil, "a variable of functions.json is none of the file's")
            try project.write("hello.env", "COLOUR=blue")
            await deck.host.apply(project.manifest([other.with { $0.environment["COLOUR"] = "blue" }]))
            #expect(try await deck.journal.wait(for: "the save") { $0.saved["hello"]?.last } == "hello.env changed")
            await deck.expect("hello", answers: #""blue""#)
        }
    }

    @Test(arguments: ServingKind.allCases) func unlessItStalls(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Self.answering(1)) { $0.watch = .on }
            let other = try await project.python("other", Self.answering(1)) { $0.watch = .on }
            let deck = try await project.deck([settings, other])
            try await deck.start("other")
            try project.write("hello/app.py", Self.answering(2))
            try project.write("other/app.py", Self.answering(3))
            try await deck.journal.wait(for: "the other's save") { $0.saved["other"] }
            #expect(deck.journal.seen.saved["hello"] == nil)
            #expect(await deck.host.status(of: "hello").state == .stopped)
            await deck.expect("other", answers: "3")
        }
    }
}
