/// Reads a `serverless.yml`.
struct ServerlessReader {
    var builder = DraftBuilder(format: "serverless.yml")
    var variables: ServerlessVariables
    /// CloudFormation's functions may stand among the variables, and refer to `resources`.
    var scope: TemplateScope
    let root: SourceNode

    static func isServerless(_ root: SourceNode) -> Bool {
        root["service"] != nil && root["provider"] != nil || root["provider"]?["name"]?.text == "aws"
    }

    static func read(_ root: SourceNode, options: [String: String]) -> ImportDraft {
        let resources = root["resources"] ?? SourceNode(.map([]), line: root.line)
        var reader = ServerlessReader(
            variables: ServerlessVariables(root, options: options), scope: TemplateScope(resources, given: options),
            root: root)
        reader.run()
        return reader.builder.finished()
    }

    mutating func note(_ line: Int, _ subject: String, _ message: String) { builder.note(line, subject, message) }

    /// The text of a value; nil where it has none, which is noted.
    mutating func text(_ subject: String, _ node: SourceNode) -> String? {
        do throws(Unresolved) {
            if Intrinsic.call(node) != nil { return try scope.text(node) }
            let value = try variables.resolve(node)
            if Intrinsic.call(value) != nil { return try scope.text(value) }
            guard let text = value.text ?? (value.isNull ? "" : nil) else {
                throw Unresolved(why: "it is \(value.kindWord), not a text")
            }
            return text
        } catch {
            if !error.isNoValue { note(node.line, subject, "left out: \(error.why)") }
            return nil
        }
    }

    /// A value with its own variable filled in; nil where it has none, which is noted.
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
        note(node.line, subject, "left out: \"\(text.prefix(60))\" is no whole number")
        return nil
    }

    private mutating func run() {
        if let name = root["provider"]?["name"]?.text, name != "aws" {
            note(root["provider"]?.line ?? 1, "provider", "is \"\(name)\", not aws; what follows may not fit")
        }
        noteTheRest()
        for (key, node, line) in functions() { read(key, node, line: line) }
        for (name, entry) in variables.assumed.sorted(by: { $0.value.line < $1.value.line }) {
            let advice = "give another with --parameter \(name)=…"
            note(entry.line, name, "taken as \"\(entry.value)\"; \(advice)")
        }
        for (name, line) in scope.assumed.sorted(by: { $0.value < $1.value }) {
            note(
                line, name, "taken as \"\(TemplateScope.pseudo[name] ?? "")\"; give another with --parameter \(name)=…")
        }
    }

    /// `functions` is an object, or a list of them; each may be one variable (`${file(…)}`), which is noted.
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
                        plugin.line, "plugins", "\(plugin.kindWord) does not run here; name what it builds in \"code\"")
                }
            case "resources":
                note(member.line, "resources", "left out: lamdeck runs functions, not what is around them")
            default: note(member.line, member.key, "left out: functions.json has nothing like it")
            }
        }
        for member in root["provider"]?.members ?? [] where !Self.providerKeys.contains(member.key) {
            note(member.line, "provider.\(member.key)", "left out: \(Self.reason(member.key))")
        }
    }

    /// What is read from `provider`, and what is about deployment alone.
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
        default: "functions.json has nothing like it"
        }
    }
}
