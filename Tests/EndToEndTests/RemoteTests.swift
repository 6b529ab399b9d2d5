import Foundation
import JSONText
import TestSupport
import Testing

/// A deck and commands on one machine, and the host with code and engine on another: here both are this machine, with
/// an ssh server of the test's own between them.
@Suite(.limited)
struct RemoteTests {
    @Test("Commands with --on: ps, invoke with saved events, standard input and files, logs, test, and their errors")
    func commands() async throws {
        let hello = SampleFunction.python("hello", "print('hears', event['n'])\nreturn event['n']")
        try await Project.run(hello) { project in
            let server = try await SSHServer(project)
            defer { server.stop() }
            let here = project.path("here")
            try FileManager.default.createDirectory(atPath: here, withIntermediateDirectories: true)
            try project.write("here/local.json", "{\"n\": 5}")
            try project.write("hello/events/event.expected.json", "1")
            func run(_ arguments: String..., input: String = "") async throws -> ProgramResult {
                try await Program.run(
                    Program.lamdeck, arguments + ["--on", server.address(project.folder)],
                    environment: server.environment, in: here, input: Array(input.utf8))
            }
            #expect(try await run("ps").lines.last?.hasPrefix("hello     stopped  \(hello.port)") == true)
            let alone = try await run("invoke", "hello", "event")
            #expect(alone.status == 0 && alone.text == "1\n", "\(alone.messages)")
            #expect(try await project.containers() == [], "it did not run before")
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let before = try await project.containers()
            #expect(try await run("invoke", "hello", "event.json").text == "1\n")
            #expect(try await run("invoke", "hello", "local.json").text == "5\n", "a file of this machine")
            let piped = try await run("invoke", "hello", "-", "--json", input: "{\"n\": 7}")
            #expect(try JSONDocument(piped.text).root["response"]?.int == 7)
            let failed = try await run("invoke", "hello", "-", input: "{}")
            #expect(failed.status == 1 && failed.messages.contains("hello/code/app.py"), "\(failed.messages)")
            #expect(try await project.containers() == before)
            let logs = try await waiting(for: "the calls in the log") {
                let logs = try await run("logs", "--grep", "^hears")
                return logs.lines.count == 3 ? logs : nil
            }
            #expect(logs.lines == ["hello | hears 1", "hello | hears 5", "hello | hears 7"])
            let tests = try await run("test")
            #expect(tests.status == 0 && tests.text.contains("1 passed"), "\(tests.text)\(tests.messages)")
            for (arguments, words) in [
                (["invoke", "helo"], "did you mean \"hello\"?"), (["invoke", "hello", "none"], "none"),
                (["logs", "--file", "x"], "cannot be combined"),
            ] {
                let result = try await Program.run(
                    Program.lamdeck, arguments + ["--on", server.address(project.folder)],
                    environment: server.environment, in: here)
                #expect(result.status != 0 && result.messages.contains(words), "\(result.messages)")
            }
            let nowhere = try await Program.run(
                Program.lamdeck, ["ps", "--on", server.address("/nonexistent")], environment: server.environment,
                in: here)
            #expect(nowhere.status == 2 && nowhere.messages.contains("/nonexistent"), "\(nowhere.messages)")
        }
    }

    @Test(
        "A deck with --on: calls, log, response, an edited file that is written back, forwarded ports, and a lost link")
    func deck() async throws {
        let hello = SampleFunction.python("hello", "print('hears', event['n'])\nreturn event['n']")
        try await Project.run(hello) { project in
            let server = try await SSHServer(project)
            defer { server.stop() }
            try project.write("editor", "#!/bin/sh\nprintf '{\"n\": 42}' >\"$1\"\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: project.path("editor"))
            var away = project
            away.environment = server.environment.merging(["EDITOR": project.path("editor")]) { $1 }
            let deck = try await TerminalSession.open(away, width: 120, height: 36)
            try await deck.run([Program.lamdeck, "--on", server.address(project.folder)])
            try await deck.wait("the project there") { $0.hasUp(0) && $0.mark("hello") == "○" }
            try await deck.press("i", waitFor: "the answer") {
                $0.isOK && $0.log.contains("hears 1") && $0.mark("hello") == "●"
            }
            try await deck.press("E", waitFor: "the shell there") { !$0.shows(.events) && $0.hasContainerPrompt }
            try await deck.type("exit")
            try await deck.press("Enter", waitFor: "the deck") { $0.isOK && $0.mark("hello") == "●" }
            try await deck.press("e", waitFor: "the file to be written there") { $0.status.contains("is saved") }
            #expect(try project.text("hello/events/event.json") == "{\"n\": 42}")
            try await deck.press("i", waitFor: "the new event") {
                $0.log.contains("hears 42") && $0.isOK && $0.callRows.count == 2
            }
            #expect(try await project.lamdeck("invoke", "hello", "event").text == "42\n", "both use one host")

            server.endConnections()
            try await deck.wait("what happened") { $0.status.contains("host") || $0.status.contains("connection") }
            try await deck.press("i", waitFor: "a call over a new connection") {
                $0.isWarmOK && $0.callRows.count { $0.contains("✓ ok") } == 4
            }
            #expect(project.hosts.count == 1)
            try await deck.press("q", waitFor: "1 function is running")
            try await deck.keys("d")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await project.containers().map(\.state) == ["running"])
        }
    }
}

/// The ssh server of one test, on the loopback interface.
private struct SSHServer {
    /// The environment of a user who reaches it as `box`.
    let environment: [String: String]
    private let process: Int32
    private let folder: String
    private let port: Int

    init(_ project: Project) async throws {
        folder = (project.environment["HOME"] ?? "") + "/ssh"
        port = FreePort.take()
        try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        for name in ["host", "key"] {
            let made = try await Program.run(
                "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(name)"])
            guard made.status == 0 else { throw Unusable(description: "these tests need ssh: \(made.messages)") }
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/bin/lamdeck", withDestinationPath: Program.lamdeck)
        let needed = ["HOME", "LAMDECK_REGISTRY", "DOCKER_HOST", "LD_LIBRARY_PATH"]
        let variables = project.environment.filter { needed.contains($0.key) }
            .merging(["PATH": "\(folder)/bin:/usr/local/bin:/usr/bin:/bin"]) { $1 }
        try """
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(folder)/host
        AuthorizedKeysFile \(folder)/key.pub
        StrictModes no
        PermitRootLogin yes
        PasswordAuthentication no
        UsePAM no
        PidFile \(folder)/pid
        SetEnv \(variables.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " "))
        """.write(toFile: folder + "/sshd_config", atomically: true, encoding: .utf8)
        try """
        Host box
          HostName 127.0.0.1
          Port \(port)
          IdentityFile \(folder)/key
          IdentitiesOnly yes
          StrictHostKeyChecking no
          UserKnownHostsFile \(folder)/known
        """.write(toFile: folder + "/ssh_config", atomically: true, encoding: .utf8)
        // It insists on this folder if it runs as root.
        if getuid() == 0 {
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        let started = try await Program.run("/usr/sbin/sshd", ["-f", folder + "/sshd_config"])
        guard started.status == 0 else { throw Unusable(description: "these tests need sshd: \(started.messages)") }
        let folder = folder
        process = try await waiting(for: "the ssh server") {
            (try? String(contentsOfFile: folder + "/pid", encoding: .utf8)).flatMap {
                Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        environment = project.environment.merging(["LAMDECK_SSH": "ssh -F \(folder)/ssh_config"]) { $1 }
    }

    func address(_ path: String) -> String { "ssh://box\(path)" }

    /// Ends the server.
    func stop() {
        kill(process, SIGTERM)
        endConnections()
    }

    /// Ends the connections that it has accepted.
    func endConnections() {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for child in all.compactMap({ Int32($0) }) {
            guard let stat = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { continue }
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            if fields.count > 1, Int32(fields[1]) == process { kill(child, SIGTERM) }
        }
    }
}
