import Foundation
import TerminalUI

/// A command that runs on the machine of its project, with the arguments of this process.
struct RemoteCommand {
    private let access: RemoteAccess
    private let arguments: [String]

    /// This process's command.
    init(_ access: RemoteAccess, _ context: CommandContext) {
        self.access = access
        arguments = Self.withoutAddress(Array(CommandLine.arguments.dropFirst()))
    }

    /// Arguments without `--on` and its value.
    static func withoutAddress(_ arguments: [String]) -> [String] {
        var left: [String] = []
        var isValue = false
        for argument in arguments {
            if isValue {
                isValue = false
            } else if argument == "--on" {
                isValue = true
            } else if !argument.hasPrefix("--on=") {
                left.append(argument)
            }
        }
        return left
    }

    /// Runs it with this process's input and outputs. Throws if it fails; it has said why.
    func finish() throws(CommandFailure) {
        let status = try run()
        if status != 0 { throw CommandFailure(ExitStatus(rawValue: Int32(status)) ?? .functionFailed) }
    }

    /// Runs it, and returns its exit status.
    private func run() throws(CommandFailure) -> Int {
        // With a terminal on the other machine, ^C and colours work as on this one.
        let hasTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        let words = access.words([hasTerminal ? "-t" : "-T"], access.lamdeck(arguments))
        guard let status = ForegroundProgram.run(words) else { throw CommandFailure(.usage, "ssh cannot be started") }
        return status
    }
}
