import Foundation
import Subprocess

/// The result of a program that has ended.
struct ProgramResult: Sendable {
    /// The exit code; 128 plus the signal's number if a signal ended it.
    let status: Int
    let output: [UInt8]
    /// Standard error.
    let messages: String

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }
    /// Standard output's lines.
    var lines: [String] { text.split(separator: "\n").map(String.init) }
}

/// A program that has not ended yet.
struct RunningProgram: Sendable {
    let process: Int32
    fileprivate let files: Scratch

    func send(_ signal: Int32) { _ = kill(process, signal) }
    /// Its output so far.
    func output() -> String { files.text("out") }
    func messages() -> String { files.text("err") }
}

/// Runs programs.
enum Program {
    /// The program under test, which the build puts next to the tests.
    static let lamdeck: String = {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let tests = bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        return tests.deletingLastPathComponent().appendingPathComponent("lamdeck").path
    }()

    /// The folder of the package that contains the tests.
    static let package: String = {
        var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.path
    }()

    /// The variables that programs need to be found and to find the engine, and no other ones of the user's
    /// environment.
    static let environment: [String: String] = {
        let needed = ["PATH", "HOME", "LD_LIBRARY_PATH", "DOCKER_HOST", "DOCKER_CONTEXT"]
        let kept = ProcessInfo.processInfo.environment.filter { needed.contains($0.key) }
        return kept.merging(["LANG": "C.UTF-8"]) { $1 }
    }()

    /// Runs a program to its end.
    static func run(
        _ path: String, _ arguments: [String] = [], environment: [String: String] = environment,
        in folder: String = "/", input: [UInt8] = []
    ) async throws -> ProgramResult {
        let result = try await Subprocess.run(
            .name("sh"), arguments: .init(["-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, path] + arguments),
            environment: custom(environment), input: .array(input), output: .bytes(limit: 64 << 20),
            error: .string(limit: 4 << 20))
        return ProgramResult(
            status: code(result.terminationStatus), output: result.standardOutput, messages: result.standardError)
    }

    /// Runs a program to its end, and `body` at the same time.
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String], in folder: String,
        beside body: (RunningProgram) async throws -> Void
    ) async throws -> ProgramResult {
        let files = try Scratch()
        defer { files.remove() }
        let script = "cd \"$1\" && files=$2 && shift 2 && exec \"$@\" >\"$files/out\" 2>\"$files/err\""
        let result = try await Subprocess.run(
            .name("sh"), arguments: .init(["-c", script, "sh", folder, files.path, path] + arguments),
            environment: custom(environment), input: .none, output: .discarded, error: .discarded
        ) { execution in
            let program = RunningProgram(process: execution.processIdentifier.value, files: files)
            do {
                try await body(program)
            } catch {
                program.send(SIGKILL)
                throw error
            }
        }
        return ProgramResult(
            status: code(result.terminationStatus), output: Array(files.text("out").utf8), messages: files.text("err"))
    }

    private static func custom(_ variables: [String: String]) -> Subprocess.Environment {
        .custom(variables.map { Array("\($0.key)=\($0.value)".utf8) + [0] })
    }

    private static func code(_ status: TerminationStatus) -> Int {
        switch status {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }
}

/// A folder that its owner deletes.
struct Scratch: Sendable {
    let path: String

    init() throws {
        let folder = NSTemporaryDirectory() + "/lamdeck-e2e-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    }

    /// A file's text; empty if the file does not exist.
    func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path + "/" + name) ?? Data(), as: UTF8.self)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
