import JSONText
import OrderedCollections

extension ManifestReader {
    /// The variables of `environment`.
    mutating func environment(_ node: JSONNode, as name: String) -> OrderedDictionary<String, String> {
        guard node.kind == .object else {
            error("\(name) is an object of strings, found \(describe(node))", at: node.position)
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
            error("variable \"\(member.key)\" is a string; write \"\(value.text)\"", at: value.position)
        case .object, .array, .null:
            error("variable \"\(member.key)\" is a string, found \(describe(value))", at: value.position)
        }
        return nil
    }

    /// A `.env` file's path and variables. Mistakes in it are reported at their own lines.
    mutating func environmentFile(
        _ node: JSONNode, as name: String
    ) -> (path: String, variables: OrderedDictionary<String, String>)? {
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
        return (file, variables)
    }
}
