import LambdaModel

extension FunctionProperties {
    /// Layers of this template become folders; those of AWS or of other stacks are not on this machine.
    mutating func readLayers(_ node: SourceNode) {
        lines["layers"] = node.line
        // The elements stay unresolved: a reference to a layer of the template has no text.
        let elements: [SourceNode]
        if node.isList, Intrinsic.call(node) == nil {
            elements = node.elements
        } else {
            elements = value("Layers", node.line) { scope throws(Unresolved) in try scope.list(node) } ?? []
        }
        for element in elements { readLayer(element) }
    }

    private mutating func readLayer(_ node: SourceNode) {
        if let (name, argument) = Intrinsic.call(node), name == Intrinsic.ifElse.rawValue, argument.elements.count == 3,
            let condition = argument.elements[0].text
        {
            let holds = value("Layers", node.line) { scope throws(Unresolved) in try scope.condition(condition) }
            if let holds { readLayer(argument.elements[holds ? 1 : 2]) }
            return
        }
        if let id = target(node), let resource = scope.sections.resources[id],
            Self.types.contains(resource["Type"]?.text ?? "")
        {
            return readLayer(id, resource, at: node.line)
        }
        guard let text = text("Layers", node) else { return }
        if RelativePath.isLocal(text) { return function.layers.append(RelativePath.clean(text)) }
        note(
            node.line, "Layers",
            "\(text.prefix(200)) is left out: it is on AWS; download and unzip it, and name its folder in \"layers\"")
    }

    /// A layer of this template.
    private mutating func readLayer(_ id: String, _ resource: SourceNode, at line: Int) {
        if let condition = resource["Condition"]?.text {
            let holds = value("Layers", line) { scope throws(Unresolved) in try scope.condition(condition) }
            if holds == false {
                return note(line, "Layers", "\(id) is left out: its condition \(condition) is false")
            }
        }
        if let method = resource["Metadata"]?["BuildMethod"], !isBuilt {
            builder.noteOnce("build \(id)", method.line, "\(id): BuildMethod", Self.buildAdvice)
        }
        if let asset = CloudAssets.path(resource, for: ["Content", "ContentUri"]) {
            return useLayer(assets.place(asset), id, at: line)
        }
        let properties = resource["Properties"]
        guard let content = properties?["ContentUri"] ?? properties?["Content"] else {
            return note(line, "Layers", "\(id) is left out: it has no ContentUri")
        }
        guard content.text != nil || Intrinsic.call(content) != nil else {
            if let path = (content["S3Key"] ?? content["Key"])?.text.flatMap({ assets.path(key: $0) }) {
                return useLayer(assets.place(path), id, at: line)
            }
            return note(line, "Layers", "\(id) is left out: its content is in S3")
        }
        guard let path = text("Layers", content) else { return }
        guard RelativePath.isLocal(path) else {
            return note(line, "Layers", "\(id) is left out: its content is at \(path.prefix(200))")
        }
        function.layers.append(RelativePath.clean(path))
    }

    private mutating func useLayer(_ asset: String, _ id: String, at line: Int) {
        if assets.isElsewhere(asset) {
            return note(line, "Layers", "\(id) is left out: \"\(asset.prefix(200))\" is outside the project")
        }
        function.layers.append(asset)
    }

    private static let types: Set<String> = ["AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"]

    private func target(_ node: SourceNode) -> String? {
        guard let (name, argument) = Intrinsic.call(node) else { return nil }
        return name == Intrinsic.ref.rawValue ? argument.text : nil
    }
}
