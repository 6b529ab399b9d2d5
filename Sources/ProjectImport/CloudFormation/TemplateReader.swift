/// Reads a SAM or CloudFormation template, YAML or JSON.
struct TemplateReader {
    var builder: DraftBuilder
    var scope: TemplateScope
    let root: SourceNode
    let source: ImportSource?
    let assets: CloudAssets

    static func isTemplate(_ root: SourceNode) -> Bool {
        root["AWSTemplateFormatVersion"] != nil || root["Transform"] != nil && root["Resources"] != nil
            || (root["Resources"]?.members.contains { $0.value["Type"]?.text?.hasPrefix("AWS::") ?? false } ?? false)
    }

    static func read(_ root: SourceNode, parameters: [String: String], source: ImportSource? = nil) -> ImportDraft {
        let isSAM = root["Transform"] != nil || root["Globals"] != nil
        var reader = TemplateReader(
            builder: DraftBuilder(format: isSAM ? "SAM template" : "CloudFormation template"),
            scope: TemplateScope(root, given: parameters), root: root, source: source,
            assets: CloudAssets(source))
        reader.run()
        return reader.builder.finished()
    }

    private mutating func run() {
        for name in scope.given.keys.sorted()
        where scope.sections.parameters[name] == nil && TemplateUses.pseudo[name] == nil {
            let near = TemplateScope.nearest(
                name, in: scope.sections.parameters.keys.sorted() + TemplateUses.pseudo.keys.sorted())
            builder.note(nil, "--parameter \(name)", "the template has no such parameter\(near)")
        }
        checkParameters()
        for note in scope.loopNotes { builder.note(note.line, note.subject, note.message) }
        for (line, message) in Transforms.notes(root) { builder.note(line, "Transform", message) }
        for member in root.members where member.key == Intrinsic.transform.rawValue {
            builder.note(member.line, member.key, Transforms.reason(member.value))
        }
        let (functions, apis) = neededResources()
        for (id, resource) in functions { claimName(id, resource) }
        for (id, resource) in functions { read(id, resource) }
        readAPIs(apis)
        for note in scope.uses.secretNotes { builder.note(note.line, note.subject, note.message) }
        for (name, line) in scope.uses.assumed.sorted(by: { $0.value < $1.value }) {
            builder.note(
                line, name,
                "assumed to be \"\(TemplateUses.pseudo[name] ?? "")\"; set another with --parameter \(name)=…")
        }
    }

    /// Notes values that CloudFormation would refuse for a parameter.
    private mutating func checkParameters() {
        for (name, node) in scope.sections.parameters.sorted(by: { $0.value.line < $1.value.line }) {
            let given = scope.given[name]
            let check = ParameterCheck(node: node, given: given)
            for (line, message) in check.objections(nearest: { TemplateScope.nearest($0, in: $1) }) {
                builder.note(line, given == nil ? name : "--parameter \(name)", message)
            }
        }
    }

    /// The functions, and the resources of APIs; notes all others.
    private mutating func neededResources() -> (
        functions: [(id: String, resource: SourceMember)], apis: [SourceMember]
    ) {
        var functions: [(id: String, resource: SourceMember)] = []
        var apis: [SourceMember] = []
        for member in scope.sections.resourceMembers {
            let type = member.value["Type"]?.text ?? ""
            // Macros may occur in place of a resource.
            let isTransform = member.key == Intrinsic.transform.rawValue
            let transforms = isTransform ? [] : Transforms.calls(in: member.value)
            for (line, message) in transforms {
                builder.note(line, "\(member.key.prefix(80)): \(Intrinsic.transform.rawValue)", message)
            }
            switch type {
            case "AWS::Serverless::Function", "AWS::Lambda::Function":
                if isWanted(member) { functions.append((member.key, member)) }
            case _ where TemplateAPIs.types.contains(type): if isWanted(member) { apis.append(member) }
            case "AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion", "AWS::CDK::Metadata":
                // A layer is read when a function names it; the last type is for CDK's statistics.
                break
            case "AWS::Serverless::Application", "AWS::CloudFormation::Stack":
                builder.note(member.line, String(member.key.prefix(80)), nestedReason(member.value))
            case _ where isTransform: builder.note(member.line, member.key, Transforms.reason(member.value))
            case "" where !transforms.isEmpty: break
            case "": builder.note(member.line, String(member.key.prefix(80)), "left out: it has no Type")
            case _ where TemplateAPIs.isPermission(member.value): break
            default:
                let reason = APILeftOut.resource(type) ?? "lamdeck runs functions, not \(type)"
                if reason.isEmpty { break }
                builder.note(member.line, String(member.key.prefix(80)), "left out: \(reason)")
            }
        }
        return (functions, apis)
    }

    private mutating func readAPIs(_ members: [SourceMember]) {
        // Only one owner of the builder, so that its contents are not copied.
        var reader = TemplateAPIs(members, scope: scope, builder: builder, source: source, assets: assets)
        builder = DraftBuilder(format: "")
        reader.run()
        (scope, builder) = (reader.scope, reader.builder)
    }

    /// Why a nested stack is not read; names its file.
    private func nestedReason(_ resource: SourceNode) -> String {
        let properties = resource["Properties"]
        let location = properties?["Location"] ?? properties?["TemplateURL"]
        if let asset = CloudAssets.path(resource, for: ["TemplateURL"]) {
            return "left out: \"\(assets.place(asset).prefix(200))\" is not read; import it by itself"
        }
        if let application = location?["ApplicationId"]?.text {
            return "left out: the application \(application.prefix(200)) is on AWS, not on this machine"
        }
        guard let file = location?.text else { return "left out: its template is known only at deployment" }
        guard RelativePath.isLocal(file) else {
            return "left out: its template \"\(file.prefix(200))\" is not on this machine"
        }
        return "left out: \"\(RelativePath.clean(file).prefix(200))\" is not read; import it by itself"
    }

    private mutating func isWanted(_ member: SourceMember) -> Bool {
        guard let condition = member.value["Condition"]?.text else { return true }
        do throws(Unresolved) {
            if try scope.condition(condition) { return true }
            builder.note(member.line, member.key, "left out: its condition \(condition) is false with these parameters")
            return false
        } catch {
            builder.note(member.line, member.key, "kept, though its condition \(condition) is not known: \(error.why)")
            return true
        }
    }

    /// The name of a function is the template's, since callers use that one; if it has none, the logical id.
    private mutating func claimName(_ id: String, _ resource: SourceMember) {
        var name = id
        if let node = resource.value["Properties"]?["FunctionName"] {
            do throws(Unresolved) {
                if let chosen = try scope.textWithoutStack(node) {
                    name = chosen
                } else {
                    builder.note(node.line, "\(id): FunctionName", "\"\(id)\" is used: the name depends on the stack")
                }
            } catch {
                builder.note(node.line, "\(id): FunctionName", "\"\(id)\" is used: \(error.why)")
            }
        }
        scope.functionNames[id] = builder.claimName(name, line: resource.line)
    }

    private mutating func read(_ id: String, _ resource: SourceMember) {
        let isSAM = resource.value["Type"]?.text == "AWS::Serverless::Function"
        let own = resource.value["Properties"] ?? SourceNode(.map([]), line: resource.line)
        let globals =
            isSAM ? scope.sections.globals.flatMap { Globals.kept($0, besides: resource.value["IgnoreGlobals"]) } : nil
        var reader = FunctionProperties(
            id: id, name: scope.functionNames[id] ?? id, line: resource.line, isSAM: isSAM, scope: scope,
            builder: builder)
        (reader.source, reader.assets) = (source, assets)
        reader.asset = CloudAssets.path(resource.value, for: ["Code", "CodeUri"])
        // Only one owner of the builder, so that its contents are not copied for each function.
        builder = DraftBuilder(format: "")
        for key in ["Metadata", "UpdatePolicy"] {
            if let node = resource.value[key] { reader.readSurroundings(key, node) }
        }
        reader.read(globals.map { Globals.merged($0, own) } ?? own)
        (scope, builder) = (reader.scope, reader.builder)
    }
}
