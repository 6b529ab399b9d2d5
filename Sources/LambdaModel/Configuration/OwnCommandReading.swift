import JSONText

/// The keys of a command of the user or of a project.
enum OwnCommandKey: String, CaseIterable {
    case name, command, key, description, terminal

    /// The keys of a command whose name is a key of the object around it.
    static let named = allCases.filter { $0 != .name }

    /// What the key means, for the schema.
    var summary: String {
        switch self {
        case .name: "Its name, in the footer and the palette."
        case .command: "The text for the shell."
        case .key: "Its key, or a list of keys. Without it, the palette runs the command."
        case .description: "What it does, for the help and the palette."
        case .terminal:
            "Whether it has the terminal until it ends. If not, it runs in the background, and a notice says how it ended."
        }
    }
}

/// A command while it is read.
struct OwnCommandDraft {
    /// The command, without its keys.
    var command: OwnCommand
    /// The place of its name, or of the command in a list.
    let position: JSONPosition
    /// The value of `key`.
    let key: JSONNode?
}

extension ManifestReader {
    /// Reads commands by name, or a list of commands with names.
    mutating func ownCommands(_ node: JSONNode, as place: String) -> [OwnCommandDraft] {
        switch node.kind {
        case .object:
            return uniqueMembers(of: node, called: "command").compactMap { member in
                ownCommand(member.key, at: member.keyPosition, member.value, keys: OwnCommandKey.named)
            }
        case .array: return listedCommands(node, as: place)
        case .string, .number, .bool, .null:
            error(
                "\(place) must be an object such as {\"deploy\": {\"command\": \"make deploy\"}} or a list of commands "
                    + "with names, found \(describe(node))",
                at: node.position)
            return []
        }
    }

    private mutating func listedCommands(_ list: JSONNode, as place: String) -> [OwnCommandDraft] {
        var lines: [String: Int] = [:]
        var result: [OwnCommandDraft] = []
        for element in list.elements {
            guard element.kind == .object else {
                error("a command in a list must be an object, found \(describe(element))", at: element.position)
                continue
            }
            guard let node = element["name"] else {
                error("a command in a list needs \"name\"", at: element.position)
                continue
            }
            guard let name = string(node, as: "\"name\"") else { continue }
            if let line = lines[name] {
                error("command \"\(name)\" is defined twice; the first is on line \(line)", at: node.position)
                continue
            }
            lines[name] = node.position.line
            let command = ownCommand(name, at: node.position, element, keys: OwnCommandKey.allCases)
            if let command { result.append(command) }
        }
        return result
    }

    private mutating func ownCommand(
        _ name: String, at position: JSONPosition, _ node: JSONNode, keys: [OwnCommandKey]
    ) -> OwnCommandDraft? {
        if !OwnCommand.isName(name) {
            error(
                "\"\(name)\" is not a name for a command: 1 to \(OwnCommand.longestName) letters, digits, - and _",
                at: position)
        }
        if node.kind == .string {
            return shellText(node).map {
                OwnCommandDraft(command: OwnCommand(name: name, command: $0), position: position, key: nil)
            }
        }
        let values = fields(
            of: node, as: "command \"\(name)\"", keys: keys.map(\.rawValue),
            elsewhere: [OwnCommandKey.name.rawValue: "a command in a list; here its name is the key"])
        guard node.kind == .object else { return nil }
        let description = values[OwnCommandKey.description.rawValue].flatMap { string($0, as: "\"description\"") }
        let terminal = values[OwnCommandKey.terminal.rawValue].flatMap { bool($0, as: "\"terminal\"") }
        guard let text = values[OwnCommandKey.command.rawValue] else {
            error("command \"\(name)\" needs \"command\", the text for the shell", at: position)
            return nil
        }
        guard let text = shellText(text) else { return nil }
        var command = OwnCommand(name: name, command: text, description: description)
        command.usesTerminal = terminal ?? true
        return OwnCommandDraft(command: command, position: position, key: values[OwnCommandKey.key.rawValue])
    }

    private mutating func shellText(_ node: JSONNode) -> String? {
        guard let text = string(node, as: "\"command\"") else { return nil }
        if !text.utf8.contains(0) { return text }
        error("\"command\" cannot hold a NUL character", at: node.position)
        return nil
    }

    /// The texts of one key or of a list of keys, with their places. Whether they are keys is not known here.
    mutating func keyNames(_ node: JSONNode, of command: String) -> [JSONNode] {
        let nodes: [JSONNode]
        switch node.kind {
        case .string: nodes = [node]
        case .array: nodes = Array(node.elements)
        case .object, .number, .bool, .null:
            error(
                "the key of \"\(command)\" must be a string or an array of strings, found \(describe(node))",
                at: node.position)
            return []
        }
        return nodes.filter { key in
            guard key.string == nil else { return true }
            error("a key of \"\(command)\" must be a string, found \(describe(key))", at: key.position)
            return false
        }
    }

    /// The commands of `functions.json`.
    mutating func projectCommands(_ node: JSONNode, as place: String) -> [ProjectCommand] {
        ownCommands(node, as: place).map { draft in
            let keys = draft.key.map { keyNames($0, of: draft.command.name) } ?? []
            var own = draft.command
            own.owner = .project
            own.keys = keys.compactMap(\.string)
            return ProjectCommand(own, position: draft.position, keyPositions: keys.map(\.position))
        }
    }
}

extension OwnCommand {
    /// The most characters of the name of a command: it is a word in the footer.
    static let longestName = 24
    /// What a name must look like, in the schema.
    static let namePattern = "^[a-zA-Z0-9_-]{1,\(longestName)}$"

    static func isName(_ name: String) -> Bool {
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
}

extension ValueForm where Value == [ProjectCommand] {
    static var commands: ValueForm {
        ValueForm(read: { $0.projectCommands($1, as: $2) }, describe: OwnCommandSchema.describe)
    }
}

/// The schema of commands, in `functions.json` and in `config.json`.
enum OwnCommandSchema {
    /// An object of commands by name, or a list.
    static func describe(_ value: inout JSONWriter) {
        value.key("anyOf")
        value.array { forms in
            forms.object { object in
                object.member("type", "object")
                object.key("patternProperties")
                object.object { names in
                    names.member(SchemaForm.comment, true)
                    names.key(OwnCommand.namePattern)
                    names.object { command in
                        command.key("anyOf")
                        command.array { forms in
                            forms.object(SchemaForm.text)
                            forms.object { describe(&$0, keys: OwnCommandKey.named, needed: [.command]) }
                        }
                    }
                }
                object.member("additionalProperties", false)
            }
            forms.object { list in
                list.member("type", "array")
                list.key("items")
                list.object { describe(&$0, keys: OwnCommandKey.allCases, needed: [.name, .command]) }
            }
        }
    }

    private static func describe(_ command: inout JSONWriter, keys: [OwnCommandKey], needed: [OwnCommandKey]) {
        command.member("type", "object")
        command.key("required")
        command.array { list in for key in needed { list.string(key.rawValue) } }
        command.key("properties")
        command.object { members in
            for key in keys {
                members.key(key.rawValue)
                members.object { member in
                    member.member("description", key.summary)
                    switch key {
                    case .name:
                        member.member("type", "string")
                        member.member("pattern", OwnCommand.namePattern)
                    case .command, .description: SchemaForm.text(&member)
                    case .key: SchemaForm.textOrList(&member)
                    case .terminal:
                        member.member("type", "boolean")
                        member.member("default", true)
                    }
                }
            }
        }
        command.key("patternProperties")
        command.object { $0.member(SchemaForm.comment, true) }
        command.member("additionalProperties", false)
    }
}
