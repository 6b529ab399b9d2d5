import ArgumentParser
import Foundation
import HostLink
import LambdaRuntime

/// The program's entry.
public enum LamdeckProgram {
    /// Reads the arguments, runs the subcommand, and ends the process with its exit code.
    public static func main() async {
        // A closed pipe is an error of the write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        OpenFiles.raiseLimit()
        Heap.returnLargeBlocks()
        guard let end = await run(Array(CommandLine.arguments.dropFirst()), in: .process) else { return }
        if let message = end.message { Output.standard.complain(message) }
        if let result = end.result { Output.standard.write(result) }
        exit(end.status.rawValue)
    }

    /// Runs the subcommand that arguments name. Nil if it succeeded.
    static func run(_ arguments: [String], in context: CommandContext) async -> ProgramEnd? {
        do {
            var command = try Lamdeck.parseAsRoot(arguments)
            if let command = command as? any LamdeckCommand {
                try await command.run(in: context)
            } else {
                // Those that only have subcommands print their help.
                try command.run()
            }
            return nil
        } catch {
            return ProgramEnd(error)
        }
    }
}
