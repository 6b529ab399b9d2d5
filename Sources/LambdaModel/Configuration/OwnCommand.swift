import JSONText

/// A command of the user or of a project, which a shell runs.
public struct OwnCommand: Hashable, Sendable {
    /// Whose command it is.
    public enum Owner: String, Hashable, Sendable {
        /// It is in the user's `config.json`.
        case user
        /// It is in `functions.json`, which may come from another person.
        case project
    }

    /// Its name, in the footer and the palette.
    public var name: String
    /// The text for the shell.
    public var command: String
    /// The names of its keys; empty if only the palette runs it.
    public var keys: [String]
    /// What it does, for the help and the palette; nil for the text of the command.
    public var description: String?
    /// Whether it has the terminal until it ends. If not, it runs in the background.
    public var usesTerminal = true
    /// Whose command it is.
    public var owner = Owner.user

    /// A command.
    public init(name: String, command: String, keys: [String] = [], description: String? = nil) {
        (self.name, self.command, self.keys, self.description) = (name, command, keys, description)
    }
}

/// A command of `functions.json`. Only a client knows which keys the deck and `config.json` use, so the keys are as the
/// file has them: see ``ProjectCommandCheck``.
public struct ProjectCommand: Hashable, Sendable {
    /// The command.
    public var own: OwnCommand
    /// The place of its name, or in a list of the value of `name`.
    public var position: JSONPosition
    /// The place of each of its keys.
    public var keyPositions: [JSONPosition]

    /// A command with the places of its parts.
    public init(_ own: OwnCommand, position: JSONPosition, keyPositions: [JSONPosition]) {
        (self.own, self.position, self.keyPositions) = (own, position, keyPositions)
    }
}
