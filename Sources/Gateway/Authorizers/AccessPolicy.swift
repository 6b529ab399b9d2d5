import JSONText

/// The policy of an authorizer's answer, as far as API Gateway evaluates it for a request (IAM user guide, "Policy
/// evaluation logic" and "IAM JSON policy elements reference").
struct AccessPolicy: Sendable, Hashable {
    /// A decision, with the reason for the user.
    enum Decision: Sendable, Hashable {
        case allow
        case explicitDeny(String)
        case noPermission(String)
    }

    /// What a policy is read from has a wrong shape. For the user: `statement 1 of the policy has no Effect`.
    struct Problem: Error {
        let text: String
    }

    /// Texts with wildcards, of which one must match, or none of them (`NotAction`, `NotResource`).
    private struct Matcher: Sendable, Hashable {
        var patterns: [String]
        var isNegative: Bool
    }

    private struct Statement: Sendable, Hashable {
        var allows: Bool
        var actions: Matcher
        var resources: Matcher
        var hasCondition: Bool
    }

    static let action = "execute-api:Invoke"
    private let statements: [Statement]

    // MARK: Reading

    /// Reads `policyDocument`.
    init(_ document: JSONNode) throws(Problem) {
        guard document.kind == .object else {
            throw Problem(text: "policyDocument is \(document.kind.noun), not an object")
        }
        if let version = document["Version"], !["2012-10-17", "2008-10-17"].contains(version.string) {
            throw Problem(text: "the policy's Version is \(version.text.prefix(40)): IAM knows \"2012-10-17\"")
        }
        guard let list = document["Statement"] else { throw Problem(text: "the policy has no Statement") }
        var nodes: [JSONNode] = []
        switch list.kind {
        case .object: nodes = [list]
        case .array: nodes = Array(list.elements)
        case .string, .number, .bool, .null:
            throw Problem(text: "the policy's Statement is \(list.kind.noun), not an object or an array")
        }
        var statements: [Statement] = []
        for (index, node) in nodes.enumerated() {
            statements.append(try Self.statement(node, "statement \(index + 1) of the policy"))
        }
        self.statements = statements
    }

    private static func statement(_ node: JSONNode, _ name: String) throws(Problem) -> Statement {
        guard node.kind == .object else { throw Problem(text: "\(name) is \(node.kind.noun), not an object") }
        guard let effect = node["Effect"] else { throw Problem(text: "\(name) has no Effect") }
        guard let text = effect.string, ["Allow", "Deny"].contains(text) else {
            throw Problem(text: "the Effect of \(name) is \(effect.text.prefix(40)): it is \"Allow\" or \"Deny\"")
        }
        let condition = node["Condition"]
        return Statement(
            allows: text == "Allow", actions: try matcher(node, "Action", name),
            resources: try matcher(node, "Resource", name), hasCondition: condition.map { $0.count > 0 } ?? false)
    }

    private static func matcher(_ node: JSONNode, _ key: String, _ name: String) throws(Problem) -> Matcher {
        let (positive, negative) = (node[key], node["Not" + key])
        guard let value = positive ?? negative else { throw Problem(text: "\(name) has no \(key)") }
        guard positive == nil || negative == nil else { throw Problem(text: "\(name) has both \(key) and Not\(key)") }
        let patterns = value.kind == .array ? value.elements.map(\.string) : [value.string]
        guard !patterns.isEmpty, !patterns.contains(nil) else {
            throw Problem(
                text: "\(positive == nil ? "Not" : "")\(key) of \(name) is neither a string nor a list of strings")
        }
        return Matcher(patterns: patterns.compactMap { $0 }, isNegative: positive == nil)
    }

    // MARK: Evaluating

    /// Decides whether `execute-api:Invoke` on a resource is allowed. A statement that denies wins; without one that allows,
    /// nothing is allowed. Conditions are not evaluated: a statement with one allows nothing, and denies what it names.
    func decide(_ arn: String) -> Decision {
        var isAllowed = false
        var conditional: Int?
        for (index, statement) in statements.enumerated() {
            guard Self.matches(statement.actions, { WildcardPattern.matches($0, Self.action, ignoringCase: true) }),
                let resource = Self.match(statement.resources, { Self.names($0, arn) })
            else { continue }
            if !statement.allows {
                let condition =
                    statement.hasCondition ? " (its Condition is not evaluated here, and counts as true)" : ""
                return .explicitDeny(
                    "statement \(index + 1) of the policy denies \(Self.action) on \(resource)\(condition)")
            }
            if statement.hasCondition { conditional = conditional ?? index + 1 } else { isAllowed = true }
        }
        if isAllowed { return .allow }
        let reason = "no statement of the policy allows \(Self.action) on \(arn)"
        guard let conditional else { return .noPermission(reason) }
        return .noPermission("\(reason): statement \(conditional) has a Condition, which is not evaluated here")
    }

    private static func matches(_ matcher: Matcher, _ isMatch: (String) -> Bool) -> Bool {
        match(matcher, isMatch) != nil
    }

    /// The pattern that matches; for `NotResource`, its patterns; nil if the statement does not apply.
    private static func match(_ matcher: Matcher, _ isMatch: (String) -> Bool) -> String? {
        let found = matcher.patterns.first(where: isMatch)
        if !matcher.isNegative { return found }
        return found == nil ? "all but \(matcher.patterns.joined(separator: ", "))" : nil
    }

    /// Whether a pattern of a policy names a resource. `*` and `?` match within a part between colons; parts that the
    /// pattern leaves out are any (IAM user guide, "IAM JSON policy elements: Resource").
    private static func names(_ pattern: String, _ arn: String) -> Bool {
        if pattern == "*" { return true }
        let patterns = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return zip(patterns, parts).allSatisfy { WildcardPattern.matches($0, $1) }
    }
}
