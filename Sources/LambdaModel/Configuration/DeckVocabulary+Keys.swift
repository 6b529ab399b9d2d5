extension DeckVocabulary {
    /// Why a text cannot be the key of a command.
    struct KeyMistake: Error {
        let message: String
    }

    /// The key of a command as lamdeck writes it.
    func key(_ text: String, of command: String) -> Result<String, KeyMistake> {
        guard let key = keyName(text) else {
            let hint = NearestName.hint(text, in: keyNames)
            return .failure(
                KeyMistake(
                    message: "\"\(text)\" is not a key"
                        + (hint.isEmpty ? "; keys are such as i, ^S, M-y, F5, Tab and PgUp" : hint)))
        }
        if let reason = reserved[key] {
            return .failure(
                KeyMistake(message: "the key \(key) \(reason); choose another one for \"\(command)\""))
        }
        return .success(key)
    }

    /// Whether the deck has a command of that name.
    func has(command name: String) -> Bool { commands.contains { $0.name == name } }

    /// The mistake of a command with the name of a command of the deck.
    static func nameIsTaken(_ name: String) -> String {
        "\"\(name)\" is a command of lamdeck; choose another name"
    }
}
