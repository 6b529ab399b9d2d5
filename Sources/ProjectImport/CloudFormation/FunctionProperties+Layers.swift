extension FunctionProperties {
    /// Layers of this template are folders; those of AWS or of other stacks are not on this machine.
    mutating func readLayers(_ node: SourceNode) {
        lines["layers"] = node.line
        // The elements are looked at unresolved: a reference to a layer of the template has no text.
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
        if let id = target(node), let resource = scope.resources[id], Self.types.contains(resource["Type"]?.text ?? "")
        {
            let properties = resource["Properties"]
            guard let content = properties?["ContentUri"] ?? properties?["Content"] else {
                return note(node.line, "Layers", "\(id) is left out: it has no ContentUri")
            }
            guard content.text != nil || Intrinsic.call(content) != nil else {
                return note(node.line, "Layers", "\(id) is left out: its content is in S3")
            }
            if let path = text("Layers", content) { function.layers.append(RelativePath.clean(path)) }
            return
        }
        if let arn = text("Layers", node) {
            note(
                node.line, "Layers",
                "\(arn.prefix(200)) is left out: it is on AWS; download and unzip it, and name its folder in \"layers\""
            )
        }
    }

    private static let types: Set<String> = ["AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"]

    private func target(_ node: SourceNode) -> String? {
        guard let (name, argument) = Intrinsic.call(node) else { return nil }
        return name == Intrinsic.ref.rawValue ? argument.text : nil
    }
}
