import ArgumentParser
import Foundation

/// What a command gets from its process. Commands take nothing else from it, so that a test can run one.
struct CommandContext: Sendable {
    var output: Output
    /// What `-` reads instead of a file.
    var input: InputFile
    var environment: [String: String]
    /// The absolute path of the folder in which the command was typed.
    var folder: String
    var localTime: LocalTime
    /// Seconds since 1970.
    var now: @Sendable () -> Double

    /// The context of this process.
    static var process: CommandContext {
        CommandContext(
            output: .standard, input: .standard, environment: ProcessInfo.processInfo.environment,
            folder: FileManager.default.currentDirectoryPath, localTime: .system,
            now: { Date().timeIntervalSince1970 })
    }

    /// A file or folder that the user named, relative to ``folder``.
    func url(_ named: String) -> URL { URL(filePath: named, relativeTo: URL(filePath: folder + "/")).absoluteURL }
}

/// A subcommand.
protocol LamdeckCommand: ParsableCommand {
    /// Does its work. Throws a `CommandFailure` if the exit code must not be 0.
    func run(in context: CommandContext) async throws
}
