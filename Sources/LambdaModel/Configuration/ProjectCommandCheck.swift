import JSONText

/// Which commands of `functions.json` the deck can use, beside its own and those of `config.json`.
public struct ProjectCommandCheck: Sendable {
    /// The commands, with their keys as lamdeck writes them. A command whose key cannot be used has none.
    public private(set) var commands: [OwnCommand] = []
    /// What is wrong, in the order of the file. A key of `config.json` wins, which is a warning.
    public private(set) var problems: [ManifestProblem] = []

    private let path: String
    private let vocabulary: DeckVocabulary
    /// What each key does, in words.
    private var uses: [String: Use] = [:]

    private struct Use {
        let words: String
        let advice: String
        let severity: ManifestProblem.Severity
    }

    /// Checks the commands of a file.
    ///
    /// - Parameters:
    ///   - path: the file's path, for the messages.
    ///   - configuration: the user's keys and commands.
    public init(
        _ commands: [ProjectCommand], in path: String, beside configuration: DeckConfiguration,
        _ vocabulary: DeckVocabulary
    ) {
        (self.path, self.vocabulary) = (path, vocabulary)
        for command in vocabulary.commands {
            for key in configuration.keys[command.name] ?? command.keys {
                uses[key] =
                    uses[key]
                    ?? Use(
                        words: "the deck's key of \"\(command.name)\" (\(command.description))",
                        advice: "choose another one, or give \"\(command.name)\" another key in config.json",
                        severity: .error)
            }
        }
        for command in configuration.commands {
            for key in command.keys {
                uses[key] = Use(
                    words: "the key of \"\(command.name)\" in config.json, which has it", advice: "choose another one",
                    severity: .warning)
            }
        }
        let own = Set(configuration.commands.map(\.name))
        for command in commands { add(command, own) }
    }

    private mutating func add(_ command: ProjectCommand, _ own: Set<String>) {
        let name = command.own.name
        if vocabulary.has(command: name) {
            return report(.error, DeckVocabulary.nameIsTaken(name), at: command.position)
        }
        if own.contains(name) {
            return report(
                .warning, "config.json has a command \"\(name)\", too, which is used; choose another name",
                at: command.position)
        }
        var usable = command.own
        usable.keys = []
        for (text, position) in zip(command.own.keys, command.keyPositions) {
            switch vocabulary.key(text, of: name) {
            case .failure(let mistake): report(.error, mistake.message, at: position)
            case .success(let key):
                if let use = uses[key] {
                    report(
                        use.severity, "the key \(key) of \"\(name)\" is \(use.words); \(use.advice)", at: position)
                } else {
                    uses[key] = Use(
                        words: "the key of \"\(name)\", too", advice: "choose another one", severity: .error)
                    usable.keys.append(key)
                }
            }
        }
        commands.append(usable)
    }

    private mutating func report(_ severity: ManifestProblem.Severity, _ message: String, at position: JSONPosition) {
        problems.append(
            ManifestProblem(
                severity: severity, message: message, path: path, file: PathText.name(of: path), position: position))
    }
}
