/// A command of the user, which a shell runs.
struct ShellCommand: Hashable {
    /// The command's name, for messages.
    let name: String
    /// The whole command. `env` sets the variables, so that this program's own stay as they are.
    let words: [String]

    /// A command for `/bin/sh` with variables beside those of this program.
    init(name: String, command: String, environment: [String: String]) {
        self.name = name
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        words = ["/usr/bin/env"] + variables + ["/bin/sh", "-c", command]
    }

    /// What to tell the user about how it ended; nil if it succeeded.
    func complaint(_ ending: Child.Ending) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(let status): "\(name) ended with exit code \(status)"
        case .killed(let signal): "\(name) was killed by signal \(signal)"
        }
    }
}
