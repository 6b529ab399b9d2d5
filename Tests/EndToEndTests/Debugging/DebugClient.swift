import Foundation

/// A client of a debugger that a test runs: one of the programs in `Clients`.
struct DebugClient {
    /// The program and its arguments.
    let words: [String]
    let environment: [String: String]

    /// A client of Node.js's inspector that stops in a file of the code.
    ///
    /// - Parameters:
    ///   - seconds: how long the breakpoint holds the call.
    ///   - leaves: whether the client closes its connection there.
    static func inspector(
        _ port: Int, stopsAt line: Int, reads variable: String, seconds: Double, leaves: Bool = false
    ) -> DebugClient {
        let program = "\(Program.package)/Tests/EndToEndTests/Clients/inspector.py"
        return DebugClient(
            words: [program, "\(port)", "app.js", "\(line)", variable, "\(seconds)"] + (leaves ? ["leave"] : []),
            environment: Program.environment)
    }

    /// A client of debugpy that stops in a file of a function's code. It uses the debugpy that lamdeck has fetched.
    static func debugpy(
        _ port: Int, of function: String, in project: Project, stopsAt line: Int, reads variable: String,
        seconds: Double, leaves: Bool = false
    ) throws -> DebugClient {
        let cache = (project.environment["HOME"] ?? "") + "/.cache/lamdeck/debugpy"
        let folders = try FileManager.default.contentsOfDirectory(atPath: cache)
        let program = "\(Program.package)/Tests/EndToEndTests/Clients/dap.py"
        let code = "\(project.folder)/\(function)/code"
        return DebugClient(
            words: [program, "\(port)", code, "app.py", "\(line)", variable, "\(seconds)"] + (leaves ? ["leave"] : []),
            environment: Program.environment.merging(["PYTHONPATH": "\(cache)/\(folders[0])"]) { $1 })
    }

    /// Runs it to its end, and `body` at the same time.
    ///
    /// - Returns: its output, by lines.
    func run(beside body: (RunningProgram) async throws -> Void = { _ in }) async throws -> [String] {
        let result = try await Program.run("python3", words, environment: environment, in: "/", beside: body)
        guard result.status == 0 else { throw NeverCame(description: "the client failed: \(result.messages)") }
        return result.lines
    }
}

extension RunningProgram {
    /// Waits until its output has a text.
    func wait(for text: String) async throws {
        _ = try await waiting(for: "“\(text)”") {
            output().contains(text) ? true : nil
        } otherwise: {
            output() + messages()
        }
    }
}
