import Foundation
import TestSupport
import Testing

/// `d` in the deck.
@Suite(.limited)
struct DebugDeckTests {
    /// A breakpoint at line 2 sees `event`.
    private static func node(_ name: String, port: Int) -> SampleFunction {
        SampleFunction.node(name, answer: "{ n: event.n }").with {
            $0.settings = ["\"timeout\": 2", "\"debug\": { \"port\": \(port) }"]
        }
    }

    @Test("d restarts under the debugger and ends it; Esc, r, s and quitting work at a breakpoint")
    func deck() async throws {
        let port = FreePort.take()
        try await Project.run(Self.node("orders", port: port)) { project in
            let deck = try await project.deck()
            try await deck.press("d", waitFor: "the debugger") {
                $0.functions.contains(" debugging :\(port)") && $0.mark("orders") == "●"
            }
            let log = try await deck.screen()
            #expect(log.contains("node inspect 127.0.0.1:\(port)"), "\(log)")

            /// A call that a breakpoint holds until the container or the client ends.
            func stand(_ body: () async throws -> Void) async throws {
                let client = DebugClient.inspector(port, stopsAt: 2, reads: "event.n", seconds: 600)
                let environment = client.environment
                _ = try await Program.run("python3", client.words, environment: environment, in: "/") { program in
                    try await program.wait(for: "attached\n")
                    try await deck.wait("the state") { $0.functions.contains(" debugging :\(port), attached") }
                    try await deck.keys("i")
                    try await program.wait(for: "value 1\n")
                    try await deck.wait("a running call") { $0.mark("orders") == "◉" }
                    try await body()
                    program.send(SIGTERM)
                }
            }
            try await stand {
                try await deck.press("Escape", waitFor: "the call's end") {
                    $0.callRows.first?.contains("cancelled") == true
                }
                try await deck.wait("another container") {
                    $0.mark("orders") == "●" && $0.functions.contains(" debugging :\(port)")
                }
            }
            try await stand {
                try await deck.press("r", waitFor: "another container") {
                    $0.mark("orders") == "●" && $0.callRows.first?.contains("running") == false
                }
            }
            // The debugger detaches, and the call ends well.
            try await stand {
                try await deck.press("d", waitFor: "the function without a debugger") {
                    !$0.functions.contains("debugging") && $0.mark("orders") == "●"
                }
                try await deck.wait("the call's end") { $0.callRows.first?.contains("✓ ok") == true }
            }
            try await deck.press("d", waitFor: "the debugger again") {
                $0.functions.contains(" debugging :\(port)") && $0.mark("orders") == "●"
            }
            try await stand {
                try await deck.press("s", waitFor: "the stopped function") { $0.mark("orders") == "○" }
                try await deck.wait("no debugger") { !$0.functions.contains("debugging") }
            }
            try await deck.press("d", waitFor: "the debugger") {
                $0.functions.contains(" debugging :\(port)") && $0.mark("orders") == "●"
            }
            try await stand {
                try await deck.press("q", waitFor: "stop them and quit") { _ in true }
                try await deck.keys("s")
                _ = try await deck.exitStatus()
            }
        }
    }

    @Test("The deck asks before it fetches debugpy, and writes launch.json from the palette")
    func fetches() async throws {
        let port = FreePort.take()
        let python = SampleFunction.python("orders").with { $0.settings = ["\"debug\": { \"port\": \(port) }"] }
        try await Project.run(python) { project in
            let deck = try await project.deck()
            try await deck.press("d", waitFor: "Fetch debugpy ")
            try await deck.press("Escape", waitFor: "no question") { !$0.contains("Fetch debugpy ") }
            let cache = (project.environment["HOME"] ?? "") + "/.cache/lamdeck/debugpy"
            #expect(!FileManager.default.fileExists(atPath: cache))
            try await deck.press("d", waitFor: "Fetch debugpy ")
            try await deck.press("y", waitFor: "the debugger") {
                $0.functions.contains(" debugging :\(port)") && $0.mark("orders") == "●"
            }
            try await deck.keys(":")
            try await deck.type("add the debugger's entry")
            try await deck.press("Enter", waitFor: "added \"lamdeck: orders\"")
            #expect(try project.text(".vscode/launch.json").contains("\"port\": \(port)"))
        }
    }
}
