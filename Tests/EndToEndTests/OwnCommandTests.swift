import Foundation
import Testing

/// Commands of the user and of the project, and a shell in a container.
@Suite(.limited)
struct OwnCommandTests {
    private static let variables = [
        "LAMDECK_FUNCTION", "LAMDECK_EVENT", "LAMDECK_EVENT_NAME", "LAMDECK_PORT", "LAMDECK_URL", "LAMDECK_CONTAINER",
        "LAMDECK_PROJECT", "LAMDECK_MANIFEST", "LAMDECK_REQUEST_ID",
    ]

    /// Writes the variables into a file that is named at once.
    private static func writes(_ file: String) -> String {
        let values = variables.map { "$\($0)" }.joined(separator: "|")
        return "echo '\(values)' >'\(file).new'; mv '\(file).new' '\(file)'".replacingOccurrences(of: "'", with: "\\\"")
    }

    private static func add(_ commands: String, to project: Project) throws {
        try project.replace(
            "\"functions\"", with: "\"commands\": {\n\(commands)\n}, \"functions\"", in: "functions.json")
    }

    /// The variables that a command has written, in their order.
    private static func values(_ file: String, _ project: Project) async throws -> [String] {
        try await waiting(for: "the file \(file)") {
            (try? project.text(file))?.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .newlines) }
        }
    }

    @Test("A command of functions.json by its key and by the palette, with what is selected; it is in the help")
    func project() async throws {
        let hello = SampleFunction.python("hello")
        try await Project.run(hello) { project in
            try Self.add(
                """
                "note": { "command": "\(Self.writes("by-key")); pwd; exit 3", "key": "^O", "description": "write it" },
                "quiet": { "command": "\(Self.writes("by-palette")); echo one; echo two", "terminal": false }
                """, to: project)
            #expect(try await project.lamdeck("validate").status == 0)
            try project.write("sub/x", "")
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.mark("hello") == "●" }
            let container = try #require(try await project.containers().first)
            try await deck.press("C-o", waitFor: "note: ended with exit code 3; Enter returns to lamdeck")
            let lines = try await deck.screen().lines
            #expect(lines.contains { $0.hasPrefix("note: echo ") } && lines.contains(project.folder))
            try await deck.press("Enter", waitFor: "the deck") {
                $0.status.contains("note ended with exit code 3") && $0.mark("hello") == "●"
            }
            let written = try await Self.values("by-key", project)
            #expect(
                Array(written.prefix(5)) == [
                    "hello", project.path("hello/events/event.json"), "event", "\(hello.port)",
                    "http://127.0.0.1:\(hello.port)",
                ])
            #expect(written[5].hasPrefix(container.id) || container.id.hasPrefix(written[5]), "\(written[5])")
            #expect(Array(written[6...7]) == [project.folder, project.path("functions.json")])
            #expect(written[8].count == 36, "\(written[8])")

            try await deck.press(":", waitFor: "the palette") { $0.contains("│ › ") }
            try await deck.type("quiet")
            try await deck.press("Enter", waitFor: "the last line of the output") {
                $0.status.contains("quiet: two") && $0.mark("hello") == "●"
            }
            #expect(try await Self.values("by-palette", project) == written)

            try await deck.press("?", "G", waitFor: "the key in the help") { $0.contains("write it") }
            try await deck.press("Escape", waitFor: "the sections") { !$0.contains("Esc closes") }
            // A command that is gone does nothing, and a key of the deck is a mistake that names its command.
            try project.replace("\"^O\"", with: "\"i\"", in: "functions.json")
            try await deck.wait("the mistake") {
                $0.containsWrapped("the key i of \"note\" is the deck's key of \"invoke\"")
            }
            let checked = try await project.lamdeck("validate")
            #expect(checked.status == 2 && checked.messages.contains("functions.json:2:"), "\(checked.messages)")
        }
    }

    @Test("A failing command in the background shows its exit code, and one that runs is ended with the deck")
    func background() async throws {
        try await Project.run(.python("hello")) { project in
            let home = try #require(project.environment["HOME"])
            let folder = home + "/.config/lamdeck"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try """
            { "commands": [
                { "name": "fails", "command": "echo no such table; exit 4", "key": "F7", "terminal": false },
                { "name": "stays", "command": "echo $$ >pid.new; mv pid.new pid; exec sleep 600", "key": "F8", "terminal": false }
            ] }
            """.write(toFile: folder + "/config.json", atomically: true, encoding: .utf8)
            let deck = try await project.deck()
            try await deck.wait("no function up") { $0.hasUp(0) }
            try await deck.press("F7", waitFor: "fails ended with exit code 4: no such table")
            try await deck.press("F8", waitFor: "stays runs in the background")
            let process = try await waiting(for: "the command") {
                (try? project.text("pid")).flatMap { Int32($0.trimmingCharacters(in: .newlines)) }
            }
            try await deck.press("F8", waitFor: "stays runs already")
            try await deck.press("q", waitFor: "the shell") { $0.contains(TerminalSession.prompt) }
            #expect(try await deck.exitStatus() == 0)
            _ = try await waiting(for: "the command's end") { kill(process, 0) != 0 ? true : nil }
        }
    }

    @Test("E opens a shell in the container; after exit, the deck is as before")
    func shell() async throws {
        try await Project.run(.python("hello")) { project in
            let deck = try await project.deck()
            try await deck.wait("no function up") { $0.hasUp(0) }
            try await deck.press("E", waitFor: "hello does not run, so it has no container")
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            try await deck.press("E", waitFor: "the shell") { !$0.shows(.events) && $0.hasContainerPrompt }
            try await deck.type("echo in-$(cat /var/task/app.py | head -c 6)-$LAMBDA_TASK_ROOT")
            try await deck.press("Enter", waitFor: "what the container has") { $0.contains("in-import-/var/task") }
            try await deck.type("exit 5")
            try await deck.press("Enter", waitFor: "the deck") {
                $0.events.title == "EVENTS hello · 1" && $0.isOK && $0.mark("hello") == "●"
            }
            try await deck.press("i", waitFor: "another answer") { $0.isWarmOK && $0.callRows.count == 2 }
            try await deck.press("q", waitFor: "1 function is running")
            try await deck.press("s", waitFor: "the terminal") { $0.contains(TerminalSession.prompt) }
            #expect(try await deck.exitStatus() == 0)
            #expect(try await deck.damage() == [])
        }
    }

    @Test("Without the command of an engine, E says what it needs")
    func noProgram() async throws {
        try await Project.run(.python("hello")) { project in
            try FileManager.default.createDirectory(atPath: project.path("bin"), withIntermediateDirectories: true)
            for name in ["sh", "env", "stty", "cat", "rm", "echo"] {
                let place = ["/usr/bin/", "/bin/"].map { $0 + name }
                    .first { FileManager.default.isExecutableFile(atPath: $0) }
                try FileManager.default.createSymbolicLink(
                    atPath: project.path("bin/\(name)"), withDestinationPath: try #require(place))
            }
            let deck = try await project.deck(with: ["PATH": project.path("bin")])
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            try await deck.press(
                "E", waitFor: "a shell needs the command docker or podman, and this machine has neither")
        }
    }
}

extension Screen {
    /// Whether the last line with text is the prompt of a shell in a container.
    var hasContainerPrompt: Bool {
        guard let line = lines.last(where: { !$0.isEmpty }) else { return false }
        return line.hasSuffix("#") || line.hasSuffix("$")
    }
}
