import LambdaModel
import Support

/// A program that the user starts with a key: a command of the user or of the project, or a shell in a container.
public struct ShellCommand: Hashable, Sendable {
    /// Its name, for messages.
    public let name: String
    /// The whole command line.
    let words: [String]
    /// Whether it has the terminal until it ends.
    public let usesTerminal: Bool
    /// Whether an exit code other than 0 means that it failed.
    private let reportsStatus: Bool

    /// A command that a shell runs.
    ///
    /// - Parameters:
    ///   - runner: the words that run a script for `/bin/sh` with the command's variables.
    ///   - command: its name and text. If it has the terminal, its output stays on the screen until the user
    ///     presses Enter.
    public init(_ command: OwnCommand, by runner: [String]) {
        (name, usesTerminal, reportsStatus) = (command.name, command.usesTerminal, true)
        guard command.usesTerminal else {
            // The errors of a piped program are kept, so its output goes there, too.
            words = ["/bin/sh", "-c", "exec \"$@\" </dev/null 1>&2", command.name] + runner
            return
        }
        // An interrupt ends the command and not this shell, which still has to wait for Enter.
        let script = """
            trap : INT QUIT
            printf '%s\\n' "$1"; shift
            "$@"; status=$?
            case $status in 0) end= ;; *) end="ended with exit code $status; " ;; esac
            printf '\\n%s: %sEnter returns to lamdeck ' "$0" "$end"
            read -r line
            exit $status
            """
        let title = "\(command.name): \(PlainText.line(command.command))"
        words = ["/bin/sh", "-c", script, command.name, title] + runner
    }

    /// An interactive program. What its exit code means is between the user and the program.
    public init(interactive name: String, words: [String]) {
        (self.name, self.words, usesTerminal, reportsStatus) = (name, words, true, false)
    }

    /// The words that run a script for `/bin/sh` on this machine. `env` sets the variables, so that this program's own
    /// stay as they are.
    ///
    /// - Parameter folder: its working folder; nil for that of this program.
    public static func runner(
        of script: String, environment: [String: String], folder: String? = nil
    ) -> [String] {
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let move = folder.map { "cd \(ShellText.quoted($0)) || exit\n" } ?? ""
        return ["/usr/bin/env"] + variables + ["/bin/sh", "-c", move + script]
    }

    /// What to tell the user about how it ended; nil if it succeeded.
    func complaint(_ ending: Child.Ending) -> String? {
        guard reportsStatus else { return nil }
        return switch ending {
        case .exited(0): nil
        case .exited(let status): "\(name) ended with exit code \(status)"
        case .killed(let signal): "\(name) was killed by signal \(signal)"
        }
    }
}
