import Foundation
import Testing

/// Messages and behaviour if the engine cannot be used.
@Suite(.limited)
struct EngineTests {
    @Test(
        "Commands without an engine say so and exit with 3",
        arguments: [
            ["ps"], ["ps", "--json"], ["up", "--detach"], ["up"], ["invoke", "hello", "event.json"],
            ["invoke", "hello", "--json"], ["down"],
        ])
    func commandsWithoutEngine(_ arguments: [String]) async throws {
        try await Project.run(.node("hello")) { project in
            project.environment["DOCKER_HOST"] = "unix:///nonexistent/docker.sock"
            let result = try await Program.run(
                Program.lamdeck, arguments, environment: project.environment, in: project.folder)
            #expect(result.status == 3)
            #expect(result.text.isEmpty)
            #expect(result.messages.contains("/nonexistent/docker.sock"), "\(result.messages)")
        }
    }

    @Test("The deck without an engine says why, and its keys work")
    func deckWithoutEngine() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            project.environment["DOCKER_HOST"] = "unix:///nonexistent/docker.sock"
            let deck = try await project.deck()
            try await deck.wait("the reason") {
                $0.header.contains("✗ no engine") && $0.contains("/nonexistent/docker.sock")
            }
            try await deck.press("j", waitFor: "the other function") { $0.events.title == "EVENTS orders · 1" }
            try await deck.press("S", waitFor: "still the reason") { $0.status.contains("/nonexistent/docker.sock") }
            try await deck.press("i", waitFor: "a refusal") {
                $0.verdict == "✗ not sent" && $0.call.contains("no container engine answers")
            }
            try await deck.press("?", waitFor: "Esc closes")
            // Wait, because a key right after Esc is a different key.
            try await deck.press("Escape", waitFor: "the sections") { !$0.contains("Esc closes") }
            try await deck.keys("q")
            #expect(try await deck.exitStatus() == 0)
        }
    }

    @Test("A socket that the user may not open: the error says that the permission is missing")
    func permission() async throws {
        try await Project.run(.node("hello")) { project in
            let path = project.path("forbidden.sock")
            let socket = try #require(UnixSocket.listen(path))
            defer { UnixSocket.close(socket) }
            chmod(path, 0)
            project.environment["DOCKER_HOST"] = "unix://" + path
            // Root may do everything, unless its capabilities are removed.
            let command =
                getuid() == 0
                ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", Program.lamdeck] : [Program.lamdeck]
            let result = try await Program.run(
                command[0], Array(command.dropFirst()) + ["ps"], environment: project.environment, in: project.folder)
            #expect(result.status == 3)
            #expect(result.messages.contains("permission"), "\(result.messages)")
            #expect(result.messages.contains(path), "\(result.messages)")

            let deck = try await TerminalSession.open(project, width: 120, height: 36)
            try await deck.run(command)
            try await deck.wait("the reason") { $0.header.contains("✗ no engine") && $0.contains("permission") }
        }
    }

    @Test(
        "An engine on another machine is never contacted: code cannot be mounted there",
        arguments: [
            "ssh://me@build.example", "tcp://192.0.2.1:2375", "tcp://build.example:2376",
        ])
    func remote(_ host: String) async throws {
        try await Project.run(.node("hello")) { project in
            let result = try await project.lamdeck("up", "--detach", "--host", host)
            #expect(result.status == 3)
            #expect(result.text.isEmpty)
            #expect(result.messages.contains(host), "\(result.messages)")
            #expect(result.messages.contains("mount"), "\(result.messages)")

            project.environment["DOCKER_HOST"] = host
            let deck = try await project.deck()
            try await deck.wait("the reason") { $0.header.contains("✗ no engine") && $0.containsWrapped("mounted") }
        }
    }

    @Test("The engine becomes unreachable and returns while the deck is open")
    func awayAndBack() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let proxy = try EngineProxy(in: project.folder)
            project.environment["DOCKER_HOST"] = proxy.address
            let deck = try await project.deck()
            try await deck.press("S", "i", waitFor: "an answer") { $0.isOK && $0.mark("hello") == "●" }

            proxy.cut()
            try await deck.wait("no engine") { $0.header.contains("✗ no engine") }
            // Running functions continue, and keys still work.
            try await deck.press("j", waitFor: "the other function") { $0.events.title == "EVENTS orders · 1" }
            try await deck.keys("k")

            try proxy.join()
            try await deck.wait("the engine") { $0.hasUp(1) && !$0.contains("no engine") }
            try await deck.press("i", waitFor: "another answer") {
                $0.isWarmOK && $0.callRows.count == 2 && $0.log.contains("hears")
            }
            let before = try await project.containers().map(\.id)
            #expect(before.count == 1)

            // Like an engine that was restarted, which has ended all containers.
            proxy.cut()
            try await deck.wait("no engine") { $0.header.contains("✗ no engine") }
            await Engine.removeContainers(in: project.folder)
            try proxy.join()
            try await deck.wait("the function again") {
                $0.hasUp(1) && $0.mark("hello") == "●" && $0.containsWrapped("started again")
            }
            try await deck.press("i", waitFor: "an answer") { $0.isOK && $0.mark("hello") == "●" }
            #expect(try await project.containers().map(\.id).filter(before.contains) == [])
        }
    }
}
