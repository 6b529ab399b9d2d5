import OrderedCollections

extension ServerlessReader {
    /// Serverless' own defaults, which are not Lambda's (Serverless' "AWS - Functions").
    private static let (defaultMemory, defaultTimeout) = (1024, 6)

    mutating func read(_ key: String, _ written: SourceNode, line: Int) {
        guard let node = value(key, written), node.isMap else {
            return note(line, key, "left out: it is \(written.kindWord), not an object")
        }
        let claimed = builder.claimName(ownName(node) ?? key, line: line)
        var function = DraftFunction(name: claimed)
        var lines: [String: Int] = [:]
        if let image = node["image"] {
            return note(
                image.line, claimed,
                "the function is left out: its code is in an image of its own; lamdeck mounts code into AWS's base images"
            )
        }
        /// A setting of the function, else of the provider.
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

    /// The name that the file chooses, where it does not depend on what had to be assumed.
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
                    // Serverless takes null as: not for this function.
                    function.environment[member.key] = nil
                } else {
                    function.environment[member.key] = text("\(function.name): \(key)", member.value)
                }
            }
        }
    }

    /// The zip that a function is deployed from, else the service's folder, all of which is packaged.
    private mutating func code(_ node: SourceNode, _ subject: String) -> String? {
        for package in [node["package"], root["package"]] {
            if let artifact = package?["artifact"] { return text(subject, artifact).map(RelativePath.clean) }
        }
        return "."
    }

    /// Layers of this file are folders; Serverless names their resources for them, with a capital and `LambdaLayer`.
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
        if let name {
            note(
                node.line, "\(function.name): layers",
                "\(name.prefix(200)) is left out: it is on AWS; download and unzip it, and name its folder in \"layers\""
            )
        }
    }
}
