import LambdaModel
import OrderedCollections

/// The names of functions here, and on AWS: callers use the names on AWS.
struct DeployedNames {
    private var names: [(name: String, deployed: String)] = []

    /// The name of a function here. References to its CloudFormation name resolve to it.
    mutating func claim(
        _ key: String, _ written: SourceNode, line: Int, in values: inout ServerlessValues
    ) -> String {
        var copy = values
        let node = copy.value(key, written) ?? written
        let own = Self.ownName(node, in: &values)
        let claimed = values.builder.claimName(own ?? key, line: line)
        values.scope.functionNames[Self.logicalID(key) + "LambdaFunction"] = claimed
        // Work on a copy: an assumed stage must not be noted only because of this name.
        let deployed =
            node["name"].map { copy.text("name", $0) }
            ?? copy.service().flatMap { service in copy.stage().map { "\(service)-\($0)-\(key)" } }
        if let deployed, deployed != claimed { names.append((claimed, deployed)) }
        return claimed
    }

    /// Serverless' rule: `get-user_v2` → `GetDashuserUnderscorev2`.
    static func logicalID(_ key: String) -> String {
        let name = key.replacing("-", with: "Dash").replacing("_", with: "Underscore")
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    /// The name from the file, if it does not depend on an assumption.
    private static func ownName(_ node: SourceNode, in values: inout ServerlessValues) -> String? {
        guard let name = node["name"] else { return nil }
        let before = values.variables.assumed.count
        guard let text = values.text("name", name) else { return nil }
        return values.variables.assumed.count == before ? text : nil
    }

    /// Notes names that differ on AWS: callers use the names on AWS.
    func note(firstFunction line: Int?, in values: inout ServerlessValues) {
        let known = names.prefix(200)
        guard !known.isEmpty else { return }
        let pairs = known.prefix(5).map { "\($0.deployed) is \"\($0.name)\"" }.joined(separator: ", ")
        let rest = known.count > 5 ? " and so on" : ""
        values.note(
            values.root.members.first { $0.key == "functions" }?.line ?? line ?? 1, "functions",
            "names on AWS differ: \(pairs)\(rest) here; callers that use a name of AWS must use the name here")
        for function in values.builder.draft.functions {
            for (name, value) in function.environment {
                guard let match = known.first(where: { Self.names($0.deployed, in: value) }) else { continue }
                values.note(
                    function.lines["environment.\(name)"] ?? function.line ?? 1,
                    "\(function.name): environment.\(name)",
                    "\(match.deployed) is \"\(match.name)\" here")
            }
        }
    }

    /// Whether a value is a function's name, or an ARN or path that ends with it.
    private static func names(_ deployed: String, in value: String) -> Bool {
        value == deployed || value.hasSuffix(":\(deployed)") || value.contains(":\(deployed):")
    }
}
