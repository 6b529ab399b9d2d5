/// Reads a SAM or CloudFormation template, YAML or JSON.
struct TemplateReader {
    var builder: DraftBuilder
    var scope: TemplateScope
    let root: SourceNode

    static func isTemplate(_ root: SourceNode) -> Bool {
        root["AWSTemplateFormatVersion"] != nil || root["Transform"] != nil && root["Resources"] != nil
            || (root["Resources"]?.members.contains { $0.value["Type"]?.text?.hasPrefix("AWS::") ?? false } ?? false)
    }

    static func read(_ root: SourceNode, parameters: [String: String]) -> ImportDraft {
        let isSAM = root["Transform"] != nil || root["Globals"] != nil
        var reader = TemplateReader(
            builder: DraftBuilder(format: isSAM ? "SAM template" : "CloudFormation template"),
            scope: TemplateScope(root, given: parameters), root: root)
        reader.run()
        return reader.builder.finished()
    }

    private mutating func run() {
        for name in scope.given.keys.sorted()
        where scope.parameters[name] == nil && TemplateScope.pseudo[name] == nil {
            builder.note(nil, "--parameter \(name)", "the template has no such parameter")
        }
        let functions = functionResources()
        for (id, resource) in functions { claimName(id, resource) }
        for (id, resource) in functions { read(id, resource) }
        for (name, line) in scope.assumed.sorted(by: { $0.value < $1.value }) {
            builder.note(
                line, name,
                "taken as \"\(TemplateScope.pseudo[name] ?? "")\"; give another with --parameter \(name)=…")
        }
    }

    /// The functions; all other resources are noted.
    private mutating func functionResources() -> [(id: String, resource: SourceMember)] {
        var functions: [(id: String, resource: SourceMember)] = []
        for member in root["Resources"]?.members ?? [] {
            let type = member.value["Type"]?.text ?? ""
            switch type {
            case "AWS::Serverless::Function", "AWS::Lambda::Function":
                if isWanted(member) { functions.append((member.key, member)) }
            case "AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion":
                // Read where a function names it.
                break
            case "AWS::Serverless::Application", "AWS::CloudFormation::Stack":
                builder.note(member.line, String(member.key.prefix(80)), "left out: import its own template by itself")
            default:
                let what = member.key.hasPrefix("Fn::") ? "a loop that CloudFormation carries out" : type
                builder.note(
                    member.line, String(member.key.prefix(80)), "left out: lamdeck runs functions, not \(what)")
            }
        }
        return functions
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

    /// A function goes by the name that the template gives it, as callers use that one; else by its logical id.
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
        let globals = isSAM ? root["Globals"]?["Function"] : nil
        var reader = FunctionProperties(
            id: id, name: scope.functionNames[id] ?? id, line: resource.line, isSAM: isSAM, scope: scope,
            builder: builder)
        // One owner alone, so that what was gathered so far is not copied for each function.
        builder = DraftBuilder(format: "")
        for key in ["Metadata", "UpdatePolicy"] {
            if let node = resource.value[key] { reader.readSurroundings(key, node) }
        }
        reader.read(globals.map { Globals.merged($0, own) } ?? own)
        (scope, builder) = (reader.scope, reader.builder)
    }
}

/// SAM's rules for `Globals`: a function's own scalars win, objects are merged, lists are put behind each other
/// (SAM's specification, "Globals section", "Overridable properties").
enum Globals {
    static func merged(_ global: SourceNode, _ own: SourceNode) -> SourceNode {
        switch (global.content, own.content) {
        case (.map(let globals), .map(let owns)) where Intrinsic.call(global) == nil && Intrinsic.call(own) == nil:
            var members = globals
            for member in owns {
                if let index = members.firstIndex(where: { $0.key == member.key }) {
                    members[index].value = merged(members[index].value, member.value)
                    members[index].line = member.line
                } else {
                    members.append(member)
                }
            }
            return SourceNode(.map(members), line: own.line)
        case (.list(let globals), .list(let owns)) where global.tag == nil && own.tag == nil:
            return SourceNode(.list(globals + owns), line: own.line)
        case (.map, _), (.list, _), (.scalar, _):
            return own
        }
    }
}
