import JSONText
import OrderedCollections

extension Variables {
    /// The variables of `environment`.
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> Variables {
        guard reader.isObject(node, as: name, "of strings") else { return Variables(values: [:], fileNames: []) }
        var variables: OrderedDictionary<String, String> = [:]
        for member in reader.uniqueMembers(of: node, called: "variable") {
            if let (severity, message) = VariableName.objection(to: member.key) {
                reader.problems.report(severity, message, at: member.keyPosition)
            }
            if let value = value(of: member, by: &reader) { variables[member.key] = value }
        }
        return Variables(values: variables, fileNames: [])
    }

    private static func value(of member: JSONMember, by reader: inout ManifestReader) -> String? {
        let value = member.value
        switch value.kind {
        case .string:
            let text = value.string ?? ""
            if text.utf8.contains(0) {
                reader.error("variable \"\(member.key)\" cannot hold a NUL character", at: value.position)
                return nil
            }
            return text
        case .number, .bool:
            reader.error("variable \"\(member.key)\" must be a string; write \"\(value.text)\"", at: value.position)
        case .object, .array, .null:
            reader.error(
                "variable \"\(member.key)\" must be a string, found \(reader.describe(value))", at: value.position)
        }
        return nil
    }
}

extension VariablesFile {
    /// A `.env` file's path and variables. Mistakes in it are reported at their own lines.
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> VariablesFile? {
        guard let path = LocalPath.read(node, as: name, by: &reader) else { return nil }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try reader.files.read(path.full)
        } catch {
            reader.error("\(name) \"\(path.written)\" cannot be read: \(error.reason)", at: node.position)
            return nil
        }
        var file = EnvironmentFile(bytes)
        let variables = file.read()
        for problem in file.problems {
            reader.problems.report(
                problem.severity, problem.message, file: path.full, at: problem.position,
                anchor: node.byteRange.lowerBound)
        }
        return VariablesFile(path: path.full, variables: variables)
    }
}

/// Names of variables in an array, each with its position.
enum VariableNames {
    static func read(
        _ node: JSONNode, as name: String, by reader: inout ManifestReader
    ) -> OrderedDictionary<String, JSONPosition> {
        guard node.kind == .array else {
            reader.error(
                "\(name) must be an array of variable names, found \(reader.describe(node))", at: node.position)
            return [:]
        }
        var names: OrderedDictionary<String, JSONPosition> = [:]
        for element in node.elements {
            if let text = reader.string(element, as: "a name in \(name)") { names[text] = element.position }
        }
        return names
    }

    /// Warns of names in `secrets` and `plain` that no function has a variable for: a typing error in `secrets` would
    /// leave a secret readable.
    static func check(_ functions: [NamedDraft], by reader: inout ManifestReader) {
        var unused: OrderedDictionary<JSONPosition, (name: String, key: String)> = [:]
        var known: [String] = []
        var used: Set<JSONPosition> = []
        for function in functions {
            let draft = function.draft
            let variables = draft.variables
            known += variables.keys
            for (key, names) in [("secrets", draft.secrets), ("plain", draft.plain)] {
                for (name, position) in names ?? [:] {
                    // An image can define variables that lamdeck does not know.
                    let isKnown = variables[name] != nil || draft.image != nil
                    if isKnown || SecretVariable.credentialNames.contains(name) { used.insert(position) }
                    unused[position] = (name, key)
                }
            }
        }
        for (position, (name, key)) in unused where !used.contains(position) {
            let hint = NearestName.hint(name, in: known)
            reader.warning("\"\(key)\" names \"\(name)\", but there is no such variable\(hint)", at: position)
        }
    }
}
