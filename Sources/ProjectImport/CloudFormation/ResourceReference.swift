/// A name in `Ref`, `Fn::GetAtt` or `${…}` that is not a parameter: a resource of the template or of the tool.
struct ResourceReference {
    /// Only imported functions have names here.
    private static let functionTypes: Set<String> = ["AWS::Serverless::Function", "AWS::Lambda::Function"]

    let id: String
    let line: Int

    /// The result of `Ref`, if the template chooses the resource's name.
    func name(in scope: inout TemplateScope) throws(Unresolved) -> String {
        if let name = scope.functionNames[id] { return name }
        try refuseLeftOut(scope)
        let type = scope.sections.type(of: id)
        guard let names = names(scope) else { throw namedByAWS(type) }
        let text = try filled(names.ref, in: &scope)
        if type == "AWS::SecretsManager::Secret" { scope.uses.useSecret(id, line: line) }
        return text
    }

    /// The result of `Fn::GetAtt`.
    func attribute(_ attribute: String, in scope: inout TemplateScope) throws(Unresolved) -> String {
        if let name = scope.functionNames[id] { return try functionAttribute(name, attribute, in: &scope) }
        guard scope.sections.resources[id] != nil else {
            if try madeByTool(in: &scope) != nil { throw madeByAWS(attribute) }
            throw Unresolved(why: scope.unknown(id))
        }
        try refuseLeftOut(scope)
        guard let pattern = names(scope)?.attributes[attribute] else { throw madeByAWS(attribute) }
        return try filled(pattern, in: &scope)
    }

    private func namedByAWS(_ type: String) -> Unresolved {
        Unresolved(why: "AWS gives \"\(id)\" (\(type)) its name at deployment")
    }

    private func madeByAWS(_ attribute: String) -> Unresolved {
        Unresolved(why: "AWS makes \(id).\(attribute) at deployment")
    }

    /// Throws if the resource is a function that is not imported.
    private func refuseLeftOut(_ scope: TemplateScope) throws(Unresolved) {
        guard Self.functionTypes.contains(scope.sections.type(of: id)) else { return }
        throw Unresolved(why: "the function \"\(id)\" is left out")
    }

    // MARK: Resources of the template

    private func names(_ scope: TemplateScope) -> ResourceNames? {
        guard let resource = scope.sections.resources[id],
            let names = ResourceNames.named(scope.sections.type(of: id))
        else { return nil }
        if let property = names.unless, resource["Properties"]?[property] != nil { return nil }
        return names
    }

    /// Fills a pattern of ``ResourceNames``.
    private func filled(_ pattern: String, in scope: inout TemplateScope) throws(Unresolved) -> String {
        let pseudo = ["region": "AWS::Region", "account": "AWS::AccountId"]
        let fixed = [
            "partition": scope.given["AWS::Partition"] ?? "aws",
            "suffix": scope.given["AWS::URLSuffix"] ?? "amazonaws.com",
        ]
        var result = ""
        var rest = pattern[...]
        // First the name: if it fails, no region must be assumed.
        for part in pattern.split(separator: "{").dropFirst() {
            let key = String(part.prefix { $0 != "}" })
            if pseudo[key] == nil, fixed[key] == nil { _ = try property(key, in: &scope) }
        }
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            result += rest[..<start]
            let key = String(rest[rest.index(after: start)..<end])
            if let name = pseudo[key] {
                result += try scope.text(try scope.reference(name, line: line))
            } else if let value = fixed[key] {
                result += value
            } else {
                result += try property(key, in: &scope)
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func property(_ key: String, in scope: inout TemplateScope) throws(Unresolved) -> String {
        let parts = key.split(separator: "|", maxSplits: 1).map(String.init)
        var node = scope.sections.resources[id]?["Properties"]
        for name in parts[0].split(separator: ".") { node = node?[String(name)] }
        guard let node else {
            if parts.count > 1 { return parts[1] }
            throw namedByAWS(scope.sections.type(of: id))
        }
        guard let text = try scope.textWithoutStack(node) else {
            throw Unresolved(why: "the name of \"\(id)\" depends on the stack")
        }
        return text
    }

    // MARK: Functions

    private func functionAttribute(
        _ name: String, _ attribute: String, in scope: inout TemplateScope
    ) throws(Unresolved) -> String {
        if attribute == "Arn" { return try functionARN(name, in: &scope) }
        let whole = ResourceReference(id: "\(id).\(attribute)", line: line)
        if let text = try whole.madeByTool(in: &scope) { return text }
        let known = ["Arn", "SnapStartResponse", "SnapStartResponse.ApplyOn", "SnapStartResponse.OptimizationStatus"]
        if known.contains(attribute) { throw madeByAWS(attribute) }
        let near = TemplateScope.nearest(attribute, in: known)
        throw Unresolved(why: "a function has no attribute \"\(attribute.prefix(60))\"\(near)")
    }

    /// The ARN of a function, with a version or alias at its end if there is one.
    private func functionARN(
        _ name: String, qualifier: String? = nil, in scope: inout TemplateScope
    ) throws(Unresolved) -> String {
        let partition = scope.given["AWS::Partition"] ?? "aws"
        let region = try scope.text(try scope.reference("AWS::Region", line: line))
        let account = try scope.text(try scope.reference("AWS::AccountId", line: line))
        return "arn:\(partition):lambda:\(region):\(account):function:\(name)\(qualifier.map { ":\($0)" } ?? "")"
    }

    // MARK: Resources of the tool

    /// The result of `Ref` for a resource that the tool creates, if it is known without AWS.
    ///
    /// - Returns: nil if the tool creates no resource of that name.
    /// - Throws: ``Unresolved`` if the tool creates it and AWS chooses its name.
    func madeByTool(in scope: inout TemplateScope) throws(Unresolved) -> String? {
        switch scope.tool {
        case .sam:
            guard let owner = ToolNames.samOwner(of: id, scope.sections) else { return nil }
            let alias = owner.ending.flatMap { Self.alias($0, of: owner.id, in: &scope) }
            if let alias, let function = scope.functionNames[owner.id] {
                return try functionARN(function, qualifier: alias, in: &scope)
            }
        case .serverless:
            if let function = ToolNames.serverlessLogGroup(id).flatMap({ scope.functionNames[$0] }) {
                return "/aws/lambda/\(function)"
            }
            guard ToolNames.isServerlessName(id) else { return nil }
        }
        throw Unresolved(why: "\(scope.tool.rawValue) makes \"\(id.prefix(80))\" at deployment")
    }

    /// The alias that SAM publishes for a function, if the ending of a name means it.
    private static func alias(_ ending: String, of function: String, in scope: inout TemplateScope) -> String? {
        let sections = scope.sections
        guard
            let node = sections.resources[function]?["Properties"]?["AutoPublishAlias"]
                ?? sections.globals?["AutoPublishAlias"]
        else { return nil }
        do throws(Unresolved) {
            let alias = try scope.text(node)
            return ending == ".Alias" || ending == "Alias\(alias)" ? alias : nil
        } catch {
            return nil
        }
    }
}
