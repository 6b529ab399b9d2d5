extension TemplateScope {
    /// `Fn::Sub`: `${Name}`, `${Resource.Attribute}`, `${!Literal}`, and the names of an optional map after the text.
    mutating func substitute(_ argument: SourceNode) throws(Unresolved) -> String {
        var pattern = argument
        var own: [String: String] = [:]
        if argument.isList {
            guard let first = argument.elements.first else { throw Unresolved(why: "Fn::Sub takes a text") }
            pattern = first
            for member in argument.elements.dropFirst().first?.members ?? [] {
                own[member.key] = try text(member.value)
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
                result += try variable(name.trimmed, own: own, line: pattern.line)
            }
            if result.utf8.count > Self.longestText { throw Unresolved(why: "it is longer than Lambda allows") }
        }
        return result + rest
    }

    private mutating func variable(_ name: String, own: [String: String], line: Int) throws(Unresolved) -> String {
        if let value = own[name] { return value }
        guard let dot = name.firstIndex(of: ".") else { return try text(try reference(name, line: line)) }
        return try attribute(String(name[..<dot]), String(name[name.index(after: dot)...]), line: line)
    }
}
