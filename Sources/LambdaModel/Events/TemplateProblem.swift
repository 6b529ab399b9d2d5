/// Why a template makes no event.
public enum TemplateProblem: Error, Hashable, CustomStringConvertible {
    /// There is no template of that name.
    case unknownTemplate(String)
    /// The template has no parameter of that name. `known`: those that it has.
    case unknownParameter(String, template: String, known: [String])
    /// A parameter's value is not what it must be.
    case badValue(String, String, expected: String)
    /// The path does not match the resource, both as given.
    case noMatch(path: String, resource: String)
    /// The template contains no other event.
    case noPayload(String)
    /// The parameter is the event inside, so it has no other value.
    case payloadIsSet(String, template: String)
    /// No template in another one has a raw form.
    case nothingRaw

    /// The sentence for users, without a full stop.
    public var description: String {
        switch self {
        case .unknownTemplate(let name):
            let names = EventTemplate.all.map(\.name)
            let near = NearestName.nearest(to: name, in: names).map { "did you mean \"\($0)\"?" }
            return "there is no template \"\(name)\"; \(near ?? "`lamdeck events templates` lists them")"
        case .unknownParameter(let name, let template, let known):
            let near = NearestName.nearest(to: name, in: known).map { "did you mean \"\($0)\"?" }
            let all = known.isEmpty ? "it has no parameters" : "it has \(known.joined(separator: ", "))"
            return "template \(template) has no parameter \"\(name)\"; \(near ?? all)"
        case .badValue(let name, let value, let expected): return "\(name) must be \(expected), not \"\(value)\""
        case .noMatch(let path, let resource): return "path \"\(path)\" does not match resource \"\(resource)\""
        case .noPayload(let name):
            let names = EventTemplate.all.filter { $0.payload != nil }.map(\.name)
            return "template \(name) contains no other event; these do: \(names.joined(separator: ", "))"
        case .payloadIsSet(let name, let template): return "\(name) of \(template) is the event inside it"
        case .nothingRaw: return "only the template sns in another one has a raw form"
        }
    }
}
