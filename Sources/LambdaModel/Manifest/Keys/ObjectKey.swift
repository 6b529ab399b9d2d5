import JSONText

/// A key of an object that is a value of another key, such as `cors`, with all that lamdeck knows of it. The reader, the
/// schema and the reference go through these.
struct ObjectKey<Owner: KeyedObject>: Sendable {
    let name: String
    /// The APIs that have the key.
    let kinds: [APISettings.Kind]
    /// The authorizers that have the key.
    let types: [AuthorizerType]
    /// A sentence for the schema.
    let summary: String
    /// The documentation of the reference, in Markdown.
    let meaning: String
    /// An object without the key, in the words of the reference.
    let fallback: String
    /// Writes the members of the value's schema, without description.
    let describe: @Sendable (inout JSONWriter) -> Void
    /// Reads a value; a mistake in it is reported.
    let read: @Sendable (JSONNode, inout Owner, inout ManifestReader) -> Void

    init(
        _ name: String, of kinds: [APISettings.Kind] = APISettings.Kind.allCases,
        types: [AuthorizerType] = AuthorizerType.allCases, summary: String, meaning: String, fallback: String,
        describe: @escaping @Sendable (inout JSONWriter) -> Void,
        read: @escaping @Sendable (JSONNode, inout Owner, inout ManifestReader) -> Void
    ) {
        self.name = name
        self.kinds = kinds
        self.types = types
        self.summary = summary
        self.meaning = meaning
        self.fallback = fallback
        self.describe = describe
        self.read = read
    }

    /// A key whose value is read by its form.
    init<Value>(
        _ name: String, of kinds: [APISettings.Kind] = APISettings.Kind.allCases,
        types: [AuthorizerType] = AuthorizerType.allCases, _ form: ValueForm<Value>,
        at path: any WritableKeyPath<Owner, Value> & Sendable, summary: String, meaning: String, fallback: String
    ) {
        self.init(
            name, of: kinds, types: types, summary: summary, meaning: meaning, fallback: fallback,
            describe: form.describe,
            read: { node, owner, reader in
                if let value = form.read(&reader, node, "\"\(name)\"") { owner[keyPath: path] = value }
            })
    }

    /// A key whose value is read by its form, and that has no default.
    init<Value>(
        _ name: String, of kinds: [APISettings.Kind] = APISettings.Kind.allCases,
        types: [AuthorizerType] = AuthorizerType.allCases, _ form: ValueForm<Value>,
        at path: any WritableKeyPath<Owner, Value?> & Sendable, summary: String, meaning: String, fallback: String
    ) {
        self.init(
            name, of: kinds, types: types, summary: summary, meaning: meaning, fallback: fallback,
            describe: form.describe,
            read: { node, owner, reader in
                if let value = form.read(&reader, node, "\"\(name)\"") { owner[keyPath: path] = value }
            })
    }

    /// The objects that have the key; nil if `owner` can have it.
    func otherPlace(than owner: Owner) -> String? {
        if let kind = owner.kind, !kinds.contains(kind) {
            let words = kinds.map(\.words)
            let most = words.dropLast().joined(separator: ", ")
            return owner.placeInKind + (most.isEmpty ? "" : "\(most) or ") + (words.last ?? "")
        }
        if let type = owner.authorizerType, !types.contains(type) {
            return "an authorizer of type " + types.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        }
        return nil
    }
}

/// An object whose keys depend on the API that it is part of.
protocol KeyedObject: Sendable {
    /// The API; nil for a function URL, which has all keys.
    var kind: APISettings.Kind? { get }
    /// The type, if the object is an authorizer.
    var authorizerType: AuthorizerType? { get }
    /// What the object is to an API, before the words for the API: `"cors" of `.
    var placeInKind: String { get }
}

extension KeyedObject {
    var authorizerType: AuthorizerType? { nil }
    var placeInKind: String { "" }
}

/// The `type` of an authorizer.
enum AuthorizerType: String, Sendable, Hashable, CaseIterable {
    case jwt
    case request
    case token

    /// The keys that it must have besides `type`.
    var neededKeys: [String] { self == .jwt ? ["issuer", "audience"] : ["function"] }
}

extension APISettings.Kind {
    /// With an article: `an HTTP API`.
    var words: String {
        switch self {
        case .http: "an HTTP API"
        case .rest: "a REST API"
        case .alb: "a load balancer"
        case .websocket: "a WebSocket API"
        }
    }

    /// The types of its authorizers (API Gateway, `CreateAuthorizer`).
    var authorizerTypes: [AuthorizerType] {
        switch self {
        case .http: [.jwt, .request]
        case .rest: [.request, .token]
        case .websocket: [.request]
        case .alb: []
        }
    }
}

extension ManifestReader {
    /// Reads the keys of an object in the order of the table.
    ///
    /// - Parameter place: the object as the user calls it: `"cors"`.
    /// - Returns: the values that were written, by key.
    @discardableResult
    mutating func read<Owner: KeyedObject>(
        _ object: JSONNode, as place: String, keys: [ObjectKey<Owner>], into owner: inout Owner,
        elsewhere: [String: String] = [:]
    ) -> [String: JSONNode] {
        var elsewhere = elsewhere
        var own: [ObjectKey<Owner>] = []
        for key in keys {
            elsewhere[key.name] = key.otherPlace(than: owner)
            if elsewhere[key.name] == nil { own.append(key) }
        }
        let values = fields(of: object, as: place, keys: own.map(\.name), elsewhere: elsewhere)
        for key in own { if let value = values[key.name] { key.read(value, &owner, &self) } }
        return values
    }

    /// The name of something else in the manifest; nil if it is not a string.
    ///
    /// - Parameter user: what has the name, as the user calls it: `route "GET /orders"`.
    mutating func reference(_ node: JSONNode, as name: String, of user: String) -> NameReference? {
        string(node, as: name).map { NameReference(name: $0, position: node.position, user: user) }
    }

    /// A list of texts, or the only text of one.
    ///
    /// - Parameter noun: what an element is: `an origin`.
    mutating func texts(
        _ node: JSONNode, as name: String, each noun: String, isTextEnough: Bool = false
    ) -> [(text: String, position: JSONPosition)]? {
        if isTextEnough, node.kind == .string {
            return string(node, as: name).map { [($0, node.position)] }
        }
        guard node.kind == .array else {
            let form = isTextEnough ? "a string or an array of strings" : "an array of strings"
            error("\(name) must be \(form), found \(describe(node))", at: node.position)
            return nil
        }
        return node.elements.compactMap { element in
            string(element, as: "\(noun) in \(name)").map { ($0, element.position) }
        }
    }
}
