import JSONText
import OrderedCollections

extension ManifestReader {
    /// The variables of `environment`.
    mutating func environment(_ node: JSONNode, as name: String) -> OrderedDictionary<String, String> {
        guard node.kind == .object else {
            error("\(name) must be an object of strings, found \(describe(node))", at: node.position)
            return [:]
        }
        var variables: OrderedDictionary<String, String> = [:]
        for member in uniqueMembers(of: node, called: "variable") {
            if let (severity, message) = VariableName.objection(to: member.key) {
                let position = member.keyPosition
                report(severity, message, file: path, at: position, anchor: position.offset)
            }
            if let value = variable(member) { variables[member.key] = value }
        }
        return variables
    }

    private mutating func variable(_ member: JSONMember) -> String? {
        let value = member.value
        switch value.kind {
        case .string:
            let text = value.string ?? ""
            if text.utf8.contains(0) {
                error("variable \"\(member.key)\" cannot hold a NUL character", at: value.position)
                return nil
            }
            return text
        case .number, .bool:
            error("variable \"\(member.key)\" must be a string; write \"\(value.text)\"", at: value.position)
        case .object, .array, .null:
            error("variable \"\(member.key)\" must be a string, found \(describe(value))", at: value.position)
        }
        return nil
    }

    /// The names of variables in an array.
    mutating func variableNames(_ node: JSONNode, as name: String) -> OrderedDictionary<String, JSONPosition> {
        guard node.kind == .array else {
            error("\(name) must be an array of variable names, found \(describe(node))", at: node.position)
            return [:]
        }
        var names: OrderedDictionary<String, JSONPosition> = [:]
        for element in node.elements {
            if let text = string(element, as: "a name in \(name)") { names[text] = element.position }
        }
        return names
    }

    /// Warns of names in `secrets` and `plain` that no function has a variable for: a typing error in `secrets` would
    /// leave a secret readable.
    mutating func checkVariableNames(_ functions: [NamedDraft]) {
        var unused: OrderedDictionary<JSONPosition, (name: String, key: String)> = [:]
        var known: [String] = []
        var used: Set<JSONPosition> = []
        for function in functions {
            let draft = function.draft
            let variables = draft.variables
            known += variables.keys
            for (key, names) in [("secrets", draft.secrets), ("plain", draft.plain)] {
                for (name, position) in names ?? [:] {
                    // An image brings variables of its own.
                    let isKnown = variables[name] != nil || draft.image != nil
                    if isKnown || SecretVariable.credentialNames.contains(name) { used.insert(position) }
                    unused[position] = (name, key)
                }
            }
        }
        for (position, (name, key)) in unused where !used.contains(position) {
            let hint = NearestName.hint(name, in: known)
            warning("\"\(key)\" names \"\(name)\", but there is no such variable\(hint)", at: position)
        }
    }

    /// A `.env` file's path and variables. Mistakes in it are reported at their own lines.
    mutating func environmentFile(_ node: JSONNode, as name: String) -> VariablesFile? {
        guard let (written, file) = existing(node, as: name) else { return nil }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try files.read(file)
        } catch {
            self.error("\(name) \"\(written)\" cannot be read: \(error.reason)", at: node.position)
            return nil
        }
        var reader = EnvironmentFile(bytes)
        let variables = reader.read()
        for problem in reader.problems {
            report(
                problem.severity, problem.message, file: file, at: problem.position, anchor: node.byteRange.lowerBound)
        }
        return VariablesFile(path: file, variables: variables)
    }
}
