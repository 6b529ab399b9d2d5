/// Reads a `serverless.yml`.
struct ServerlessReader {
    var builder = DraftBuilder(format: "serverless.yml")
    var variables: ServerlessVariables
    /// For CloudFormation's functions, which may occur among the variables and refer to `resources`.
    var scope: TemplateScope
    private(set) var root: SourceNode
    let source: ImportSource?
    /// The functions' names on AWS, by their names here.
    var deployedNames: [(name: String, deployed: String)] = []

    static func isServerless(_ root: SourceNode) -> Bool {
        root["service"] != nil && root["provider"] != nil || root["provider"]?["name"]?.text == "aws"
    }

    static func read(_ root: SourceNode, options: [String: String], source: ImportSource? = nil) -> ImportDraft {
        var reader = ServerlessReader(
            variables: ServerlessVariables(root, options: options, source: source),
            scope: TemplateScope(SourceNode(.map([]), line: root.line), given: options, tool: .serverless), root: root,
            source: source)
        reader.run()
        return reader.builder.finished()
    }

    mutating func note(_ line: Int, _ subject: String, _ message: String) { builder.note(line, subject, message) }

    /// The text of a value; nil if it has none, which is noted.
    mutating func text(_ subject: String, _ node: SourceNode) -> String? {
        do throws(Unresolved) {
            // The tag of a function belongs to this node: variables are filled in below it.
            let value = Intrinsic.call(node) == nil ? try variables.resolve(node) : node
            if Intrinsic.call(value) != nil { return try scope.text(variables.deeplyFilled(value)) }
            guard let text = value.text ?? (value.isNull ? "" : nil) else {
                throw Unresolved(why: "it is \(value.kindWord), not a text")
            }
            return text
        } catch {
            if !error.isNoValue { note(node.line, subject, "left out: \(error.why)") }
            return nil
        }
    }

    /// A value with its own variable filled in; nil if it has none, which is noted.
    mutating func value(_ subject: String, _ node: SourceNode) -> SourceNode? {
        do throws(Unresolved) {
            return try variables.resolve(node)
        } catch {
            note(node.line, subject, "left out: \(error.why)")
            return nil
        }
    }

    mutating func int(_ subject: String, _ node: SourceNode) -> Int? {
        guard let text = text(subject, node) else { return nil }
        if let int = Int(text) { return int }
        note(node.line, subject, "left out: \"\(text.prefix(60))\" is not a whole number")
        return nil
    }

    private mutating func run() {
        fillInSections()
        if let name = root["provider"]?["name"]?.text, name != "aws" {
            note(root["provider"]?.line ?? 1, "provider", "is \"\(name)\", not aws; the result may be wrong")
        }
        noteTheRest()
        let functions = functions().map { (claim($0.key, $0.node, line: $0.line), $0.node, $0.line) }
        readResources()
        for (name, node, line) in functions { read(name, node, line: line) }
        noteDeployedNames(functions.first?.2)
        noteAssumptions()
    }

    /// Fills in sections that are a single variable: `provider: ${file(./provider.yml)}`.
    private mutating func fillInSections() {
        guard case .map(var members) = root.content else { return }
        for index in members.indices where members[index].value.text?.hasPrefix("${") ?? false {
            let member = members[index]
            if member.key == "functions" || member.key == "resources" { continue }
            if let filled = value(member.key, member.value) { members[index].value = filled }
        }
        root.content = .map(members)
        variables.root = root
    }

    /// The CloudFormation part: one template, or a list of templates whose sections are merged.
    private mutating func readResources() {
        var given = variables.options
        if given["AWS::Region"] == nil {
            let node = root["provider"]?["region"]
            given["AWS::Region"] = variables.options["region"] ?? node.flatMap { text("provider.region", $0) }
        }
        if given["AWS::StackName"] == nil { given["AWS::StackName"] = stackName() }
        var sections: [String: [SourceMember]] = [:]
        if let written = root["resources"], let resources = value("resources", written) {
            for part in resources.isList ? resources.elements : [resources] {
                let part = variables.deeplyFilled(part)
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
        let names = scope.functionNames
        scope = TemplateScope(template, given: given, tool: .serverless)
        scope.functionNames = names
        for note in scope.loopNotes { self.note(note.line ?? 1, note.subject, note.message) }
    }

    private func stackName() -> String? {
        // Work on a copy, so that no stage is assumed before the name is needed.
        var copy = self
        if let node = root["provider"]?["stackName"] { return copy.text("", node) }
        guard let service = copy.service(), let stage = copy.stage() else { return nil }
        return "\(service)-\(stage)"
    }

    mutating func service() -> String? { (root["service"]?["name"] ?? root["service"]).flatMap { text("service", $0) } }

    mutating func stage() -> String? { text("stage", SourceNode(text: "${sls:stage}", line: root.line)) }

    private mutating func noteAssumptions() {
        if let line = scope.givenUses["AWS::StackName"], variables.options["AWS::StackName"] == nil {
            // The name contains the stage, which must be noted if it was assumed.
            _ = text("stage", SourceNode(text: "${sls:stage}", line: line))
        }
        for (name, entry) in variables.assumed.sorted(by: { $0.value.line < $1.value.line }) {
            let advice = "set another with --parameter \(name)=…"
            note(entry.line, name, "assumed to be \"\(entry.value)\"; \(advice)")
        }
        for (name, line) in scope.assumed.sorted(by: { $0.value < $1.value }) where variables.assumed[name] == nil {
            note(
                line, name,
                "assumed to be \"\(TemplateScope.pseudo[name] ?? "")\"; set another with --parameter \(name)=…")
        }
        for note in scope.secretNotes { self.note(note.line ?? 1, note.subject, note.message) }
        for entry in variables.defaulted {
            note(entry.line, "${\(entry.expression.prefix(80))}", "\(entry.why); its default, \(entry.value), is used")
        }
        for (name, line) in variables.outsideFiles.sorted(by: { $0.key < $1.key }) {
            note(line, name, "is not read: it is outside the project")
        }
        let names = variables.fromEnvironmentFile
        if let line = names.values.min() {
            note(
                line, ".env",
                "\(names.keys.sorted().prefix(8).joined(separator: ", ")) are filled in from it; keep secrets in "
                    + "\"environmentFile\"")
        }
    }

    /// `functions` is an object or a list of objects; each may be a variable (`${file(…)}`), which is noted if unknown.
    private mutating func functions() -> [(key: String, node: SourceNode, line: Int)] {
        guard let written = root["functions"], let list = value("functions", written) else { return [] }
        let parts = list.isList ? list.elements : [list]
        return parts.flatMap { part in
            (value("functions", part)?.members ?? []).map { (key: $0.key, node: $0.value, line: $0.line) }
        }
    }

    private mutating func noteTheRest() {
        let known: Set<String> = [
            "service", "provider", "functions", "custom", "params", "package", "layers", "frameworkVersion",
            "org", "app", "useDotenv", "variablesResolutionMode", "configValidationMode", "deprecationNotificationMode",
            "disabledDeprecations", "stages", "build",
        ]
        for member in root.members where !known.contains(member.key) {
            switch member.key {
            case "plugins":
                for plugin in member.value.elements + (member.value["modules"]?.elements ?? []) {
                    note(
                        plugin.line, "plugins", "\(plugin.kindWord) does not run here; set \"code\" to what it builds")
                }
            case "resources":
                note(member.line, "resources", "left out: lamdeck runs functions, not other resources")
            default: note(member.line, member.key, "left out: functions.json has no such setting")
            }
        }
        for member in root["provider"]?.members ?? [] where !Self.providerKeys.contains(member.key) {
            note(member.line, "provider.\(member.key)", "left out: \(Self.reason(member.key))")
        }
    }

    /// The keys that are read from `provider`, and those that concern only deployment.
    private static let providerKeys: Set<String> = [
        "name", "runtime", "memorySize", "timeout", "environment", "stage", "region", "architecture", "layers",
        "profile", "stackName", "deploymentBucket", "tags", "stackTags", "versionFunctions", "lambdaHashingVersion",
        "deploymentMethod", "ephemeralStorageSize",
    ]

    static func reason(_ key: String) -> String {
        switch key {
        case "iam", "iamRoleStatements", "role", "iamRoleStatementsInherit", "kmsKeyArn": LeftOut.reason("Role")
        case "vpc": LeftOut.reason("VpcConfig")
        case "tracing": LeftOut.reason("TracingConfig")
        case "fileSystemConfig": LeftOut.reason("FileSystemConfigs")
        case "reservedConcurrency", "provisionedConcurrency": LeftOut.reason("ReservedConcurrentExecutions")
        case "onError", "destinations", "maximumRetryAttempts", "maximumEventAge": LeftOut.reason("DeadLetterConfig")
        case "url": LeftOut.reason("FunctionUrlConfig")
        case "snapStart": LeftOut.reason("SnapStart")
        case "logs", "logRetentionInDays": LeftOut.reason("LoggingConfig")
        default: "functions.json has no such setting"
        }
    }
}
