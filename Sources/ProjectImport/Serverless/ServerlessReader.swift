/// Reads a `serverless.yml`.
struct ServerlessReader {
    private var values: ServerlessValues
    private var names = DeployedNames()

    static func isServerless(_ root: SourceNode) -> Bool {
        root["service"] != nil && root["provider"] != nil || root["provider"]?["name"]?.text == "aws"
    }

    static func read(_ root: SourceNode, options: [String: String], source: ImportSource? = nil) -> ImportDraft {
        var reader = ServerlessReader(values: ServerlessValues(root, options: options, source: source))
        reader.run()
        return reader.values.builder.finished()
    }

    private var root: SourceNode { values.root }

    private mutating func note(_ line: Int, _ subject: String, _ message: String) {
        values.note(line, subject, message)
    }

    private mutating func run() {
        fillInSections()
        if let name = root["provider"]?["name"]?.text, name != "aws" {
            note(root["provider"]?.line ?? 1, "provider", "is \"\(name)\", not aws; the result may be wrong")
        }
        noteTheRest()
        let functions = functions().map { function in
            let name = names.claim(function.key, function.node, line: function.line, in: &values)
            return (name: name, node: function.node, line: function.line)
        }
        readResources()
        for function in functions {
            ServerlessFunction.read(function.node, name: function.name, line: function.line, in: &values)
        }
        ServerlessAPIs.read(in: &values)
        names.note(firstFunction: functions.first?.line, in: &values)
        noteAssumptions()
    }

    /// Fills in sections that are a single variable: `provider: ${file(./provider.yml)}`.
    private mutating func fillInSections() {
        guard case .map(var members) = root.content else { return }
        for index in members.indices where members[index].value.text?.hasPrefix("${") ?? false {
            let member = members[index]
            if member.key == "functions" || member.key == "resources" { continue }
            if let filled = values.value(member.key, member.value) { members[index].value = filled }
        }
        values.variables.root.content = .map(members)
    }

    /// The CloudFormation part: one template, or a list of templates whose sections are merged.
    private mutating func readResources() {
        let options = values.variables.options
        var given = options
        if given["AWS::Region"] == nil {
            let node = root["provider"]?["region"]
            given["AWS::Region"] = options["region"] ?? node.flatMap { values.text("provider.region", $0) }
        }
        if given["AWS::StackName"] == nil { given["AWS::StackName"] = values.stackName() }
        var sections: [String: [SourceMember]] = [:]
        if let written = root["resources"], let resources = values.value("resources", written) {
            for part in resources.isList ? resources.elements : [resources] {
                let part = values.variables.deeplyFilled(part)
                if case .unknown(let why) = part.content { note(part.line, "resources", "left out: \(why)") }
                for section in part.members {
                    if case .unknown(let why) = section.value.content {
                        note(section.line, "resources.\(section.key)", "left out: \(why)")
                    }
                    sections[section.key, default: []] += section.value.members
                }
            }
        }
        let template = SourceNode(
            .map(
                sections.sorted { $0.key < $1.key }.map {
                    SourceMember(key: $0.key, line: 1, value: SourceNode(.map($0.value), line: 1))
                }), line: root.line)
        let names = values.scope.functionNames
        values.scope = TemplateScope(template, given: given, tool: .serverless)
        values.scope.functionNames = names
        for note in values.scope.loopNotes { self.note(note.line ?? 1, note.subject, note.message) }
    }

    private mutating func noteAssumptions() {
        let uses = values.scope.uses
        if let line = uses.given["AWS::StackName"], values.variables.options["AWS::StackName"] == nil {
            // The name contains the stage, which must be noted if it was assumed.
            _ = values.text("stage", SourceNode(text: "${sls:stage}", line: line))
        }
        for (name, entry) in values.variables.assumed.sorted(by: { $0.value.line < $1.value.line }) {
            let advice = "set another with --parameter \(name)=…"
            note(entry.line, name, "assumed to be \"\(entry.value)\"; \(advice)")
        }
        for (name, line) in uses.assumed.sorted(by: { $0.value < $1.value })
        where values.variables.assumed[name] == nil {
            note(
                line, name,
                "assumed to be \"\(TemplateUses.pseudo[name] ?? "")\"; set another with --parameter \(name)=…")
        }
        for note in uses.secretNotes { self.note(note.line ?? 1, note.subject, note.message) }
        for entry in values.variables.defaulted {
            note(entry.line, "${\(entry.expression.prefix(80))}", "\(entry.why); its default, \(entry.value), is used")
        }
        for (name, line) in values.variables.outsideFiles.sorted(by: { $0.key < $1.key }) {
            note(line, name, "is not read: it is outside the project")
        }
        let names = values.variables.fromEnvironmentFile
        if let line = names.values.min() {
            note(
                line, ".env",
                "\(names.keys.sorted().prefix(8).joined(separator: ", ")) are filled in from it; keep secrets in "
                    + "\"environmentFile\"")
        }
    }

    /// `functions` is an object or a list of objects; each may be a variable (`${file(…)}`), which is noted if unknown.
    private mutating func functions() -> [(key: String, node: SourceNode, line: Int)] {
        guard let written = root["functions"], let list = values.value("functions", written) else { return [] }
        let parts = list.isList ? list.elements : [list]
        return parts.flatMap { part in
            (values.value("functions", part)?.members ?? []).map { (key: $0.key, node: $0.value, line: $0.line) }
        }
    }

    private mutating func noteTheRest() {
        for member in root.members where !ServerlessKeys.root.contains(member.key) {
            switch member.key {
            case "plugins":
                for plugin in member.value.elements + (member.value["modules"]?.elements ?? []) {
                    if values.variables.source != nil, ServerlessBuild.plugins.contains(plugin.text ?? "") { continue }
                    note(
                        plugin.line, "plugins", "\(plugin.kindWord) does not run here; set \"code\" to what it builds")
                }
            case "resources":
                note(member.line, "resources", "left out: lamdeck runs functions, not other resources")
            default: note(member.line, member.key, "left out: functions.json has no such setting")
            }
        }
        for member in root["provider"]?.members ?? [] where !ServerlessKeys.provider.contains(member.key) {
            note(member.line, "provider.\(member.key)", "left out: \(ServerlessKeys.reason(member.key))")
        }
    }
}
