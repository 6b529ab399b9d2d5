import LambdaModel
import OrderedCollections

/// Reads one function of a `serverless.yml`.
struct ServerlessFunction {
    /// Serverless' own defaults, which differ from Lambda's (Serverless' "AWS - Functions").
    private static let (defaultMemory, defaultTimeout) = (1024, 6)

    private let node: SourceNode
    private let provider: SourceNode?
    private let line: Int
    private var function: DraftFunction
    /// Lines of settings, by their keys in `functions.json`.
    private var lines: [String: Int] = [:]

    /// Reads a function and adds it to the draft, unless it has no settings.
    ///
    /// - Parameter name: its name here, which is claimed.
    static func read(_ written: SourceNode, name: String, line: Int, in values: inout ServerlessValues) {
        guard let node = values.value(name, written), node.isMap else {
            return values.note(line, name, "left out: it is \(written.kindWord), not an object")
        }
        var reader = ServerlessFunction(
            node: node, provider: values.root["provider"], line: line, function: DraftFunction(name: name))
        reader.readSettings(&values)
        reader.readEnvironment(&values)
        if let image = node["image"] {
            reader.useImage(image, &values)
        } else {
            for layer in reader.setting("layers", as: "layers")?.elements ?? [] { reader.readLayer(layer, &values) }
            reader.function.code = reader.code(&values)
            reader.assumeBuild(&values)
        }
        reader.add(to: &values)
    }

    private func subject(_ key: String) -> String { "\(function.name): \(key)" }

    /// A setting of the function, otherwise of the provider.
    private mutating func setting(_ key: String, as name: String) -> SourceNode? {
        let found = node[key] ?? provider?[key]
        lines[name] = found?.line
        return found
    }

    private mutating func readSettings(_ values: inout ServerlessValues) {
        if let handler = node["handler"] {
            lines["handler"] = handler.line
            function.handler = values.text(subject("handler"), handler)
        }
        if let runtime = setting("runtime", as: "runtime") {
            function.runtime = values.text(subject("runtime"), runtime)
        }
        if let memory = setting("memorySize", as: "memorySize") {
            function.memorySize = values.int(subject("memorySize"), memory)
        } else {
            function.memorySize = Self.defaultMemory
        }
        if let timeout = setting("timeout", as: "timeout") {
            function.timeout = values.int(subject("timeout"), timeout)
        } else {
            function.timeout = Self.defaultTimeout
        }
        if let size = setting("ephemeralStorageSize", as: "ephemeralStorage") {
            function.ephemeralStorage = values.int(subject("ephemeralStorageSize"), size)
        }
        if let architecture = setting("architecture", as: "architecture") {
            function.architecture = values.text(subject("architecture"), architecture)
        }
    }

    private mutating func readEnvironment(_ values: inout ServerlessValues) {
        for section in [provider?["environment"], node["environment"]] {
            guard let section, let members = values.value(subject("environment"), section)?.members else { continue }
            for member in members {
                let key = "environment.\(member.key)"
                lines[key] = member.line
                if member.value.isNull {
                    // In Serverless, null means: not for this function.
                    function.environment[member.key] = nil
                } else {
                    function.environment[member.key] = values.text(subject(key), member.value)
                }
            }
        }
    }

    /// Layers of this file are folders; Serverless names their resources after them, with a capital and `LambdaLayer`.
    private mutating func readLayer(_ node: SourceNode, _ values: inout ServerlessValues) {
        let subject = subject("layers")
        if let (name, argument) = Intrinsic.call(node), name == Intrinsic.ref.rawValue, let target = argument.text {
            for member in values.root["layers"]?.members ?? [] {
                let resource = member.key.prefix(1).uppercased() + member.key.dropFirst() + "LambdaLayer"
                guard resource == target else { continue }
                guard let path = member.value["path"] ?? member.value["package"]?["artifact"] else {
                    return values.note(node.line, subject, "\(member.key) is left out: it has no path")
                }
                if let text = values.text(subject, path) { function.layers.append(RelativePath.clean(text)) }
                return
            }
        }
        guard let name = values.text(subject, node) else { return }
        if RelativePath.isLocal(name) { return function.layers.append(RelativePath.clean(name)) }
        values.note(
            node.line, subject,
            "\(name.prefix(200)) is left out: it is on AWS; download and unzip it, and name its folder in \"layers\"")
    }

    /// The zip from which a function is deployed, otherwise the service's folder, which is packaged completely.
    private func code(_ values: inout ServerlessValues) -> String? {
        for package in [node["package"], values.root["package"]] {
            guard let artifact = package?["artifact"] else { continue }
            guard let path = values.text(subject("package"), artifact) else { return nil }
            if RelativePath.isLocal(path) { return RelativePath.clean(path) }
            values.note(artifact.line, subject("package"), "left out: \(path.prefix(200)) is not on this machine")
            return nil
        }
        return "."
    }

    /// Writes the build of a function that is packaged from the service's folder.
    private mutating func assumeBuild(_ values: inout ServerlessValues) {
        guard function.code == ".", let source = values.variables.source,
            let build = ServerlessBuild.find(for: function, values.root, source)
        else { return }
        build.apply(to: &function)
        values.note(line, subject("build"), build.note)
    }

    private mutating func useImage(_ node: SourceNode, _ values: inout ServerlessValues) {
        lines["image"] = node.line
        let image = ServerlessImage.read(node, of: function.name, &values) ?? DraftImage()
        if let text = image.apply(to: &function) { values.note(node.line, subject("build"), text) }
    }

    private mutating func add(to values: inout ServerlessValues) {
        for member in node.members where !ServerlessKeys.function.contains(member.key) {
            values.note(member.line, subject(member.key), "left out: \(ServerlessKeys.reason(member.key))")
        }
        if let url = node["url"] {
            lines["url"] = url.line
            function.url = values.functionURL(url, subject("url"))?.writtenIfAny
        }
        guard values.builder.add(function, line: line, lines: lines) else { return }
        guard let events = node["events"].flatMap({ values.value(subject("events"), $0) }) else { return }
        for event in events.elements { ServerlessEvent(event)?.add(to: function.name, in: &values) }
    }
}
