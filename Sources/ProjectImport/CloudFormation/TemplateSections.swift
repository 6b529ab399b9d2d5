/// The sections of a template that its values refer to.
struct TemplateSections {
    private(set) var parameters: [String: SourceNode]
    private(set) var mappings: [String: SourceNode]
    private(set) var conditions: [String: SourceNode]
    private(set) var resources: [String: SourceNode]
    /// The resources in the order of the file.
    private(set) var resourceMembers: [SourceMember]
    /// The settings for all functions of a SAM template.
    private(set) var globals: SourceNode?
    /// The settings for all APIs of a SAM template: `Api`, `HttpApi`, `WebSocketApi`.
    private(set) var apiGlobals: [String: SourceNode]

    init(_ root: SourceNode) {
        func members(_ key: String) -> [SourceMember] { root[key]?.members ?? [] }
        parameters = Self.byKey(members("Parameters"))
        mappings = Self.byKey(members("Mappings"))
        conditions = Self.byKey(members("Conditions"))
        resourceMembers = members("Resources")
        resources = Self.byKey(resourceMembers)
        globals = root["Globals"]?["Function"]
        apiGlobals = Self.byKey((root["Globals"]?.members ?? []).filter { $0.key.hasSuffix("Api") })
    }

    private static func byKey(_ members: [SourceMember]) -> [String: SourceNode] {
        var result: [String: SourceNode] = [:]
        for member in members { result[member.key] = member.value }
        return result
    }

    mutating func replace(mappings members: [SourceMember]) { mappings = Self.byKey(members) }

    mutating func replace(conditions members: [SourceMember]) { conditions = Self.byKey(members) }

    mutating func replace(resources members: [SourceMember]) {
        resourceMembers = members
        resources = Self.byKey(members)
    }

    mutating func replace(globals members: [SourceMember]) {
        globals = globals.map { SourceNode(.map(members), line: $0.line) }
    }

    /// The type of a resource, such as `AWS::Lambda::Function`; empty if it has none.
    func type(of id: String) -> String { resources[id]?["Type"]?.text ?? "" }
}
