import LambdaModel

/// Evaluates the values of a template: intrinsic functions, with everything that they refer to.
///
/// Everything is limited: the size of the tree, the length of a result (``longestText``) and the number of steps. Each
/// condition is evaluated once.
struct TemplateScope {
    static let longestText = 32 << 10
    static let mostSteps = 2_000_000
    static let mostDepth = 200
    /// Why an empty value of a file has no text.
    static let null = "it is empty (null), which CloudFormation rejects; write \"\" for an empty text"

    private(set) var sections: TemplateSections
    /// Notes about loops that could not be expanded.
    private(set) var loopNotes: [ImportNote] = []
    /// Values from the user, which override defaults and pseudo parameters.
    let given: [String: String]
    /// The names of the template's functions, by logical id.
    var functionNames: [String: String] = [:]
    /// Knows the names of resources that a tool adds to those of the file.
    let tool: ToolNames
    /// What was assumed.
    var uses = TemplateUses()
    private var decided: [String: Bool] = [:]
    /// Conditions that are being evaluated.
    private var pending: Set<String> = []
    private var steps = 0
    private var depth = 0

    init(_ root: SourceNode, given: [String: String], tool: ToolNames = .sam) {
        self.tool = tool
        self.given = given
        sections = TemplateSections(root)
        guard LoopExpansion.isNeeded(root) else { return }
        // A loop's collection may refer to parameters, mappings and conditions, so these come first.
        sections.replace(mappings: expanded(root["Mappings"]))
        sections.replace(conditions: expanded(root["Conditions"]))
        sections.replace(resources: expanded(root["Resources"]))
        if let globals = sections.globals { sections.replace(globals: expanded(globals)) }
    }

    private mutating func expanded(_ section: SourceNode?) -> [SourceMember] {
        var expansion = LoopExpansion(scope: self)
        let result = expansion.expanded(section?.members ?? [])
        loopNotes += expansion.notes
        uses.takeAssumptions(of: expansion.scope.uses)
        return result
    }

    /// Evaluates a value if it is an intrinsic function itself, but none inside it.
    mutating func resolve(_ node: SourceNode) throws(Unresolved) -> SourceNode {
        steps += 1
        depth += 1
        defer { depth -= 1 }
        if steps > Self.mostSteps || depth > Self.mostDepth {
            throw Unresolved(why: "the template refers to itself, or is nested too deeply")
        }
        if case .unknown(let why) = node.content { throw Unresolved(why: why) }
        guard let call = IntrinsicCall(node) else { return node }
        return try call.result(in: &self)
    }

    /// Evaluates all intrinsic functions in a value; members and elements without a value are left out.
    mutating func deepResolved(_ node: SourceNode) throws(Unresolved) -> SourceNode {
        var value = try resolve(node)
        switch value.content {
        case .scalar, .unknown: break
        case .list:
            value.content = .list(try list(value).map { element throws(Unresolved) in try deepResolved(element) })
        case .map(let members):
            var kept: [SourceMember] = []
            for member in members {
                do throws(Unresolved) {
                    let part = try deepResolved(member.value)
                    kept.append(SourceMember(key: member.key, line: member.line, value: part))
                } catch {
                    if !error.isNoValue { throw error }
                }
            }
            value.content = .map(kept)
        }
        return value
    }

    /// The text of a scalar.
    mutating func text(_ node: SourceNode) throws(Unresolved) -> String {
        let value = try resolve(node)
        if value.isNull { throw Unresolved(why: Self.null) }
        guard let text = value.text else { throw Unresolved(why: "it is \(value.kindWord), not a text") }
        if text.contains("{{resolve:") {
            throw Unresolved(why: "\(text.prefix(80)) is looked up by CloudFormation at deployment")
        }
        if text.utf8.count > Self.longestText { throw Unresolved(why: "it is longer than Lambda allows") }
        // CloudFormation reads YAML 1.1 and writes true and false.
        return value.legacyBool.map { $0 ? "true" : "false" } ?? text
    }

    /// The elements of a list, without those that have no value.
    mutating func list(_ node: SourceNode) throws(Unresolved) -> [SourceNode] {
        let value = try resolve(node)
        guard value.isList else { throw Unresolved(why: "it is \(value.kindWord), not a list") }
        var result: [SourceNode] = []
        for element in value.elements {
            do throws(Unresolved) {
                result.append(try resolve(element))
            } catch {
                if !error.isNoValue { throw error }
            }
        }
        return result
    }

    /// A text; nil if it contains the stack's name, which is unknown here.
    mutating func textWithoutStack(_ node: SourceNode) throws(Unresolved) -> String? {
        let before = uses.stackName
        let text = try text(node)
        return uses.stackName == before ? text : nil
    }

    // MARK: Names

    /// The value of a name in `Ref` or `${…}`.
    mutating func reference(_ name: String, line: Int) throws(Unresolved) -> SourceNode {
        if let value = given[name] {
            uses.useGiven(name, line: line)
            return parameter(name, value, line: line)
        }
        if name == "AWS::NoValue" { throw .noValue }
        if let value = uses.assume(name, line: line) { return SourceNode(text: value, line: line) }
        if let node = sections.parameters[name] { return try parameter(name, node, line: line) }
        let resource = ResourceReference(id: name, line: line)
        if functionNames[name] != nil || sections.resources[name] != nil {
            return SourceNode(text: try resource.name(in: &self), line: line)
        }
        if let text = try resource.madeByTool(in: &self) { return SourceNode(text: text, line: line) }
        throw Unresolved(why: unknown(name))
    }

    private mutating func parameter(_ name: String, _ node: SourceNode, line: Int) throws(Unresolved) -> SourceNode {
        let type = node["Type"]?.text ?? "String"
        // AWS::SSM::Parameter::Name is an ordinary text; AWS::SSM::Parameter::Value<…> is looked up.
        if type.hasPrefix("AWS::SSM::Parameter::Value") {
            throw Unresolved(why: "parameter \"\(name)\" is read from SSM; set it with --parameter \(name)=…")
        }
        guard let value = node.members.first(where: { $0.key == "Default" })?.value else {
            throw Unresolved(why: "parameter \"\(name)\" has no default; set it with --parameter \(name)=…")
        }
        guard let text = value.text else {
            throw Unresolved(why: "the default of parameter \"\(name)\" is \(value.kindWord)")
        }
        return parameter(name, text, line: line)
    }

    /// A parameter's value; for list types a list.
    private func parameter(_ name: String, _ text: String, line: Int) -> SourceNode {
        let type = sections.parameters[name]?["Type"]?.text ?? "String"
        // AWS::SSM::Parameter::Value<List<String>> is a list, too.
        guard type.contains("CommaDelimitedList") || type.contains("List<") else {
            return SourceNode(text: text, line: line)
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        return SourceNode(
            .list(parts.map { SourceNode(text: String($0).trimmed, line: line) }), line: line)
    }

    /// Why there is no value for a name, with the nearest name.
    func unknown(_ name: String) -> String {
        if name == "AWS::NotificationARNs" { return "AWS::NotificationARNs is given at deployment" }
        let pseudo = TemplateUses.pseudo.keys.sorted() + ["AWS::NoValue", "AWS::NotificationARNs"]
        let own =
            name.hasPrefix("AWS:")
            ? []
            : sections.parameters.keys.sorted() + sections.resources.keys.sorted() + functionNames.keys.sorted()
                + tool.names(sections, functions: functionNames.keys.sorted())
        return "there is no parameter or resource \"\(name.prefix(80))\"\(Self.nearest(name, in: own + pseudo))"
    }

    /// `; did you mean "…"?`, or an empty text.
    static func nearest(_ name: String, in candidates: [String]) -> String {
        // Finding the nearest name takes time for each candidate.
        NearestName.nearest(to: name, in: Array(candidates.prefix(2000))).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    // MARK: Conditions

    /// Evaluates a condition of the template.
    mutating func condition(_ name: String) throws(Unresolved) -> Bool {
        if let known = decided[name] { return known }
        guard let node = sections.conditions[name] else {
            let near = Self.nearest(name, in: sections.conditions.keys.sorted())
            throw Unresolved(why: "the template has no condition \"\(name.prefix(80))\"\(near)")
        }
        guard pending.count < Self.mostDepth, pending.insert(name).inserted else {
            throw Unresolved(why: "condition \"\(name.prefix(80))\" depends on itself, or on too many others")
        }
        defer { pending.remove(name) }
        let result = try isTrue(node)
        decided[name] = result
        return result
    }

    /// Whether a condition or a part of one is true.
    mutating func isTrue(_ node: SourceNode) throws(Unresolved) -> Bool {
        if case .map(let members) = node.content, members.count == 1, members[0].key == "Condition" {
            return try IntrinsicCall(.condition, members[0].value).isTrue(in: &self)
        }
        if let call = IntrinsicCall(node), call.function != .ref { return try call.isTrue(in: &self) }
        switch try text(node).lowercased() {
        case "true": return true
        case "false": return false
        default: throw Unresolved(why: "a condition is neither true nor false")
        }
    }
}
