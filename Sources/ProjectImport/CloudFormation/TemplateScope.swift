/// Evaluates the intrinsic functions of a template, with everything that they refer to.
///
/// Everything is limited: the size of the tree, the length of a result (``longestText``) and the number of steps. Each
/// condition is evaluated once.
struct TemplateScope {
    static let longestText = 32 << 10
    static let mostSteps = 2_000_000
    static let mostDepth = 200
    /// Why an empty value of a file has no text.
    static let null = "it is empty (null), which CloudFormation rejects; write \"\" for an empty text"

    let parameters: [String: SourceNode]
    private(set) var mappings: [String: SourceNode]
    private(set) var conditions: [String: SourceNode]
    private(set) var resources: [String: SourceNode]
    /// The resources in the order of the file.
    private(set) var resourceMembers: [SourceMember]
    /// The settings for all functions of a SAM template.
    private(set) var globals: SourceNode?
    /// Notes about loops that could not be expanded.
    private(set) var loopNotes: [ImportNote] = []
    /// Values from the user, which override defaults and pseudo parameters.
    let given: [String: String]
    /// The names of the template's functions, by logical id.
    var functionNames: [String: String] = [:]
    /// The pseudo parameters that were used, with the line of the first use.
    private(set) var assumed: [String: Int] = [:]
    var decided: [String: Bool] = [:]
    /// Conditions that are being evaluated.
    var pending: Set<String> = []
    /// How often the stack's name was used, which is unknown here.
    private(set) var stackNameUses = 0
    /// Values of ``given`` that were used, with the line of the first use.
    private(set) var givenUses: [String: Int] = [:]
    /// Secrets whose ARN was used, with the line of the first use.
    var secretUses: [String: Int] = [:]
    /// Knows the names of resources that a tool adds to those of the file.
    var tool: ToolNames
    private var steps = 0
    private var depth = 0

    init(_ root: SourceNode, given: [String: String], tool: ToolNames = .sam) {
        self.tool = tool
        func members(_ key: String) -> [SourceMember] { root[key]?.members ?? [] }
        parameters = Self.byKey(members("Parameters"))
        mappings = Self.byKey(members("Mappings"))
        conditions = Self.byKey(members("Conditions"))
        resourceMembers = members("Resources")
        resources = Self.byKey(resourceMembers)
        globals = root["Globals"]?["Function"]
        self.given = given
        guard LoopExpansion.isNeeded(root) else { return }
        // A loop's collection may refer to parameters, mappings and conditions, so these come first.
        mappings = Self.byKey(expanded(members("Mappings")))
        conditions = Self.byKey(expanded(members("Conditions")))
        resourceMembers = expanded(members("Resources"))
        resources = Self.byKey(resourceMembers)
        globals = globals.map { SourceNode(.map(expanded($0.members)), line: $0.line) }
    }

    private static func byKey(_ members: [SourceMember]) -> [String: SourceNode] {
        var result: [String: SourceNode] = [:]
        for member in members { result[member.key] = member.value }
        return result
    }

    private mutating func expanded(_ members: [SourceMember]) -> [SourceMember] {
        var expansion = LoopExpansion(scope: self)
        let result = expansion.expanded(members)
        loopNotes += expansion.notes
        (assumed, stackNameUses) = (expansion.scope.assumed, expansion.scope.stackNameUses)
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
        guard let (name, argument) = Intrinsic.call(node) else { return node }
        return try call(name, argument, line: node.line)
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

    /// The value of a name in `Ref` or `${…}`.
    mutating func reference(_ name: String, line: Int) throws(Unresolved) -> SourceNode {
        if let value = given[name] {
            givenUses[name] = givenUses[name] ?? line
            return parameter(name, value, line: line)
        }
        if name == "AWS::NoValue" { throw .noValue }
        if let value = Self.pseudo[name] {
            if name == "AWS::StackName" || name == "AWS::StackId" { stackNameUses += 1 }
            assumed[name] = min(assumed[name] ?? line, line)
            return SourceNode(text: value, line: line)
        }
        if let node = parameters[name] { return try parameter(name, node, line: line) }
        if functionNames[name] != nil || resources[name] != nil {
            return SourceNode(text: try resourceName(name, line: line), line: line)
        }
        if let text = try madeByTool(name, line: line) { return SourceNode(text: text, line: line) }
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
        let type = parameters[name]?["Type"]?.text ?? "String"
        // AWS::SSM::Parameter::Value<List<String>> is a list, too.
        guard type.contains("CommaDelimitedList") || type.contains("List<") else {
            return SourceNode(text: text, line: line)
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        return SourceNode(
            .list(parts.map { SourceNode(text: String($0).trimmed, line: line) }), line: line)
    }

    /// The values of pseudo parameters, as in SAM's local commands.
    static let pseudo = [
        "AWS::AccountId": "123456789012", "AWS::Region": "us-east-1", "AWS::Partition": "aws",
        "AWS::URLSuffix": "amazonaws.com", "AWS::StackName": "local",
        "AWS::StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/local/0",
    ]
}

extension String {
    /// The text without spaces at both ends.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
