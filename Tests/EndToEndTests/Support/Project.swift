import Foundation

/// The project of a test: a folder with a manifest and code, and a home separate from the user's.
struct Project: Sendable {
    /// The folder of functions.json.
    let folder: String
    /// lamdeck's environment.
    var environment: [String: String]
    private let scratch: Scratch

    /// Creates a project of functions, runs a test in it, and removes everything that the test left: terminals,
    /// containers, folders. Without functions there is no manifest.
    static func run(
        _ functions: SampleFunction..., apis: [SampleAPI] = [], test: (inout Project) async throws -> Void
    ) async throws {
        var project = try await Project(registry: Engine.baseImages())
        do {
            for function in functions { try project.add(function) }
            if !functions.isEmpty {
                try project.write("functions.json", SampleFunction.manifest(functions, apis: apis))
            }
            try await test(&project)
        } catch {
            await project.remove()
            throw error
        }
        await project.remove()
    }

    private init(registry: String?) throws {
        scratch = try Scratch()
        folder = scratch.path + "/project"
        let home = scratch.path + "/home"
        for path in [folder, home, home + "/run"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        var variables = Program.environment
        variables["HOME"] = home
        variables["XDG_RUNTIME_DIR"] = home + "/run"
        variables["TZ"] = "UTC"
        variables["LAMDECK_REGISTRY"] = registry
        environment = variables
    }

    private func remove() async {
        await TerminalSession.closeAll(in: scratch.path)
        await endHosts()
        await Engine.removeContainers(in: scratch.path)
        scratch.remove()
    }

    /// Ends the hosts of this project's manifests, whatever became of the files.
    private func endHosts() async {
        for process in hosts { kill(process, SIGTERM) }
        _ = try? await waiting(for: "the hosts' end") { hosts.isEmpty ? true : nil }
    }

    /// The processes of hosts of this project.
    var hosts: [Int32] {
        processes { words in words.count > 1 && words[1] == "host" && words.contains { $0.hasPrefix(folder + "/") } }
            + processes { words in words.count == 3 && words[1] == "host" && words[2] == "--foreground" }
    }

    /// The processes of lamdeck in this project's folder whose words satisfy a condition.
    func processes(where isIt: ([String]) -> Bool) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { process in
            guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"),
                let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd"),
                place == folder || place.hasPrefix(folder + "/")
            else { return false }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.first?.hasSuffix("lamdeck") == true && isIt(words)
        }
    }

    /// The name of the server of this project's terminals.
    var terminalServer: String { (scratch.path as NSString).lastPathComponent }

    // MARK: Files

    func path(_ name: String) -> String { folder + "/" + name }

    /// Writes a file like an editor saves one: atomically. A `bootstrap` is executable.
    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = path(name)
        let parent = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
        let mode = name.hasSuffix("bootstrap") ? 0o755 : 0o644
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    /// Replaces a text, which must exist.
    func replace(_ old: String, with new: String, in name: String) throws {
        let text = try text(name)
        guard text.contains(old) else { throw NeverCame(description: "\(name) does not hold \(old)") }
        try write(name, text.replacingOccurrences(of: old, with: new))
    }

    func delete(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    // MARK: lamdeck

    /// Runs a command of lamdeck to its end.
    func lamdeck(_ arguments: String..., input: String = "") async throws -> ProgramResult {
        try await Program.run(
            Program.lamdeck, arguments, environment: environment, in: folder, input: Array(input.utf8))
    }

    /// Runs a command of lamdeck, and `body` at the same time.
    func lamdeck(
        _ arguments: String..., beside body: (RunningProgram) async throws -> Void
    ) async throws -> ProgramResult {
        try await Program.run(Program.lamdeck, arguments, environment: environment, in: folder, beside: body)
    }

    /// Runs a command of lamdeck on a terminal to its end; returns what the terminal received.
    func terminal(_ arguments: [String], with variables: [String: String] = [:]) async throws -> String {
        let words = ([Program.lamdeck] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let environment = environment.merging(["TERM": "xterm-256color"]) { $1 }.merging(variables) { $1 }
        #if os(Linux)
            let command = ["-q", "-e", "-c", words, "/dev/null"]
        #else
            let command = ["-q", "/dev/null", "sh", "-c", words]
        #endif
        return try await Program.run("script", command, environment: environment, in: folder).text
    }

    /// The serving containers of this project, running or not.
    func containers() async throws -> [Engine.Container] { try await allContainers().filter { !$0.standsBy } }

    /// All containers of this project, including spares and workers.
    func allContainers() async throws -> [Engine.Container] { try await Engine.containers(in: scratch.path) }

    /// Opens a terminal and the deck in it.
    func deck(
        _ arguments: String..., width: Int = 120, height: Int = 36, with variables: [String: String] = [:]
    ) async throws -> TerminalSession {
        let session = try await TerminalSession.open(self, width: width, height: height)
        try await session.run([Program.lamdeck] + arguments, with: variables)
        return session
    }
}
