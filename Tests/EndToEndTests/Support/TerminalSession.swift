import Foundation

/// A real terminal (tmux) with a shell, in which a test types and reads the screen.
struct TerminalSession: Sendable {
    /// The shell's prompt.
    static let prompt = "ready>"

    private let project: Project
    private let server: String
    /// The folder for the shell's notes to the test.
    let notes: String

    // MARK: Opening and closing

    /// Opens a terminal with a shell in the project's folder.
    static func open(_ project: Project, width: Int, height: Int) async throws -> TerminalSession {
        let number = try FileManager.default.contentsOfDirectory(atPath: project.environment["HOME"] ?? "").count
        let notes = (project.environment["HOME"] ?? "") + "/terminal-\(number)"
        try FileManager.default.createDirectory(atPath: notes, withIntermediateDirectories: true)
        let session = TerminalSession(
            project: project, server: "\(project.terminalServer)-\(number)", notes: notes)
        // A shell without line editing: it does not change the terminal's modes, and so hides no damage.
        var shell = project.environment
        shell["TERM"] = "screen-256color"
        shell["PS1"] = prompt + " "
        let variables = shell.map { "\($0.key)=\($0.value)" }.sorted()
        try await session.tmux(
            ["new-session", "-d", "-x", "\(width)", "-y", "\(height)", "-c", project.folder, "env", "-i"] + variables
                + ["sh", "-i"])
        try await session.wait("the shell") { $0.contains(prompt) }
        return session
    }

    /// Closes the terminals of a test, and so ends the programs in them.
    static func closeAll(in scratch: String) async {
        let name = (scratch as NSString).lastPathComponent
        for number in 0..<20 {
            let home = "\(scratch)/home/terminal-\(number)"
            guard FileManager.default.fileExists(atPath: home) else { continue }
            _ = try? await Program.run("tmux", ["-L", "\(name)-\(number)", "kill-server"])
        }
    }

    /// Takes the terminal away from the running program.
    func hangUp() async throws { try await tmux(["kill-server"]) }

    // MARK: Typing

    /// Types a command line and returns at once. Before and after the program, the shell notes its process id, its exit
    /// code, and the terminal's modes.
    func run(_ command: [String], with variables: [String: String] = [:]) async throws {
        let words = command.map { "'\($0)'" }.joined(separator: " ")
        let settings = variables.map { "'\($0.key)=\($0.value)'" }.joined(separator: " ")
        try """
        stty -a >'\(notes)/before'
        rm -f '\(notes)/status' '\(notes)/process'
        sh -c 'echo $$ >"\(notes)/process"; exec env "$@"' sh \(settings) \(words)
        echo $? >'\(notes)/status'
        stty -a >'\(notes)/after'
        """.write(toFile: notes + "/script", atomically: true, encoding: .utf8)
        try await type("clear; . '\(notes)/script'")
        try await keys("Enter")
    }

    /// Types text.
    func type(_ text: String) async throws { try await tmux(["send-keys", "-l", "--", text]) }

    /// Presses keys, named as tmux names them: `Enter`, `Escape`, `C-c`, `F1`, `i`.
    func keys(_ keys: String...) async throws { try await tmux(["send-keys", "--"] + keys) }

    /// Gives the terminal another size.
    func resize(_ width: Int, _ height: Int) async throws {
        try await tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
    }

    // MARK: Looking

    /// The current screen.
    func screen() async throws -> Screen { Screen(captured: try await captured()) }

    /// The current rows with the escape sequences of their colours.
    func captured() async throws -> [String] {
        let text = try await tmux(["capture-pane", "-p", "-e"]).text
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Waits until the screen satisfies a condition.
    @discardableResult
    func wait(
        _ what: String, limit: Duration = .seconds(120), until isThere: (Screen) -> Bool
    ) async throws -> Screen {
        try await waiting(for: what, limit: limit) {
            let screen = try await screen()
            return isThere(screen) ? screen : nil
        } otherwise: {
            "\((try? await screen()).map { "\($0)" } ?? "the terminal is gone")\n" + log()
        }
    }

    /// Waits until a text is on the screen.
    @discardableResult
    func wait(_ text: String) async throws -> Screen { try await wait("“\(text)”") { $0.contains(text) } }

    /// Presses keys, then waits.
    @discardableResult
    func press(_ keys: String..., waitFor what: String, until isThere: (Screen) -> Bool) async throws -> Screen {
        for key in keys { try await self.keys(key) }
        return try await wait(what, until: isThere)
    }

    /// Presses keys, then waits until a text is on the screen.
    @discardableResult
    func press(_ keys: String..., waitFor text: String) async throws -> Screen {
        for key in keys { try await self.keys(key) }
        return try await wait(text)
    }

    /// lamdeck's own log, for a failure's message.
    private func log() -> String {
        let path = (project.environment["HOME"] ?? "") + "/.local/state/lamdeck/lamdeck.log"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.isEmpty ? "" : "lamdeck.log:\n" + text.suffix(2000)
    }

    // MARK: The program and the terminal after it

    /// The id of the process that the shell started last.
    func process() async throws -> Int32 {
        try await waiting(for: "the program's process") { Int32(note("process")) }
    }

    func send(_ signal: Int32) async throws { kill(try await process(), signal) }

    /// Waits until the program has ended and the shell shows its prompt; returns the exit code.
    func exitStatus() async throws -> Int {
        let status = try await waiting(for: "the program's end") {
            Int(note("status"))
        } otherwise: {
            ((try? await screen()).map { "\($0)" } ?? "") + log()
        }
        _ = try await waiting(for: "the shell's notes") { note("after").isEmpty ? nil : true }
        return status
    }

    /// How the terminal differs from its state before the program; empty if it does not.
    func damage() async throws -> [String] {
        var found: [String] = []
        if note("after") != note("before") {
            found.append("the modes were\n\(note("before"))\nand are\n\(note("after"))")
        }
        let flags = [
            ("cursor_flag", "1"), ("alternate_on", "0"), ("mouse_any_flag", "0"), ("keypad_flag", "0"),
            ("keypad_cursor_flag", "0"), ("insert_flag", "0"), ("wrap_flag", "1"), ("origin_flag", "0"),
        ]
        for (flag, wanted) in flags {
            let value = try await self.flag(flag)
            if value != wanted { found.append("\(flag) is \(value)") }
        }
        // Text typed before the prompt is shown would precede it.
        try await wait("the shell's prompt") { $0.lines.last { !$0.isEmpty }?.hasSuffix(Self.prompt) == true }
        try await type("echo us''able")
        try await keys("Enter")
        try await wait("the shell's answer") { $0.lines.contains("usable") && $0.contains("echo us''able") }
        return found
    }

    /// One of the terminal's modes, by tmux's name for it: "1" or "0".
    func flag(_ name: String) async throws -> String {
        try await tmux(["display-message", "-p", "#{\(name)}"]).text.trimmingCharacters(in: .newlines)
    }

    private func note(_ name: String) -> String {
        let text = (try? String(contentsOfFile: notes + "/" + name, encoding: .utf8)) ?? ""
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @discardableResult
    func tmux(_ arguments: [String]) async throws -> ProgramResult {
        let result = try await Program.run("tmux", ["-u", "-L", server, "-f", "/dev/null"] + arguments)
        guard result.status == 0 else {
            throw NeverCame(description: "tmux \(arguments.first ?? "") failed: \(result.messages)")
        }
        return result
    }
}
