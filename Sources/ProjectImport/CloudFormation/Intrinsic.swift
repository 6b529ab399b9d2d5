/// The names of CloudFormation's intrinsic functions.
enum Intrinsic: String {
    case ref = "Ref"
    case sub = "Fn::Sub"
    case getAtt = "Fn::GetAtt"
    case join = "Fn::Join"
    case select = "Fn::Select"
    case split = "Fn::Split"
    case findInMap = "Fn::FindInMap"
    case ifElse = "Fn::If"
    case base64 = "Fn::Base64"
    case length = "Fn::Length"
    case importValue = "Fn::ImportValue"
    case getAZs = "Fn::GetAZs"
    case cidr = "Fn::Cidr"
    case transform = "Fn::Transform"
    case toJSONString = "Fn::ToJsonString"
    case equals = "Fn::Equals"
    case and = "Fn::And"
    case or = "Fn::Or"
    case not = "Fn::Not"
    case condition = "Condition"

    /// The full name of a function, and its argument; nil if the value is not a call. Unknown functions are included.
    static func call(_ node: SourceNode) -> (name: String, argument: SourceNode)? {
        if let tag = node.tag {
            let short = String(tag.dropFirst())
            var argument = node
            argument.tag = nil
            return (["Ref", "Condition"].contains(short) ? short : "Fn::" + short, argument)
        }
        guard case .map(let members) = node.content, members.count == 1, let member = members.first,
            member.key == "Ref" || member.key.hasPrefix("Fn::")
        else { return nil }
        return (member.key, member.value)
    }
}

extension TemplateScope {
    mutating func call(_ name: String, _ argument: SourceNode, line: Int) throws(Unresolved) -> SourceNode {
        guard let function = Intrinsic(rawValue: name) else {
            throw Unresolved(why: "\(name.prefix(60)) is not a function that lamdeck knows")
        }
        switch function {
        case .ref:
            // With the language extensions, a function may return the name.
            if Intrinsic.call(argument) != nil { return try reference(try text(argument), line: line) }
            guard let target = argument.text else { throw Unresolved(why: "Ref takes a name") }
            return try reference(target, line: line)
        case .sub: return SourceNode(text: try substitute(argument), line: line)
        case .getAtt: return SourceNode(text: try getAtt(argument, line: line), line: line)
        case .join: return SourceNode(text: try join(argument), line: line)
        case .select: return try select(argument)
        case .split: return try split(argument)
        case .findInMap: return try findInMap(argument)
        case .ifElse: return try ifElse(argument)
        case .length: return SourceNode(text: "\(try list(argument).count)", line: line)
        case .equals, .and, .or, .not, .condition:
            return SourceNode(text: try isTrue(name, argument) ? "true" : "false", line: line)
        case .base64: return SourceNode(text: try base64(argument), line: line)
        case .toJSONString: return SourceNode(text: try jsonText(argument), line: line)
        case .cidr: return try cidr(argument, line: line)
        case .transform: throw Unresolved(why: Transforms.reason(argument))
        case .importValue, .getAZs: throw Unresolved(why: "\(name) is known only to CloudFormation, at deployment")
        }
    }

    private mutating func getAtt(_ argument: SourceNode, line: Int) throws(Unresolved) -> String {
        let parts: [String]
        if let text = argument.text {
            parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        } else {
            var texts: [String] = []
            for element in argument.elements { texts.append(try self.text(element)) }
            parts = texts
        }
        guard parts.count == 2 else { throw Unresolved(why: "Fn::GetAtt takes a resource and an attribute") }
        return try attribute(parts[0], parts[1], line: line)
    }

    private mutating func join(_ argument: SourceNode) throws(Unresolved) -> String {
        guard argument.elements.count == 2, let separator = argument.elements[0].text else {
            throw Unresolved(why: "Fn::Join takes a separator and a list")
        }
        var result = ""
        for (index, element) in try list(argument.elements[1]).enumerated() {
            if index > 0 { result += separator }
            result += try text(element)
            if result.utf8.count > Self.longestText { throw Unresolved(why: "it is longer than Lambda allows") }
        }
        return result
    }

    private mutating func select(_ argument: SourceNode) throws(Unresolved) -> SourceNode {
        guard argument.elements.count == 2, let index = Int(try text(argument.elements[0])) else {
            throw Unresolved(why: "Fn::Select takes a number and a list")
        }
        let list = try list(argument.elements[1])
        guard list.indices.contains(index) else {
            throw Unresolved(why: "Fn::Select asks for element \(index) of \(list.count)")
        }
        return try resolve(list[index])
    }

    private mutating func split(_ argument: SourceNode) throws(Unresolved) -> SourceNode {
        guard argument.elements.count == 2, let separator = argument.elements[0].text, !separator.isEmpty else {
            throw Unresolved(why: "Fn::Split takes a separator and a text")
        }
        let parts = try text(argument.elements[1]).split(separator: separator, omittingEmptySubsequences: false)
        return SourceNode(
            .list(parts.map { SourceNode(text: String($0), line: argument.line) }), line: argument.line)
    }

    private mutating func findInMap(_ argument: SourceNode) throws(Unresolved) -> SourceNode {
        let elements = argument.elements
        guard elements.count >= 3 else { throw Unresolved(why: "Fn::FindInMap takes a map and two keys") }
        let map = try text(elements[0])
        let first = try text(elements[1])
        let second = try text(elements[2])
        if let found = mappings[map]?[first]?[second] { return try resolve(found) }
        if elements.count > 3, let fallback = elements[3]["DefaultValue"] { return try resolve(fallback) }
        let near = mappings[map] == nil ? nearest(map, in: mappings.keys.sorted()) : ""
        throw Unresolved(why: "Mappings have no \(map).\(first).\(second)\(near)")
    }

    private mutating func ifElse(_ argument: SourceNode) throws(Unresolved) -> SourceNode {
        guard argument.elements.count == 3, let name = argument.elements[0].text else {
            throw Unresolved(why: "Fn::If takes a condition and two values")
        }
        return try resolve(argument.elements[try condition(name) ? 1 : 2])
    }
}
