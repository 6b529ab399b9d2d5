/// Macros and includes, which CloudFormation expands at deployment.
enum Transforms {
    private static let known: Set<String> = ["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"]

    /// Why the result of a `Fn::Transform` is missing; names the file or the macro.
    static func reason(_ node: SourceNode) -> String {
        if node.isList { return node.elements.map { reason($0) }.joined(separator: "; ") }
        let name = node["Name"]?.text ?? node.text ?? "a macro"
        guard name == "AWS::Include" else {
            return "the macro \(name.prefix(80)) runs only in CloudFormation; its output is missing here"
        }
        let location = node["Parameters"]?["Location"]
        guard let file = location?.text else { return "a file that AWS::Include names is not read" }
        return "\"\(file.prefix(200))\" is not read; put what AWS::Include takes from it into the template"
    }

    /// The macros and includes in place of a value or next to others, such as a function's `Type`.
    static func calls(in node: SourceNode) -> [(line: Int, message: String)] {
        if let (name, argument) = Intrinsic.call(node), name == Intrinsic.transform.rawValue {
            return [(node.line, reason(argument))]
        }
        let names = [Intrinsic.transform.rawValue, "Transform"]
        return node.members.filter { names.contains($0.key) }.map { ($0.line, reason($0.value)) }
    }

    /// A note for each macro or include of the section `Transform`.
    static func notes(_ root: SourceNode) -> [(line: Int, message: String)] {
        guard let section = root["Transform"] else { return [] }
        return (section.isList ? section.elements : [section]).compactMap { node in
            if let name = node.text, known.contains(name) { return nil }
            return (node.line, reason(node))
        }
    }
}
