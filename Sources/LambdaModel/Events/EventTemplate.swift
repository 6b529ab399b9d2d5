import JSONText

/// An event as an AWS service sends it, as the start of a saved event. The shapes are those of AWS's documentation, the
/// values ours. ``TemplateFile`` reads the templates, and says how to add one.
public struct EventTemplate: Sendable, Identifiable {
    /// The name for users.
    public let name: String
    /// The service that sends it, with its name for users: `Amazon S3`.
    public let source: String
    /// What happened, in a few words.
    public let summary: String
    /// The page of AWS's documentation that describes the event: its title.
    public let page: String
    /// The parameter that receives the text of another event; nil if the event contains no other one.
    public let payload: String?
    let shape: TemplateShape

    /// The name.
    public var id: String { name }

    /// All templates, those for HTTP first.
    public static let all = TemplateFile.all.flatMap { TemplateFile.templates($0) }

    /// The template of that name, with or without `.json`.
    public static func named(_ name: String) -> EventTemplate? {
        all.first { $0.name == name || $0.name + ".json" == name }
    }

    /// What can be set, in the order of the event; `account`, `region`, `partition` and `time` are last.
    public var parameters: [EventParameter] {
        let names = shape.parameterNames
        let last = EventParameter.common.filter { names.contains($0) }
        return (names.filter { !last.contains($0) } + last).map { name in
            guard let parameter = EventParameter.named(name) else {
                preconditionFailure("template \(self.name): there is no parameter \(name)")
            }
            return parameter.with(defaultValue: shape.defaults[name])
        }
    }

    /// The event in formatted JSON, with a line break at its end.
    ///
    /// - Parameter values: values of parameters by name; the others have their default.
    /// - Throws: what is wrong with a name or a value.
    public func event(_ values: [String: String] = [:]) throws(TemplateProblem) -> [UInt8] {
        try Array((text(shape.event, try resolved(values), .indented(2)) + "\n").utf8)
    }

    /// The event as the content of others.
    ///
    /// - Parameters:
    ///   - wrappers: the templates around it, the innermost first.
    ///   - isRaw: whether SNS delivers the message itself instead of a notification (raw message delivery).
    /// - Throws: which of the templates cannot contain another one.
    public func wrapped(in wrappers: [EventTemplate], isRaw: Bool = false) throws(TemplateProblem) -> EventChain {
        try EventChain(self, in: wrappers, isRaw: isRaw)
    }

    func text(
        _ node: JSONNode, _ values: [String: String], _ style: JSONStyle
    ) throws(TemplateProblem) -> String {
        var writer = JSONWriter(style: style)
        try TemplateRenderer(parts: shape.parts, values: values).write(node, to: &writer)
        return writer.text
    }

    /// The values of all parameters: the given ones, then those that follow from them, then the defaults.
    func resolved(_ given: [String: String]) throws(TemplateProblem) -> [String: String] {
        let parameters = parameters
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                throw .unknownParameter(name, template: self.name, known: parameters.map(\.name))
            }
            if let expected = parameter.kind.refusal(value) { throw .badValue(name, value, expected: expected) }
        }
        var values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.defaultValue) })
        values.merge(given) { $1 }
        if given["partition"] == nil, let region = given["region"] {
            values["partition"] = Partition.of(region: region)
        }
        if given["resource"] == nil, let path = values["path"], let resource = values["resource"],
            ResourcePath.parameters(of: path, in: resource) == nil
        {
            values["resource"] = ResourcePath.proxy
        }
        return values
    }
}

extension EventTemplate: Hashable, CustomStringConvertible {
    /// Templates with the same name are the same.
    public static func == (left: EventTemplate, right: EventTemplate) -> Bool { left.name == right.name }

    /// The name.
    public var description: String { name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
