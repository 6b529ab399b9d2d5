import JSONText

/// An event inside of others: of S3 inside a notification of SNS inside a message of SQS.
public struct EventChain: Sendable {
    /// The templates, the innermost first.
    public let templates: [EventTemplate]
    /// Whether SNS delivers the message itself (Amazon SNS raw message delivery).
    public let isRaw: Bool

    init(_ inner: EventTemplate, in wrappers: [EventTemplate], isRaw: Bool) throws(TemplateProblem) {
        for wrapper in wrappers where wrapper.payload == nil { throw .noPayload(wrapper.name) }
        templates = [inner] + wrappers
        self.isRaw = isRaw
        guard !isRaw || templates.dropLast().contains(where: { $0.shape.delivered != nil }) else { throw .nothingRaw }
    }

    /// The outermost event in formatted JSON, with a line break at its end.
    ///
    /// - Parameter settings: values by parameter, for each template that has it, or by `template.parameter`.
    /// - Throws: what is wrong with a name or a value.
    public func event(_ settings: [String: String] = [:]) throws(TemplateProblem) -> [UInt8] {
        var given = try templates.indices.map { (index) throws(TemplateProblem) in try values(of: index, settings) }
        try checkNames(settings)
        for (index, template) in templates.enumerated().dropLast() {
            let values = try template.resolved(given[index])
            let outer = templates[index + 1]
            let own = Set(outer.parameters.map(\.name))
            for (name, value) in try passedOn(from: template, values) where own.contains(name) {
                given[index + 1][name] = given[index + 1][name] ?? value
            }
            given[index + 1][outer.payload ?? ""] = try content(of: template, values)
        }
        return try templates[templates.count - 1].event(given[templates.count - 1])
    }

    /// The settings for one of the templates.
    private func values(of index: Int, _ settings: [String: String]) throws(TemplateProblem) -> [String: String] {
        let template = templates[index]
        var values: [String: String] = [:]
        for name in template.parameters.map(\.name) {
            guard let value = settings["\(template.name).\(name)"] ?? settings[name] else { continue }
            guard index == 0 || name != template.payload else {
                // The same name may mean a parameter of a template further in.
                if settings["\(template.name).\(name)"] == nil, templates[..<index].contains(where: { $0.has(name) }) {
                    continue
                }
                throw .payloadIsSet(name, template: template.name)
            }
            values[name] = value
        }
        return values
    }

    private func checkNames(_ settings: [String: String]) throws(TemplateProblem) {
        for name in settings.keys.sorted() {
            let isKnown = templates.contains { template in
                template.has(name)
                    || name.hasPrefix(template.name + ".")
                        && template.has(String(name.dropFirst(template.name.count + 1)))
            }
            guard !isKnown else { continue }
            var known: [String] = []
            for template in templates {
                for parameter in template.parameters where !known.contains(parameter.name) {
                    known.append(parameter.name)
                }
                if name.hasPrefix(template.name + ".") {
                    let parameter = String(name.dropFirst(template.name.count + 1))
                    throw .unknownParameter(
                        parameter, template: template.name, known: template.parameters.map(\.name))
                }
            }
            throw .unknownParameter(
                name, template: templates.map(\.name).joined(separator: " in "), known: known)
        }
    }

    /// The text that the next template contains. SNS sends its subscribers a notification that differs from the function's
    /// event, or the message itself.
    private func content(of template: EventTemplate, _ values: [String: String]) throws(TemplateProblem) -> String {
        guard let delivered = template.shape.delivered else {
            return try template.text(template.shape.event, values, .compact)
        }
        if isRaw, let payload = template.payload, let message = values[payload] { return message }
        return try template.text(delivered, values, .compact)
    }

    /// Values for the next template. Only a raw message keeps its attributes (Amazon SNS message attributes).
    private func passedOn(
        from template: EventTemplate, _ values: [String: String]
    ) throws(TemplateProblem) -> [String: String] {
        let isPassed = isRaw && template.shape.delivered != nil
        return template.shape.inside.merging(["attributes": isPassed ? values["attributes"] ?? "{}" : "{}"]) { $1 }
    }
}

extension EventTemplate {
    /// Whether it has a parameter of that name.
    func has(_ parameter: String) -> Bool { shape.parameterNames.contains(parameter) }
}
