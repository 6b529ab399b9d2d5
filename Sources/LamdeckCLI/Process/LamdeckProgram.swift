import ArgumentParser
import Foundation
import LambdaRuntime

/// The program's entry.
public enum LamdeckProgram {
    /// Reads the arguments, runs the subcommand, and ends the process with its exit code.
    public static func main() async {
        // A closed pipe is an error of the write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        OpenFiles.raiseLimit()
        Heap.returnLargeBlocks()
        do {
            var command = try Lamdeck.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { Output.complain("lamdeck: \(failure.message)") }
            exit(failure.status.rawValue)
        } catch {
            let message = Lamdeck.fullMessage(for: error)
            guard Lamdeck.exitCode(for: error) != .success else {
                Output.write(message)
                exit(0)
            }
            Output.complain(message)
            exit(ExitStatus.usage.rawValue)
        }
    }
}
