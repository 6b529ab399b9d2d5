extension TemplateScope {
    /// The function that an ARN, a name or an integration's URI means: a function of the template, also through its
    /// alias or version. Nil if it means none.
    ///
    /// References are followed and not evaluated, so that no region or account is assumed for the URI.
    mutating func function(of node: SourceNode, depth: Int = 0) -> String? {
        guard depth < 12 else { return nil }
        for id in referencedNames(in: node) {
            if let name = functionNames[id] { return name }
            if Self.aliases.contains(sections.type(of: id)),
                let target = sections.resources[id]?["Properties"]?["FunctionName"],
                let name = function(of: target, depth: depth + 1)
            {
                return name
            }
            // The alias that SAM publishes: `HelloFunctionAliaslive`, `HelloFunction.Alias`.
            if tool == .sam, sections.resources[id] == nil,
                let owner = ToolNames.samOwner(of: id, sections), let name = functionNames[owner.id]
            {
                return name
            }
        }
        return namedFunction(node)
    }

    private static let aliases: Set<String> = ["AWS::Lambda::Alias", "AWS::Lambda::Version"]

    /// The function whose name a text has, or an ARN in it.
    private mutating func namedFunction(_ node: SourceNode) -> String? {
        let before = uses
        defer { uses = before }
        do throws(Unresolved) {
            var name = try text(node)[...]
            for mark in [":function:", "/functions/"] {
                guard let range = name.firstRange(of: mark) else { continue }
                name = name[range.upperBound...].prefix { $0 != "/" && $0 != ":" }
                break
            }
            return functionNames.values.first { $0 == name }
        } catch {
            return nil
        }
    }

    /// The logical ids in a value, in its order, without evaluating more than `Fn::If`.
    mutating func referencedNames(in node: SourceNode, depth: Int = 0) -> [String] {
        guard depth < SourceReader.maximumDepth else { return [] }
        if let (name, argument) = Intrinsic.call(node) {
            switch Intrinsic(rawValue: name) {
            case .ref: return argument.text.map { [$0] } ?? []
            case .getAtt: return Self.resource(ofAttribute: argument).map { [$0] } ?? []
            case .sub:
                let pattern = argument.isList ? argument.elements.first : argument
                let map = argument.elements.dropFirst().first?.members ?? []
                var names: [String] = []
                for member in map { names += referencedNames(in: member.value, depth: depth + 1) }
                return names + Self.placeholders(pattern?.text ?? "")
            case .ifElse:
                let parts = argument.elements
                guard parts.count == 3, let holds = optionalCondition(parts[0].text) else { return [] }
                return referencedNames(in: parts[holds ? 1 : 2], depth: depth + 1)
            case .join, .select, .split, .findInMap, .base64, .length, .importValue, .getAZs, .cidr, .transform,
                .toJSONString, .equals, .and, .or, .not, .condition, nil:
                return referencedNames(in: argument, depth: depth + 1)
            }
        }
        var names: [String] = []
        for element in node.elements { names += referencedNames(in: element, depth: depth + 1) }
        for member in node.members { names += referencedNames(in: member.value, depth: depth + 1) }
        return names
    }

    private mutating func optionalCondition(_ name: String?) -> Bool? {
        guard let name else { return nil }
        do throws(Unresolved) {
            return try condition(name)
        } catch {
            return nil
        }
    }

    /// The logical id in the argument of `Fn::GetAtt`: `Hello.Arn`, or a list.
    private static func resource(ofAttribute argument: SourceNode) -> String? {
        let text = argument.text ?? argument.elements.first?.text ?? ""
        return text.split(separator: ".").first.map(String.init)
    }

    /// `${Hello.Arn}` → `Hello`.
    private static func placeholders(_ text: String) -> [String] {
        text.split(separator: "${").dropFirst().compactMap { part in
            part.firstIndex(of: "}").flatMap { end in part[..<end].split(separator: ".").first.map(String.init) }
        }
    }

    /// The logical id that a `Ref` or `Fn::GetAtt` names; nil if the value is something else.
    func referencedID(_ node: SourceNode?) -> String? {
        guard let node, let (name, argument) = Intrinsic.call(node) else { return nil }
        if name == Intrinsic.ref.rawValue { return argument.text }
        if name == Intrinsic.getAtt.rawValue { return Self.resource(ofAttribute: argument) }
        // `!Sub "${Api}"`
        guard name == Intrinsic.sub.rawValue, let text = argument.text else { return nil }
        let ids = Self.placeholders(text)
        return ids.count == 1 && text == "${\(ids[0])}" ? ids[0] : nil
    }
}
