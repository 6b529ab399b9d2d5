/// Checks whether CloudFormation accepts a parameter's value (its reference, "Parameters", "Properties").
struct ParameterCheck {
    let node: SourceNode
    /// The user's value; nil for the default.
    let given: String?

    /// CloudFormation's objections, each with its line; none if there is no value.
    ///
    /// - Parameter nearest: a hint for a misspelled value.
    func objections(nearest: (String, [String]) -> String) -> [(line: Int, message: String)] {
        guard let value = given ?? node["Default"].flatMap(Self.text) else { return [] }
        let isList = node["Type"]?.text.map { $0.contains("List") } ?? false
        let parts = isList ? value.split(separator: ",").map { String($0).trimmed } : [value]
        return parts.flatMap { part in
            let refused = "CloudFormation refuses \"\(part.prefix(60))\""
            return [allowed(part, nearest), number(part), length(part), pattern(part)].compactMap { found in
                found.map { (line: $0.line, message: "\(refused); \($0.message)") }
            }
        }
    }

    private typealias Objection = (line: Int, message: String)

    private static func text(_ node: SourceNode) -> String? {
        node.legacyBool.map { $0 ? "true" : "false" } ?? node.text
    }

    private func allowed(_ part: String, _ nearest: (String, [String]) -> String) -> Objection? {
        guard let list = node["AllowedValues"] else { return nil }
        let allowed = list.elements.compactMap(Self.text)
        guard !allowed.isEmpty, !allowed.contains(part) else { return nil }
        return (
            list.line, "it allows \(allowed.prefix(12).joined(separator: ", "))\(nearest(part, allowed))"
        )
    }

    private func number(_ part: String) -> Objection? {
        guard ["Number", "List<Number>"].contains(node["Type"]?.text ?? "") else { return nil }
        guard let number = Double(part) else { return (node["Type"]?.line ?? node.line, "it is not a number") }
        if let least = node["MinValue"], let bound = least.text.flatMap(Double.init), number < bound {
            return (least.line, "it is less than \(least.text ?? "")")
        }
        if let most = node["MaxValue"], let bound = most.text.flatMap(Double.init), number > bound {
            return (most.line, "it is more than \(most.text ?? "")")
        }
        return nil
    }

    private func length(_ part: String) -> Objection? {
        if let least = node["MinLength"], let bound = least.int, part.count < bound {
            return (least.line, "it has fewer than \(bound) characters")
        }
        if let most = node["MaxLength"], let bound = most.int, part.count > bound {
            return (most.line, "it has more than \(bound) characters")
        }
        return nil
    }

    private func pattern(_ part: String) -> Objection? {
        // A pattern that only Java can parse is not checked, and neither is a long text, for which matching may take
        // forever.
        guard let written = node["AllowedPattern"], let text = written.text, part.utf8.count <= 200,
            let regex = try? Regex(text)
        else { return nil }
        do {
            if try regex.wholeMatch(in: part) != nil { return nil }
        } catch {
            return nil
        }
        return (written.line, "it does not match \(text.prefix(120))")
    }
}
