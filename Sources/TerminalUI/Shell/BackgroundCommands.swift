import Dashboard
import LambdaModel

/// The commands that run without the terminal. Each runs once at a time.
@MainActor
final class BackgroundCommands {
    private var running: [String: PipedProgram] = [:]

    /// Runs a command, and says how it ended.
    func run(_ command: ShellCommand, _ tell: @escaping @MainActor (Notice) -> Void) {
        let name = command.name
        guard running[name] == nil else { return tell(Notice(.warning, "\(name) runs already")) }
        guard let program = PipedProgram.start(command.words) else {
            return tell(Notice(.error, "\(name) cannot be started"))
        }
        program.closeInputAndOutput()
        running[name] = program
        tell(Notice(.info, "\(name) runs in the background"))
        Task {
            let (status, output) = await program.ending(within: nil)
            // Without an entry, the deck has ended the command.
            guard self.running.removeValue(forKey: name) != nil else { return }
            tell(Self.notice(name, status, output))
        }
    }

    /// Ends all of them.
    func end() {
        for program in running.values { program.end() }
        running = [:]
    }

    /// How a command ended, with the last line of its output.
    nonisolated static func notice(_ name: String, _ status: Int, _ output: String) -> Notice {
        let last = output.split(whereSeparator: \.isNewline)
            .last { line in line.contains { !$0.isWhitespace } }
            .map { PlainText.line(String($0)) }
        guard status != 0 else { return Notice(.info, last.map { "\(name): \($0)" } ?? "\(name) is done") }
        return Notice(.error, "\(name) ended with exit code \(status)" + (last.map { ": \($0)" } ?? ""))
    }
}
