/// The user's settings of the deck, from `config.json`.
public struct DeckConfiguration: Hashable, Sendable {
    /// The palette.
    public var theme = Theme.automatic
    /// Whether the deck uses the mouse; nil if functions.json decides.
    public var mouse: Bool?
    /// The keys of commands, by the command's name. An empty list leaves a command without a key; a command that is not
    /// here keeps its usual keys.
    public var keys: [String: [String]] = [:]
    /// The user's own commands, in the order of the file.
    public var commands: [OwnCommand] = []

    /// The defaults.
    public init() {}

    /// Which palette the deck uses.
    public enum Theme: String, Hashable, Sendable, CaseIterable {
        /// The terminal's background decides.
        case automatic = "auto"
        case dark, light
    }
}

/// What `config.json` can name: the deck's commands and keys.
public struct DeckVocabulary: Sendable {
    /// A command of the deck.
    public struct Command: Sendable {
        /// Its name in the file.
        public let name: String
        /// Its usual keys.
        public let keys: [String]
        /// The sections in which it works.
        public let sections: [String]
        /// What it does.
        public let description: String

        /// A command.
        public init(name: String, keys: [String], sections: [String], description: String) {
            (self.name, self.keys, self.sections, self.description) = (name, keys, sections, description)
        }
    }

    /// All commands, in the order of the help.
    public let commands: [Command]
    /// All sections, in their order.
    public let sections: [String]
    /// The names of the keys that have more than one letter, and examples of the others, for hints.
    public let keyNames: [String]
    /// Keys that no command can have, with the reason: `begins a search`.
    public let reserved: [String: String]
    /// The name of a key as lamdeck writes it; nil for a text that is not a key.
    public let keyName: @Sendable (String) -> String?

    /// A vocabulary.
    public init(
        commands: [Command], sections: [String], keyNames: [String], reserved: [String: String],
        keyName: @escaping @Sendable (String) -> String?
    ) {
        self.commands = commands
        self.sections = sections
        self.keyNames = keyNames
        self.reserved = reserved
        self.keyName = keyName
    }
}
