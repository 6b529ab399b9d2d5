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
        guard node.kind == .object else {
            reader.error(
                "\(name) must be an object such as {\"invoke\": \"i\"}, found \(reader.describe(node))",
                at: node.position)
            return [:]
        }
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
        let nodes: [JSONNode]
        switch node.kind {
        case .string: nodes = [node]
        case .array: nodes = Array(node.elements)
        case .object, .number, .bool, .null:
            reader.error(
                "the key of \"\(command)\" must be a string or an array of strings, found \(reader.describe(node))",
                at: node.position)
            return []
        }
        var keys: [String] = []
        for node in nodes {
            guard let key = readKey(node, of: command, by: &reader) else { continue }
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

    private func readKey(_ node: JSONNode, of command: String, by reader: inout ManifestReader) -> String? {
        guard let text = node.string else {
            reader.error("a key of \"\(command)\" must be a string, found \(reader.describe(node))", at: node.position)
            return nil
        }
        guard let key = vocabulary.keyName(text) else {
            let hint = NearestName.hint(text, in: vocabulary.keyNames)
            reader.error(
                "\"\(text)\" is not a key\(hint.isEmpty ? "; keys are such as i, ^S, M-y, F5, Tab and PgUp" : hint)",
                at: node.position)
            return nil
        }
        if let reason = vocabulary.reserved[key] {
            reader.error("the key \(key) \(reason); choose another one for \"\(command)\"", at: node.position)
            return nil
        }
        return key
    }

    /// Reads the object of the user's own commands.
    mutating func readCommands(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> [OwnCommand] {
        guard node.kind == .object else {
            reader.error(
                "\(name) must be an object such as {\"deploy\": {\"command\": \"make deploy\"}}, "
                    + "found \(reader.describe(node))",
                at: node.position)
            return []
        }
        return reader.uniqueMembers(of: node, called: "command").compactMap { readCommand($0, by: &reader) }
    }

    private mutating func readCommand(_ member: JSONMember, by reader: inout ManifestReader) -> OwnCommand? {
        let name = member.key
        if vocabulary.commands.contains(where: { $0.name == name }) {
            reader.error("\"\(name)\" is a command of lamdeck; choose another name", at: member.keyPosition)
            return nil
        }
        if !Self.isName(name) {
            reader.error(
                "\"\(name)\" is not a name for a command: 1 to \(Self.longestName) letters, digits, - and _",
                at: member.keyPosition)
        }
        let fields = reader.fields(
            of: member.value, as: "command \"\(name)\"", keys: OwnCommandKey.allCases.map(\.rawValue), elsewhere: [:])
        guard member.value.kind == .object else { return nil }
        own.append(name)
        var keys: [String] = []
        if let key = fields[OwnCommandKey.key.rawValue] {
            keys = readKeys(key, of: name, vocabulary.sections, by: &reader)
        }
        let description = fields[OwnCommandKey.description.rawValue].flatMap {
            reader.string($0, as: "\"description\"")
        }
        guard let node = fields[OwnCommandKey.command.rawValue] else {
            reader.error(
                "command \"\(name)\" needs \"command\", the text for the shell", at: member.keyPosition)
            return nil
        }
        guard let text = reader.string(node, as: "\"command\"") else { return nil }
        guard !text.utf8.contains(0) else {
            reader.error("\"command\" cannot hold a NUL character", at: node.position)
            return nil
        }
        return OwnCommand(name: name, command: text, keys: keys, description: description)
    }

    /// The most characters of the name of a command: it is a word in the footer.
    static let longestName = 24
    /// What a name must look like, in the schema.
    static let namePattern = "^[a-zA-Z0-9_-]{1,\(longestName)}$"

    private static func isName(_ name: String) -> Bool {
        (1...longestName).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
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

/// The keys of one of the user's commands.
enum OwnCommandKey: String, CaseIterable {
    case command, key, description

    /// What the key means, for the schema.
    var summary: String {
        switch self {
        case .command: "The text for the shell."
        case .key: "Its key, or a list of keys. Without it, the palette runs the command."
        case .description: "What it does, for the help and the palette."
        }
    }
}
