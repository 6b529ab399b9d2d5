import Foundation
import TestSupport
import Testing

/// What a user does with the sample, using only the keyboard.
@Suite(.limited)
struct StoryTests {
    @Test("The sample from the first key to the last: start, log, invoke, edit, restart, quit", .tags(.long))
    func sample() async throws {
        try await Project.run { project in
            try copySample(to: project)
            let deck = try await project.deck()
            try await deck.wait("no function up") { $0.hasUp(0) && $0.functions.title == "FUNCTIONS 5" }

            try await deck.press("U", waitFor: "five functions that are ready") { screen in
                ["hello", "orders", "edge", "shell", "web"].allSatisfy { screen.mark($0) == "●" }
            }
            let running = try await project.containers().map(\.function).sorted()
            #expect(running == ["edge", "hello", "orders", "shell", "web"])

            try await deck.press("Enter", waitFor: "the events") { $0.selectedEvent == "api-gw-v2-post" }
            try await deck.press("j", "i", waitFor: "hello's answer") {
                $0.verdict == "✓ 200 OK" && $0.call.contains("Hello from")
                    && $0.call.title.contains(#/^CALL [0-9a-f]{8} · api-gw-v2 · \d\d:\d\d:\d\d$/#)
            }
            try await deck.wait("hello's log") {
                $0.log.contains("GET /") && $0.callRows.count == 1 && $0.showsCall(of: "api-gw-v2")
            }

            // The other four, with neighbouring keys.
            try await deck.press("1", "j", "i", waitFor: "orders' answer") {
                $0.status.contains("● orders") && $0.isOK && $0.call.contains("batchItemFailures")
            }
            try await deck.wait("orders' log") { $0.log.contains("taken,") }
            try await deck.press("j", "i", waitFor: "edge's answer") {
                $0.status.contains("● edge") && $0.isOK && $0.call.contains("index.html")
            }
            try await deck.press("j", "i", waitFor: "shell's answer") {
                $0.status.contains("● shell") && $0.isOK && $0.has("invocation", "1")
            }
            try await deck.press("j", "i", waitFor: "web's page") {
                $0.status.contains("● web") && $0.verdict == "✓ 200 OK"
            }

            try project.replace("from ${visitor}!", with: "again, ${visitor}!", in: "examples/hello/code/app.js")
            try await deck.press("g", "r", waitFor: "a new container") {
                $0.status.contains("● hello") && $0.mark("hello") == "●"
            }
            try await deck.press("i", waitFor: "the changed answer") {
                $0.verdict == "✓ 200 OK" && $0.call.contains("Hello again, ")
            }

            try await deck.press("q", waitFor: "5 functions are running")
            try await deck.keys("s")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await deck.damage() == [])
            #expect(try await project.containers() == [])
        }
    }

    /// The package's own sample, on this test's ports, and with enough time for a busy machine.
    private func copySample(to project: Project) throws {
        for name in ["functions.json", "examples"] {
            try FileManager.default.copyItem(atPath: "\(Program.package)/\(name)", toPath: project.path(name))
        }
        // The page and the API know each other's port.
        let ports = Dictionary(
            uniqueKeysWithValues: [8000, 9001, 9002, 9003, 9004, 9005].map { ($0, FreePort.take()) })
        let manifest = try project.text("functions.json").replacing(/\b(?:8000|900\d)\b/) { match in
            Int(match.output).flatMap { ports[$0] }.map { "\($0)" } ?? String(match.output)
        }
        try project.write("functions.json", manifest)
        for time in [5, 10] {
            try project.replace("\"timeout\": \(time),", with: "\"timeout\": 120,", in: "functions.json")
        }
    }
}
