/// A call of an intrinsic function in a template.
struct IntrinsicCall {
    private let name: String
    /// The function; nil if lamdeck does not know it.
    let function: Intrinsic?
    let argument: SourceNode
    let line: Int

    /// The call that a value is; nil if it is none.
    init?(_ node: SourceNode) {
        guard let (name, argument) = Intrinsic.call(node) else { return nil }
        self.name = name
        self.argument = argument
        function = Intrinsic(rawValue: name)
        line = node.line
    }

    init(_ function: Intrinsic, _ argument: SourceNode) {
        name = function.rawValue
        self.function = function
        self.argument = argument
        line = argument.line
    }

    /// Evaluates the call.
    func result(in scope: inout TemplateScope) throws(Unresolved) -> SourceNode {
        guard let function else { throw Unresolved(why: "\(name.prefix(60)) is not a function that lamdeck knows") }
        switch function {
        case .ref:
            // With the language extensions, a function may return the name.
            if Intrinsic.call(argument) != nil { return try scope.reference(try scope.text(argument), line: line) }
            guard let target = argument.text else { throw Unresolved(why: "Ref takes a name") }
            return try scope.reference(target, line: line)
        case .sub: return SourceNode(text: try substitute(in: &scope), line: line)
        case .getAtt: return SourceNode(text: try getAtt(in: &scope), line: line)
        case .join: return SourceNode(text: try join(in: &scope), line: line)
        case .select: return try select(in: &scope)
        case .split: return try split(in: &scope)
        case .findInMap: return try findInMap(in: &scope)
        case .ifElse: return try ifElse(in: &scope)
        case .length: return SourceNode(text: "\(try scope.list(argument).count)", line: line)
        case .equals, .and, .or, .not, .condition:
            return SourceNode(text: try isTrue(in: &scope) ? "true" : "false", line: line)
        case .base64:
            return SourceNode(text: try limited(Base64.text(Array(try scope.text(argument).utf8))), line: line)
        case .toJSONString: return SourceNode(text: try jsonText(in: &scope), line: line)
        case .cidr: return try cidr(in: &scope)
        case .transform: throw Unresolved(why: Transforms.reason(argument))
        case .importValue, .getAZs: throw Unresolved(why: "\(name) is known only to CloudFormation, at deployment")
        }
    }

    /// The text, if it is not too long.
    @discardableResult
    private func limited(_ text: String) throws(Unresolved) -> String {
        if text.utf8.count > TemplateScope.longestText { throw Unresolved(why: "it is longer than Lambda allows") }
        return text
    }

    // MARK: Names

    private func getAtt(in scope: inout TemplateScope) throws(Unresolved) -> String {
        let parts: [String]
        if let text = argument.text {
            parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        } else {
            var texts: [String] = []
            for element in argument.elements { texts.append(try scope.text(element)) }
            parts = texts
        }
        guard parts.count == 2 else { throw Unresolved(why: "Fn::GetAtt takes a resource and an attribute") }
        return try ResourceReference(id: parts[0], line: line).attribute(parts[1], in: &scope)
    }

    /// `Fn::Sub`: `${Name}`, `${Resource.Attribute}`, `${!Literal}`, and the names of an optional map after the text.
    private func substitute(in scope: inout TemplateScope) throws(Unresolved) -> String {
        var pattern = argument
        var own: [String: String] = [:]
        if argument.isList {
            guard let first = argument.elements.first else { throw Unresolved(why: "Fn::Sub takes a text") }
            pattern = first
            for member in argument.elements.dropFirst().first?.members ?? [] {
                own[member.key] = try scope.text(member.value)
            }
        }
        guard let text = pattern.text ?? (pattern.isNull ? "" : nil) else {
            throw Unresolved(why: "Fn::Sub takes a text")
        }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = String(rest[start.upperBound..<end])
            rest = rest[rest.index(after: end)...]
            if name.hasPrefix("!") {
                result += "${\(name.dropFirst())}"
            } else {
                result += try variable(name.trimmed, own: own, line: pattern.line, in: &scope)
            }
            try limited(result)
        }
        return result + rest
    }

    private func variable(
        _ name: String, own: [String: String], line: Int, in scope: inout TemplateScope
    ) throws(Unresolved) -> String {
        if let value = own[name] { return value }
        guard let dot = name.firstIndex(of: ".") else { return try scope.text(try scope.reference(name, line: line)) }
        return try ResourceReference(id: String(name[..<dot]), line: line)
            .attribute(String(name[name.index(after: dot)...]), in: &scope)
    }

    private func findInMap(in scope: inout TemplateScope) throws(Unresolved) -> SourceNode {
        let elements = argument.elements
        guard elements.count >= 3 else { throw Unresolved(why: "Fn::FindInMap takes a map and two keys") }
        let map = try scope.text(elements[0])
        let first = try scope.text(elements[1])
        let second = try scope.text(elements[2])
        let mappings = scope.sections.mappings
        if let found = mappings[map]?[first]?[second] { return try scope.resolve(found) }
        if elements.count > 3, let fallback = elements[3]["DefaultValue"] { return try scope.resolve(fallback) }
        let near = mappings[map] == nil ? TemplateScope.nearest(map, in: mappings.keys.sorted()) : ""
        throw Unresolved(why: "Mappings have no \(map).\(first).\(second)\(near)")
    }

    // MARK: Texts and lists

    private func join(in scope: inout TemplateScope) throws(Unresolved) -> String {
        guard argument.elements.count == 2, let separator = argument.elements[0].text else {
            throw Unresolved(why: "Fn::Join takes a separator and a list")
        }
        var result = ""
        for (index, element) in try scope.list(argument.elements[1]).enumerated() {
            if index > 0 { result += separator }
            result += try scope.text(element)
            try limited(result)
        }
        return result
    }

    private func select(in scope: inout TemplateScope) throws(Unresolved) -> SourceNode {
        guard argument.elements.count == 2, let index = Int(try scope.text(argument.elements[0])) else {
            throw Unresolved(why: "Fn::Select takes a number and a list")
        }
        let list = try scope.list(argument.elements[1])
        guard list.indices.contains(index) else {
            throw Unresolved(why: "Fn::Select asks for element \(index) of \(list.count)")
        }
        return try scope.resolve(list[index])
    }

    private func split(in scope: inout TemplateScope) throws(Unresolved) -> SourceNode {
        guard argument.elements.count == 2, let separator = argument.elements[0].text, !separator.isEmpty else {
            throw Unresolved(why: "Fn::Split takes a separator and a text")
        }
        let parts = try scope.text(argument.elements[1]).split(separator: separator, omittingEmptySubsequences: false)
        return SourceNode(
            .list(parts.map { SourceNode(text: String($0), line: argument.line) }), line: argument.line)
    }

    /// `Fn::ToJsonString`: an object or list as JSON without spaces.
    private func jsonText(in scope: inout TemplateScope) throws(Unresolved) -> String {
        let value = try scope.deepResolved(argument)
        guard value.isMap || value.isList else { throw Unresolved(why: "Fn::ToJsonString takes an object or a list") }
        return try limited(value.json())
    }

    /// `Fn::Cidr`: the first `count` ranges of 2^bits addresses from one block.
    private func cidr(in scope: inout TemplateScope) throws(Unresolved) -> SourceNode {
        let elements = argument.elements
        guard elements.count == 3, let count = Int(try scope.text(elements[1])),
            let bits = Int(try scope.text(elements[2])), (1...256).contains(count), (0...32).contains(bits)
        else { throw Unresolved(why: "Fn::Cidr takes a block, a count up to 256 and a number of bits") }
        let text = try scope.text(elements[0])
        guard let block = AddressBlock(text) else {
            throw Unresolved(why: "\"\(text.prefix(60))\" is not an IPv4 CIDR block")
        }
        guard let ranges = block.ranges(count, bits: bits) else {
            throw Unresolved(why: "\(text) is too small for \(count) ranges of 2^\(bits) addresses")
        }
        return SourceNode(.list(ranges.map { SourceNode(text: $0, line: line) }), line: line)
    }

    // MARK: Conditions

    private func ifElse(in scope: inout TemplateScope) throws(Unresolved) -> SourceNode {
        guard argument.elements.count == 3, let name = argument.elements[0].text else {
            throw Unresolved(why: "Fn::If takes a condition and two values")
        }
        return try scope.resolve(argument.elements[try scope.condition(name) ? 1 : 2])
    }

    /// Evaluates the call as a condition.
    func isTrue(in scope: inout TemplateScope) throws(Unresolved) -> Bool {
        switch function {
        case .condition:
            guard let name = argument.text else { throw Unresolved(why: "Condition takes a name") }
            return try scope.condition(name)
        case .equals:
            guard argument.elements.count == 2 else { throw Unresolved(why: "Fn::Equals takes two values") }
            return try scope.text(argument.elements[0]) == scope.text(argument.elements[1])
        case .not:
            guard let first = argument.elements.first else { throw Unresolved(why: "Fn::Not takes a condition") }
            return try !scope.isTrue(first)
        case .and:
            for element in argument.elements where try !scope.isTrue(element) { return false }
            return true
        case .or:
            for element in argument.elements where try scope.isTrue(element) { return true }
            return false
        case .ifElse, .findInMap, .ref, .sub, .getAtt, .join, .select, .split, .base64, .length, .importValue, .getAZs,
            .cidr, .transform, .toJSONString, nil:
            switch try scope.text(try result(in: &scope)).lowercased() {
            case "true": return true
            case "false": return false
            default: throw Unresolved(why: "\(name.prefix(60)) is neither true nor false")
            }
        }
    }
}
