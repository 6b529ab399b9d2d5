import LambdaModel

extension TemplateScope {
    /// Only imported functions have names here.
    private static let functionTypes: Set<String> = ["AWS::Serverless::Function", "AWS::Lambda::Function"]

    /// The result of `Ref` for a resource, if the template chooses its name.
    mutating func resourceName(_ id: String, line: Int) throws(Unresolved) -> String {
        if let name = functionNames[id] { return name }
        try refuseLeftOut(id)
        let type = resources[id]?["Type"]?.text ?? ""
        guard let names = names(id) else {
            throw Unresolved(why: "AWS gives \"\(id)\" (\(type)) its name at deployment")
        }
        let text = try filled(names.ref, of: id, line: line)
        if type == "AWS::SecretsManager::Secret" { secretUses[id] = secretUses[id] ?? line }
        return text
    }

    /// Throws if a resource is a function that is not imported.
    private func refuseLeftOut(_ id: String) throws(Unresolved) {
        guard Self.functionTypes.contains(resources[id]?["Type"]?.text ?? "") else { return }
        throw Unresolved(why: "the function \"\(id)\" is left out")
    }

    private func names(_ id: String) -> ResourceNames? {
        guard let resource = resources[id], let names = ResourceNames.named(resource["Type"]?.text ?? "") else {
            return nil
        }
        if let property = names.unless, resource["Properties"]?[property] != nil { return nil }
        return names
    }

    /// Fills a pattern of ``ResourceNames``.
    private mutating func filled(_ pattern: String, of id: String, line: Int) throws(Unresolved) -> String {
        let pseudo = ["region": "AWS::Region", "account": "AWS::AccountId"]
        let fixed = [
            "partition": given["AWS::Partition"] ?? "aws", "suffix": given["AWS::URLSuffix"] ?? "amazonaws.com",
        ]
        var result = ""
        var rest = pattern[...]
        // First the name: if it fails, no region must be assumed.
        for part in pattern.split(separator: "{").dropFirst() {
            let key = String(part.prefix { $0 != "}" })
            if pseudo[key] == nil, fixed[key] == nil { _ = try property(key, of: id) }
        }
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            result += rest[..<start]
            let key = String(rest[rest.index(after: start)..<end])
            if let name = pseudo[key] {
                result += try text(try reference(name, line: line))
            } else if let value = fixed[key] {
                result += value
            } else {
                result += try property(key, of: id)
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private mutating func property(_ key: String, of id: String) throws(Unresolved) -> String {
        let parts = key.split(separator: "|", maxSplits: 1).map(String.init)
        var node = resources[id]?["Properties"]
        for name in parts[0].split(separator: ".") { node = node?[String(name)] }
        guard let node else {
            if parts.count > 1 { return parts[1] }
            let type = resources[id]?["Type"]?.text ?? ""
            throw Unresolved(why: "AWS gives \"\(id)\" (\(type)) its name at deployment")
        }
        guard let text = try textWithoutStack(node) else {
            throw Unresolved(why: "the name of \"\(id)\" depends on the stack")
        }
        return text
    }

    /// A text; nil if it contains the stack's name, which is unknown here.
    mutating func textWithoutStack(_ node: SourceNode) throws(Unresolved) -> String? {
        let before = stackNameUses
        let text = try text(node)
        return stackNameUses == before ? text : nil
    }

    mutating func attribute(_ id: String, _ attribute: String, line: Int) throws(Unresolved) -> String {
        if let name = functionNames[id] { return try functionAttribute(name, id, attribute, line: line) }
        guard resources[id] != nil else {
            if try madeByTool(id, line: line) != nil {
                throw Unresolved(why: "AWS makes \(id).\(attribute) at deployment")
            }
            throw Unresolved(why: unknown(id))
        }
        try refuseLeftOut(id)
        if let pattern = names(id)?.attributes[attribute] { return try filled(pattern, of: id, line: line) }
        throw Unresolved(why: "AWS makes \(id).\(attribute) at deployment")
    }

    private mutating func functionAttribute(
        _ name: String, _ id: String, _ attribute: String, line: Int
    ) throws(Unresolved) -> String {
        if attribute == "Arn" { return try functionARN(name, line: line) }
        if let text = try madeByTool("\(id).\(attribute)", line: line) { return text }
        let known = ["Arn", "SnapStartResponse", "SnapStartResponse.ApplyOn", "SnapStartResponse.OptimizationStatus"]
        if known.contains(attribute) { throw Unresolved(why: "AWS makes \(id).\(attribute) at deployment") }
        throw Unresolved(why: "a function has no attribute \"\(attribute.prefix(60))\"\(nearest(attribute, in: known))")
    }

    /// The ARN of a function, with a version or alias at its end if there is one.
    mutating func functionARN(_ name: String, qualifier: String? = nil, line: Int) throws(Unresolved) -> String {
        let partition = given["AWS::Partition"] ?? "aws"
        let region = try text(try reference("AWS::Region", line: line))
        let account = try text(try reference("AWS::AccountId", line: line))
        return "arn:\(partition):lambda:\(region):\(account):function:\(name)\(qualifier.map { ":\($0)" } ?? "")"
    }

    /// Notes about the secrets whose ARN was used.
    var secretNotes: [ImportNote] {
        secretUses.sorted { $0.value < $1.value }.map { id, line in
            ImportNote(
                line: line, subject: id,
                message:
                    "its ARN is written without the six characters that AWS appends; it works without them")
        }
    }

    func unknown(_ name: String) -> String {
        let pseudo = Self.pseudo.keys.sorted() + ["AWS::NoValue", "AWS::NotificationARNs"]
        let own =
            name.hasPrefix("AWS:")
            ? [] : parameters.keys.sorted() + resources.keys.sorted() + functionNames.keys.sorted() + namesOfTool
        if name == "AWS::NotificationARNs" { return "AWS::NotificationARNs is given at deployment" }
        return "there is no parameter or resource \"\(name.prefix(80))\"\(nearest(name, in: own + pseudo))"
    }

    /// `; did you mean "…"?`, or an empty text.
    func nearest(_ name: String, in candidates: [String]) -> String {
        // Finding the nearest name takes time for each candidate.
        NearestName.nearest(to: name, in: Array(candidates.prefix(2000))).map { "; did you mean \"\($0)\"?" } ?? ""
    }
}
