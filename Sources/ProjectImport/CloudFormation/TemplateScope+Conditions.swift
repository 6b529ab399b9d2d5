extension TemplateScope {
    /// Evaluates a condition of the template.
    mutating func condition(_ name: String) throws(Unresolved) -> Bool {
        if let known = decided[name] { return known }
        guard let node = conditions[name] else {
            let near = nearest(name, in: conditions.keys.sorted())
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

    private mutating func isTrue(_ node: SourceNode) throws(Unresolved) -> Bool {
        if case .map(let members) = node.content, members.count == 1, members[0].key == "Condition" {
            return try isTrue("Condition", members[0].value)
        }
        if let (name, argument) = Intrinsic.call(node), Intrinsic(rawValue: name) != .ref {
            return try isTrue(name, argument)
        }
        switch try text(node).lowercased() {
        case "true": return true
        case "false": return false
        default: throw Unresolved(why: "a condition is neither true nor false")
        }
    }

    mutating func isTrue(_ name: String, _ argument: SourceNode) throws(Unresolved) -> Bool {
        switch Intrinsic(rawValue: name) {
        case .condition:
            guard let name = argument.text else { throw Unresolved(why: "Condition takes a name") }
            return try condition(name)
        case .equals:
            guard argument.elements.count == 2 else { throw Unresolved(why: "Fn::Equals takes two values") }
            return try text(argument.elements[0]) == text(argument.elements[1])
        case .not:
            guard let first = argument.elements.first else { throw Unresolved(why: "Fn::Not takes a condition") }
            return try !isTrue(first)
        case .and:
            for element in argument.elements where try !isTrue(element) { return false }
            return true
        case .or:
            for element in argument.elements where try isTrue(element) { return true }
            return false
        case .ifElse, .findInMap, .ref, .sub, .getAtt, .join, .select, .split, .base64, .length, .importValue, .getAZs,
            .cidr, .transform, .toJSONString, nil:
            switch try text(try call(name, argument, line: argument.line)).lowercased() {
            case "true": return true
            case "false": return false
            default: throw Unresolved(why: "\(name.prefix(60)) is neither true nor false")
            }
        }
    }
}
