import LambdaModel
import OrderedCollections

extension ServerlessReader {
    /// Serverless' own defaults, which differ from Lambda's (Serverless' "AWS - Functions").
    private static let (defaultMemory, defaultTimeout) = (1024, 6)

    /// The name of a function here. References to its CloudFormation name resolve to it.
    mutating func claim(_ key: String, _ written: SourceNode, line: Int) -> String {
        var copy = self
        let node = copy.value(key, written) ?? written
        let own = ownName(node)
        let claimed = builder.claimName(own ?? key, line: line)
        scope.functionNames[Self.logicalID(key) + "LambdaFunction"] = claimed
        // Work on a copy: an assumed stage must not be noted only because of this name.
        let deployed =
            node["name"].map { copy.text("name", $0) }
            ?? copy.service().flatMap { service in copy.stage().map { "\(service)-\($0)-\(key)" } }
        if let deployed, deployed != claimed { deployedNames.append((claimed, deployed)) }
        return claimed
    }

    /// Serverless' rule: `get-user_v2` → `GetDashuserUnderscorev2`.
    private static func logicalID(_ key: String) -> String {
        let name = key.replacing("-", with: "Dash").replacing("_", with: "Underscore")
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    /// Notes names that differ on AWS: callers use the names on AWS.
    mutating func noteDeployedNames(_ line: Int?) {
        let known = deployedNames.prefix(200)
        guard !known.isEmpty else { return }
        let pairs = known.prefix(5).map { "\($0.deployed) is \"\($0.name)\"" }.joined(separator: ", ")
        let rest = known.count > 5 ? " and so on" : ""
        note(
            root.members.first { $0.key == "functions" }?.line ?? line ?? 1, "functions",
            "names on AWS differ: \(pairs)\(rest) here; callers that use a name of AWS must use the name here")
        for function in builder.draft.functions {
            for (name, value) in function.environment {
                guard let match = known.first(where: { Self.names($0.deployed, in: value) }) else { continue }
                note(
                    function.lines["environment.\(name)"] ?? function.line ?? 1,
                    "\(function.name): environment.\(name)",
                    "\(match.deployed) is \"\(match.name)\" here")
            }
        }
    }

    /// Whether a value is a function's name, or an ARN or path that ends with it.
    private static func names(_ deployed: String, in value: String) -> Bool {
        value == deployed || value.hasSuffix(":\(deployed)") || value.contains(":\(deployed):")
    }

    mutating func read(_ claimed: String, _ written: SourceNode, line: Int) {
        guard let node = value(claimed, written), node.isMap else {
            return note(line, claimed, "left out: it is \(written.kindWord), not an object")
        }
        var function = DraftFunction(name: claimed)
        var lines: [String: Int] = [:]
        if let image = node["image"] {
            return note(
                image.line, claimed,
                "the function is left out: its code is in a container image; lamdeck mounts code into AWS's base images"
            )
        }
        /// A setting of the function, otherwise of the provider.
        func setting(_ key: String, as name: String) -> SourceNode? {
            let found = node[key] ?? root["provider"]?[key]
            lines[name] = found?.line
            return found
        }
        let subject = { (key: String) in "\(claimed): \(key)" }
        if let handler = node["handler"] {
            lines["handler"] = handler.line
            function.handler = text(subject("handler"), handler)
        }
        if let runtime = setting("runtime", as: "runtime") { function.runtime = text(subject("runtime"), runtime) }
        if let memory = setting("memorySize", as: "memorySize") {
            function.memorySize = int(subject("memorySize"), memory)
        } else {
            function.memorySize = Self.defaultMemory
        }
        if let timeout = setting("timeout", as: "timeout") {
            function.timeout = int(subject("timeout"), timeout)
        } else {
            function.timeout = Self.defaultTimeout
        }
        if let size = setting("ephemeralStorageSize", as: "ephemeralStorage") {
            function.ephemeralStorage = int(subject("ephemeralStorageSize"), size)
        }
        if let architecture = setting("architecture", as: "architecture") {
            function.architecture = text(subject("architecture"), architecture)
        }
        readEnvironment(node, of: &function, lines: &lines)
        for layer in setting("layers", as: "layers")?.elements ?? [] { readLayer(layer, into: &function) }
        function.code = code(node, subject("package"))
        for member in node.members where !Self.functionKeys.contains(member.key) {
            note(member.line, subject(member.key), "left out: \(Self.reason(member.key))")
        }
        guard builder.add(function, line: line, lines: lines) else { return }
        if let events = node["events"].flatMap({ value(subject("events"), $0) }) {
            for event in events.elements { readEvent(event, of: claimed) }
        }
    }

    private static let functionKeys: Set<String> = [
        "handler", "runtime", "memorySize", "timeout", "ephemeralStorageSize", "architecture", "environment", "layers",
        "package", "events", "name", "description", "tags",
    ]

    /// The name from the file, if it does not depend on an assumption.
    private mutating func ownName(_ node: SourceNode) -> String? {
        guard let name = node["name"] else { return nil }
        let before = variables.assumed.count
        guard let text = text("name", name) else { return nil }
        return variables.assumed.count == before ? text : nil
    }

    private mutating func readEnvironment(
        _ node: SourceNode, of function: inout DraftFunction, lines: inout [String: Int]
    ) {
        for section in [root["provider"]?["environment"], node["environment"]] {
            let subject = "\(function.name): environment"
            guard let section, let members = value(subject, section)?.members else { continue }
            for member in members {
                let key = "environment.\(member.key)"
                lines[key] = member.line
                if member.value.isNull {
                    // In Serverless, null means: not for this function.
                    function.environment[member.key] = nil
                } else {
                    function.environment[member.key] = text("\(function.name): \(key)", member.value)
                }
            }
        }
    }

    /// The zip from which a function is deployed, otherwise the service's folder, which is packaged completely.
    private mutating func code(_ node: SourceNode, _ subject: String) -> String? {
        for package in [node["package"], root["package"]] {
            guard let artifact = package?["artifact"] else { continue }
            guard let path = text(subject, artifact) else { return nil }
            if RelativePath.isLocal(path) { return RelativePath.clean(path) }
            note(artifact.line, subject, "left out: \(path.prefix(200)) is not on this machine")
            return nil
        }
        return "."
    }

    /// Layers of this file are folders; Serverless names their resources after them, with a capital and `LambdaLayer`.
    private mutating func readLayer(_ node: SourceNode, into function: inout DraftFunction) {
        if let (name, argument) = Intrinsic.call(node), name == Intrinsic.ref.rawValue, let target = argument.text {
            for member in root["layers"]?.members ?? [] {
                let resource = member.key.prefix(1).uppercased() + member.key.dropFirst() + "LambdaLayer"
                guard resource == target else { continue }
                let subject = "\(function.name): layers"
                guard let path = member.value["path"] ?? member.value["package"]?["artifact"] else {
                    return note(node.line, subject, "\(member.key) is left out: it has no path")
                }
                if let text = text(subject, path) { function.layers.append(RelativePath.clean(text)) }
                return
            }
        }
        let name = text("\(function.name): layers", node)
        if let name, RelativePath.isLocal(name) {
            function.layers.append(RelativePath.clean(name))
        } else if let name {
            note(
                node.line, "\(function.name): layers",
                "\(name.prefix(200)) is left out: it is on AWS; download and unzip it, and name its folder in \"layers\""
            )
        }
    }
}
