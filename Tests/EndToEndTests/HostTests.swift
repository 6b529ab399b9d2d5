import Foundation
import JSONText
import TestSupport
import Testing

/// One host per project, and its clients.
@Suite(.limited)
struct HostTests {
    @Test("Two decks show the same functions, logs and outcomes; each has a separate selection")
    func twoDecks() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let (one, two) = (try await project.deck(), try await project.deck())
            try await one.press("S", "i", waitFor: "the answer") { $0.isOK && $0.mark("hello") == "●" }
            try await two.wait("the other deck's call") {
                $0.mark("hello") == "●" && $0.log.contains("hears {\"n\":1}") && $0.showsCall(of: "event")
            }
            try await two.press("j", "i", waitFor: "the second function") {
                $0.log.title.hasPrefix("LOG orders · ") && $0.isOK && $0.mark("orders") == "●"
            }
            let first = try await one.wait("what the other one started") { $0.mark("orders") == "●" }
            #expect(first.log.title.hasPrefix("LOG hello · "), "its selection stays")
            #expect(project.hosts.count == 1)
            let before = try await project.containers()
            try await one.send(SIGKILL)
            _ = try await one.exitStatus()
            try await two.press("i", waitFor: "an answer, as if nothing had happened") {
                $0.isWarmOK && $0.callRows.count == 2
            }
            #expect(try await project.containers() == before)
        }
    }

    @Test("A deck and ten invokes from shells with different environments use one host, and each call is recorded once")
    func shells() async throws {
        try await Project.run(.python("hello", "print('hears', event['n'])\nreturn event['n']")) { project in
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            let before = try await project.allContainers()
            let project = project
            let answers = try await withThrowingTaskGroup(of: (Int, ProgramResult).self) { group in
                for number in 0..<10 {
                    group.addTask {
                        var environment = project.environment
                        environment["XDG_RUNTIME_DIR"] = number == 0 ? nil : project.path("run\(number)")
                        environment["TMPDIR"] = project.folder
                        return (
                            number,
                            try await Program.run(
                                Program.lamdeck, ["invoke", "hello", "-"], environment: environment,
                                in: project.folder, input: Array("{\"n\": \(number)}".utf8))
                        )
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for number in 0..<10 {
                #expect(answers[number]?.text == "\(number)\n" && answers[number]?.status == 0, "\(answers)")
            }
            #expect(try await project.allContainers() == before && project.hosts.count == 1)
            try await deck.wait("the calls") { screen in
                (0..<10).count { screen.log.contains("hears \($0)") } >= 5 && screen.calls.title == "CALLS hello · 10"
            }
            let rows = try await project.lamdeck("history", "--json").lines.map { try JSONDocument($0).root }
            #expect(rows.count == 10 && rows.allSatisfy { $0["verdict"]?.string == "ok" })
            #expect(Set(rows.compactMap { $0["requestId"]?.string }).count == 10)
        }
    }

    @Test("A killed host: the deck reports it, attaches to a new one, and the functions that ran start again")
    func hostKilled() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.log.contains("hears") }
            let (host, before) = (try #require(project.hosts.first), try await project.containers())
            kill(host, SIGKILL)
            try await deck.wait("what happened") { $0.status.contains("the host of this project has died") }
            let screen = try await deck.wait("the function again") { screen in
                screen.mark("hello") == "●" && screen.mark("orders") == "○"
                    && project.hosts.first.map { $0 != host } == true
            }
            #expect(screen.log.contains("hears {\"n\":1}"), "what it showed is still there")
            let after = try await waiting(for: "the old container's end") {
                let all = try await project.containers()
                return all.contains { container in before.contains { $0.id == container.id } } ? nil : all
            }
            #expect(after.map(\.function) == ["hello"], "\(after)")
            // The runtime may have initialised before this call, so that nothing else marks it as the first one.
            try await deck.press("i", waitFor: "an answer of the new container") { screen in
                screen.isOK && screen.log.rows.count { $0.contains("hears {\"n\":1}") } == 2
                    && screen.callRows.count == 2
            }
        }
    }

    @Test("A killed host: its containers end by themselves, and the next host removes them")
    func containersOfAKilledHost() async throws {
        let function = SampleFunction.python("hello").with { $0.hasSpare = true }
        try await Project.run(function) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let before = try await waiting(for: "a function and its spare") {
                let all = try await project.allContainers()
                let isWhole = all.count == 2 && all.count(where: \.standsBy) == 1
                return isWhole && all.allSatisfy { $0.state == "running" } ? all : nil
            }
            kill(try #require(project.hosts.first), SIGKILL)
            try await waitUntil("both containers have ended") {
                try await project.allContainers().map(\.state) == ["exited", "exited"]
            }
            #expect(try await project.lamdeck("invoke", "hello", "-", input: "{\"n\": 1}").status == 0)
            let after = Set(try await project.allContainers().map(\.id))
            #expect(after.isDisjoint(with: before.map(\.id)))
            #expect(try await project.lamdeck("down").status == 0)
            #expect(try await project.allContainers() == [])
        }
    }

    /// The number of kills; more with `LAMDECK_KILLS`.
    private static let kills = ProcessInfo.processInfo.environment["LAMDECK_KILLS"].flatMap(Int.init) ?? 10

    @Test("Hosts and callers that are killed at any time leave no container, lose no row and report no wrong verdict")
    func killedAtAnyTime() async throws {
        let body = "print('begins', event['n'], flush=True)\ntime.sleep(0.05)\nreturn event['n']"
        try await Project.run(.python("hello", body).with { $0.hasSpare = true }) { project in
            var random = SeededGenerator(seed: 4711)
            var answered = 0
            for number in 0..<Self.kills {
                // A start, two calls and a restart. The kill happens at a random moment during these.
                let moment = Int.random(in: 0...900, using: &random)
                let killsCaller = number.isMultiple(of: 4)
                let project = project
                let story = Task {
                    _ = try await project.lamdeck("up", "--detach")
                    var good = 0
                    for call in 0..<2 {
                        let result = try await project.lamdeck(
                            "invoke", "hello", "-", "--json", input: "{\"n\": \(number * 10 + call)}")
                        guard let root = try? JSONDocument(Array(result.output)).root else { continue }
                        let verdict = root["verdict"]?.string
                        if verdict == "ok" { good += 1 }
                        // An interrupted call has no result, or was never sent; the function did nothing wrong.
                        let isTrue = ["ok", "unreachable", "cancelled"].contains(verdict)
                        if !isTrue { Issue.record("kill \(number) at \(moment) ms: \(result.text)") }
                    }
                    _ = try await project.lamdeck("restart", "hello")
                    return good
                }
                try await Task.sleep(for: .milliseconds(moment))
                for process in killsCaller ? project.callers : project.hosts { kill(process, SIGKILL) }
                answered += try await story.value
            }
            #expect(answered > 0)
            #expect(try await project.lamdeck("down").status == 0)
            #expect(try await project.allContainers() == [])
            _ = try await waiting(for: "no host") { project.hosts.isEmpty ? true : nil }
            let rows = try await project.lamdeck("history", "--json", "--limit", "1000").lines.map {
                try JSONDocument($0).root
            }
            let good = rows.count { $0["verdict"]?.string == "ok" }
            #expect(good >= answered, "each answer that a caller got is in the history")
        }
    }

    @Test("`down` ends the host, and it ends by itself when no function runs and no client is attached")
    func ends() async throws {
        try await Project.run(.node("hello")) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            #expect(project.hosts.count == 1)
            let socket = try #require(try await project.labels("lamdeck.host").first)
            #expect(socket.hasPrefix("/tmp/lamdeck-\(getuid())/") && socket.utf8.count < 104)
            #expect(try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int == 0o600)
            let folder = (socket as NSString).deletingLastPathComponent
            #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
            #expect(try await project.lamdeck("down").lines == ["hello  stopped"])
            #expect(!FileManager.default.fileExists(atPath: socket))
            _ = try await waiting(for: "its end") { project.hosts.isEmpty ? true : nil }

            let deck = try await project.deck()
            try await deck.wait("the host") { $0.contains("docker") }
            #expect(project.hosts.count == 1)
            try await deck.keys("q")
            #expect(try await deck.exitStatus() == 0)
            _ = try await waiting(for: "its end") { project.hosts.isEmpty ? true : nil }
        }
    }

    @Test("A deleted socket is created again, and SIGTERM stops the functions and ends the host")
    func socketDeleted() async throws {
        try await Project.run(.node("hello")) { project in
            let result = try await project.lamdeck("host", "--foreground") { program in
                let log = (project.environment["HOME"] ?? "") + "/.local/state/lamdeck/lamdeck.log"
                _ = try await waiting(for: "the host") {
                    (try? String(contentsOfFile: log, encoding: .utf8))?.contains("listens at") == true ? true : nil
                }
                #expect(try await project.lamdeck("up", "--detach").status == 0)
                let socket = try #require(try await project.labels("lamdeck.host").first)
                let before = try await project.containers()
                for path in [socket, (socket as NSString).deletingPathExtension + ".lock"] {
                    try FileManager.default.removeItem(atPath: path)
                    _ = try await waiting(for: "the file") { FileManager.default.fileExists(atPath: path) ? true : nil }
                }
                #expect(try await project.lamdeck("invoke", "hello").status == 0)
                #expect(try await project.containers() == before && project.hosts == [program.process])
                #expect(try await project.lamdeck("host", "--foreground").messages.contains("is running already"))
                program.send(SIGTERM)
            }
            #expect(result.status == 0)
            #expect(try await project.allContainers() == [])
        }
    }

    @Test("Several `lamdeck up` at once: they start one host, and all attach to it")
    func startAtOnce() async throws {
        try await Project.run(.node("hello")) { project in
            let project = project
            let results = try await withThrowingTaskGroup(of: ProgramResult.self) { group in
                for _ in 0..<4 { group.addTask { try await project.lamdeck("up", "--detach") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.allSatisfy { $0.status == 0 && $0.text.hasPrefix("hello  ready") }, "\(results)")
            #expect(project.hosts.count == 1)
            #expect(try await project.containers().count == 1)
        }
    }

    @Test("Another user cannot reach the host, even if the folder and the socket are opened to all")
    func otherUser() async throws {
        try #require(getuid() == 0, "only root can act as another user")
        try await Project.run(.node("hello")) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let socket = try #require(try await project.labels("lamdeck.host").first)
            let script = """
                import socket, struct, sys
                s = socket.socket(socket.AF_UNIX)
                s.settimeout(20)
                try:
                    s.connect(sys.argv[1])
                    hello = b"\\xa1gversion\\xa2dlink\\x01gprogramax"
                    s.sendall(struct.pack(">I", len(hello) + 1) + b"C" + hello)
                    print("answer" if s.recv(100) else "closed")
                except OSError as error:
                    print("refused", error.errno)
                """
            func ask(as user: [String]) async throws -> String {
                try await Program.run(
                    "setpriv", user + ["/usr/bin/python3", "-c", script, socket]
                ).lines.first ?? ""
            }
            let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
            #expect(try await ask(as: ["--reuid=0"]) == "answer")
            #expect(try await ask(as: nobody) == "refused \(EACCES)")
            // A hard link to the socket that all users may use: the kernel still reports the client's user.
            let open = project.path("open")
            try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: true)
            #expect(link(socket, open + "/sock") == 0)
            chmod(open + "/sock", 0o666)
            defer { chmod(socket, 0o600) }
            var above = open
            while above != "/tmp", above != "/" {
                chmod(above, 0o755)
                above = (above as NSString).deletingLastPathComponent
            }
            let through =
                try await Program.run(
                    "setpriv", nobody + ["/usr/bin/python3", "-c", script, open + "/sock"]
                ).lines.first ?? ""
            #expect(["closed", "refused \(ECONNRESET)", "refused \(EPIPE)"].contains(through), "\(through)")
        }
    }
}

extension Project {
    /// The values of a label of this project's containers.
    func labels(_ name: String) async throws -> [String] {
        let ids = try await allContainers().map(\.id)
        guard !ids.isEmpty else { return [] }
        return try await Engine.docker(["inspect", "--format", "{{index .Config.Labels \"\(name)\"}}"] + ids).lines
    }

    /// The processes of this project's commands, other than hosts.
    var callers: [Int32] {
        processes { words in words.count > 1 && ["invoke", "up", "restart"].contains(words[1]) }
    }
}
