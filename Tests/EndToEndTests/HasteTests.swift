import Foundation
import Testing

/// Keys that arrive faster than containers start, and several lamdecks with the same functions.
@Suite(.limited)
struct HasteTests {
    /// Takes long enough that calls wait.
    private static var counter: SampleFunction {
        SampleFunction.python(
            "counter", "time.sleep(0.2)\nprint(f\"call {event['n']} done\", flush=True)\nreturn event[\"n\"]"
        ).with { $0.settings = ["\"timeout\": 60"] }
    }

    @Test("Calls queue: eight key presses get eight responses from one container")
    func queue() async throws {
        // The queue stays until it has been seen.
        let counter = SampleFunction.python(
            "counter",
            "while not os.path.exists('/tmp/go'): time.sleep(0.02)\nprint('call done', flush=True)\nreturn event[\"n\"]"
        ).with { $0.settings = ["\"timeout\": 300"] }
        try await Project.run(counter) { project in
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "the function") { $0.mark("counter") == "●" }
            let container = try await project.containers()
            try await deck.type("iiiiiiii")
            try await deck.wait("a queue") { $0.mark("counter") == "◉" && $0.status.contains("7 queued") }
            #expect(try await Engine.docker(["exec", container[0].id, "touch", "/tmp/go"]).status == 0)
            try await deck.wait("eight answers") {
                $0.log.title == "LOG counter · 9 lines" && $0.log.right == "following"
                    && $0.callRows.count { $0.contains("✓ ok") } == 8 && $0.isOK && $0.mark("counter") == "●"
            }
            #expect(try await project.containers() == container)
        }
    }

    @Test("Two decks and commands call one function at the same time: each gets its answer, and the emulator survives")
    func severalLamdecks() async throws {
        try await Project.run(Self.counter) { project in
            let first = try await project.deck()
            try await first.press("S", waitFor: "the function") { $0.mark("counter") == "●" }
            let second = try await project.deck()
            try await second.wait("the function") { $0.mark("counter") == "●" }
            let container = try await project.containers()
            try await first.type("iii")
            try await second.type("iii")
            let here = project
            let results = try await withThrowingTaskGroup(of: ProgramResult.self) { group in
                for _ in 0..<2 { group.addTask { try await here.lamdeck("invoke", "counter", "event") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.map(\.status) == [0, 0], "\(results.map(\.messages))")
            #expect(results.map(\.text) == ["1\n", "1\n"])
            // Both show the log of all eight, and the line about the init.
            for deck in [first, second] {
                try await deck.wait("all calls") {
                    $0.log.title == "LOG counter · 9 lines" && $0.log.right == "following"
                        && $0.callRows.count { $0.contains("✓ ok") } == 8 && $0.isOK && $0.mark("counter") == "●"
                }
            }
            #expect(try await project.containers() == container)
            // What one stops, the other shows as stopped.
            try await first.press("s", waitFor: "the end") { $0.mark("counter") == "○" }
            try await second.wait("the end") { $0.mark("counter") == "○" }
        }
    }

    @Test("Restart, start, stop and invoke typed without a pause: the last one wins")
    func changingOnesMind() async throws {
        try await Project.run(Self.counter.with { $0.hasSpare = true }) { project in
            let deck = try await project.deck()
            try await deck.wait("no function up") { $0.hasUp(0) && $0.mark("counter") == "○" }
            try await deck.type("SsSrsSrri")
            try await deck.wait("the answer") { $0.isOK && $0.mark("counter") == "●" }
            #expect(try await project.containers().map(\.state) == ["running"])
            for keys in ["rirsSs", "irSsis"] {
                try await deck.press("S", waitFor: "the function") { $0.mark("counter") == "●" }
                // The help opens after all keys before it are read.
                try await deck.type(keys + "?")
                try await deck.wait("the help") { $0.contains("Esc closes") }
                try await deck.press("Escape", waitFor: "the deck") { !$0.contains("Esc closes") }
                try await deck.wait("the end") { $0.mark("counter") == "○" }
                _ = try await waiting(for: "no container") { try await project.allContainers().isEmpty ? true : nil }
                #expect(try await deck.screen().mark("counter") == "○")
            }
        }
    }

    @Test("Pasted text is not taken for keys")
    func paste() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.wait("no function up") { $0.hasUp(0) && $0.mark("orders") == "○" }
            try await deck.type("\u{1B}[200~jSUq?\u{1B}[201~")
            try await deck.press("G", waitFor: "the last function, by the key alone") {
                $0.status.contains("○ orders") && $0.hasUp(0) && !$0.contains("Esc closes")
            }
            #expect(try await project.containers() == [])
        }
    }
}
