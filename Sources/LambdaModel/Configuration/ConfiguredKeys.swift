import JSONText

/// Reads the keys of commands, and finds two commands with one key.
struct ConfiguredKeys {
    /// A key of a command.
    private struct Use {
        let command: String
        let key: String
        let sections: [String]
        /// Where the file says so; nil for a usual key.
        let position: JSONPosition?
    }

    private let vocabulary: DeckVocabulary
    /// The keys that the file gives, by the command's name.
    private var configured: [String: [Use]] = [:]
    /// The names of the user's own commands, in the order of the file.
    private var own: [String] = []

    init(_ vocabulary: DeckVocabulary) { self.vocabulary = vocabulary }

    // MARK: Reading

    /// Reads the object of commands and their keys.
    mutating func readKeys(
        _ node: JSONNode, as name: String, by reader: inout ManifestReader
    ) -> [String: [String]] {
        guard reader.isObject(node, as: name, "such as {\"invoke\": \"i\"}") else { return [:] }
        var result: [String: [String]] = [:]
        for member in reader.uniqueMembers(of: node, called: "command") {
            guard let command = vocabulary.commands.first(where: { $0.name == member.key }) else {
                let hint = NearestName.hint(member.key, in: vocabulary.commands.map(\.name))
                reader.error(
                    "there is no command \"\(member.key)\"\(hint.isEmpty ? "; lamdeck keys lists them" : hint)",
                    at: member.keyPosition)
                continue
            }
            let keys = readKeys(member.value, of: command.name, command.sections, by: &reader)
            if command.name == "quit", keys.isEmpty, member.value.kind == .array, member.value.count == 0 {
                reader.error("\"quit\" needs a key", at: member.value.position)
            }
            result[command.name] = keys
        }
        return result
    }

    /// Reads one key or a list of keys of a command.
    private mutating func readKeys(
        _ node: JSONNode, of command: String, _ sections: [String], by reader: inout ManifestReader
    ) -> [String] {
        configured[command] = []
        var keys: [String] = []
        for node in reader.keyNames(node, of: command) {
            guard let text = node.string else { continue }
            let key: String
            switch vocabulary.key(text, of: command) {
            case .success(let name): key = name
            case .failure(let mistake):
                reader.error(mistake.message, at: node.position)
                continue
            }
            guard !keys.contains(key) else {
                reader.error("\"\(command)\" has the key \(key) twice", at: node.position)
                continue
            }
            keys.append(key)
            configured[command]?.append(
                Use(command: command, key: key, sections: sections, position: node.position))
        }
        return keys
    }

    /// Reads the user's own commands.
    mutating func readCommands(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> [OwnCommand] {
        reader.ownCommands(node, as: name).compactMap { draft in
            var command = draft.command
            guard !vocabulary.has(command: command.name) else {
                reader.error(DeckVocabulary.nameIsTaken(command.name), at: draft.position)
                return nil
            }
            own.append(command.name)
            if let key = draft.key {
                command.keys = readKeys(key, of: command.name, vocabulary.sections, by: &reader)
            }
            return command
        }
    }

    // MARK: Conflicts

    /// Reports each two commands that have one key in a section.
    func reportConflicts(by reader: inout ManifestReader) {
        let uses = vocabulary.commands.flatMap { command in
            configured[command.name]
                ?? command.keys.map { Use(command: command.name, key: $0, sections: command.sections, position: nil) }
        }
        var byKey: [String: [Use]] = [:]
        for use in uses + own.flatMap({ configured[$0] ?? [] }) { byKey[use.key, default: []].append(use) }
        for uses in byKey.values {
            for (place, one) in uses.enumerated() {
                for other in uses[(place + 1)...] { report(one, other, by: &reader) }
            }
        }
    }

    private func report(_ one: Use, _ other: Use, by reader: inout ManifestReader) {
        let shared = vocabulary.sections.filter { one.sections.contains($0) && other.sections.contains($0) }
        guard !shared.isEmpty else { return }
        // The later one in the file is the mistake; a usual key is in no file.
        let (first, second) =
            (one.position?.offset ?? -1) <= (other.position?.offset ?? -1) ? (one, other) : (other, one)
        guard let position = second.position else { return }
        let place =
            shared.count == vocabulary.sections.count ? "" : " in the sections \(shared.joined(separator: ", "))"
        reader.error(
            "\"\(first.command)\" and \"\(second.command)\" both have the key \(first.key)\(place)", at: position)
    }
}
