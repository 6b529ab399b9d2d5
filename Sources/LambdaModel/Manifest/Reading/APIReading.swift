import JSONText
import OrderedCollections

extension ValueForm where Value == [APIDraft] {
    /// One API, or several by name.
    static var apis: ValueForm {
        ValueForm(read: { APIDraft.readAll($1, as: $2, by: &$0) }, describe: ManifestSchema.describeAPIs)
    }
}

extension APIDraft {
    static func readAll(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> [APIDraft] {
        guard reader.isObject(node, as: name, "with \"routes\", or one of names and such objects") else { return [] }
        if isOne(node) { return read(node, name: APISettings.usualName, as: name, by: &reader).map { [$0] } ?? [] }
        let members = reader.uniqueMembers(of: node, called: "API")
        if members.isEmpty {
            reader.error("there is no API; write \(APISettings.Kind.http.routeExample)", at: node.position)
        }
        return members.compactMap { member in
            if APIKeys.names.contains(member.key) {
                reader.error("an API cannot have the name \"\(member.key)\", which is a key", at: member.keyPosition)
            } else if !NamedDraft.isFunctionName(member.key) {
                let rule = "1 to 64 letters, digits, - and _"
                reader.error("\"\(member.key)\" is not the name of an API: \(rule)", at: member.keyPosition)
            }
            return read(member.value, name: member.key, as: "API \"\(member.key)\"", by: &reader)
        }
    }

    /// Whether the object is an API, and not one of names and APIs.
    private static func isOne(_ node: JSONNode) -> Bool {
        if node["routes"] != nil { return true }
        if node.members.contains(where: { $0.value["routes"] != nil }) { return false }
        return node.members.contains { APIKeys.names.contains($0.key) }
    }

    /// Nil if its type is not known, or if it is not an object.
    private static func read(
        _ node: JSONNode, name: String, as words: String, by reader: inout ManifestReader
    ) -> APIDraft? {
        guard reader.isObject(node, as: words, "with \"routes\"") else { return nil }
        guard let kind = kind(of: node, by: &reader) else { return nil }
        let settings = APISettings(name: name, kind: kind, resolvedPort: 0)
        var draft = APIDraft(words: words, position: node.position, settings: settings)
        let functionKeys = FunctionKeys.names.map { ($0, "a function") }
        let values = reader.read(
            node, as: words, keys: APIKeys.all, into: &draft,
            elsewhere: Dictionary(functionKeys) { first, _ in first }.filter { !APIKeys.names.contains($0.key) })
        if values["routes"] == nil {
            reader.error("\(words) has no routes; add \(kind.routeExample)", at: node.position)
        }
        draft.checkRoutes(by: &reader)
        draft.resolveAuthorizers(values["authorizers"], by: &reader)
        return draft
    }

    /// The `type`. A type that does not exist is reported; the result is then the one that the user probably meant.
    private static func kind(of node: JSONNode, by reader: inout ManifestReader) -> APISettings.Kind? {
        guard let type = node["type"] else { return .http }
        if let kind = type.string.flatMap(APISettings.Kind.init(rawValue:)) { return kind }
        let names = APISettings.Kind.allCases.map(\.rawValue)
        let synonyms = [
            "httpapi": "http", "v2": "http", "restapi": "rest", "v1": "rest", "ws": "websocket", "elb": "alb",
            "loadbalancer": "alb",
        ]
        let meant = type.string.flatMap { synonyms[$0.lowercased()] ?? NearestName.nearest(to: $0, in: names) }
        let list = names.dropLast().map { "\"\($0)\"" }.joined(separator: ", ") + " or \"\(names.last ?? "")\""
        let hint = meant.map { "; did you mean \"\($0)\"?" } ?? ""
        reader.error("\"type\" must be \(list), found \(reader.describe(type))\(hint)", at: type.position)
        return meant.flatMap(APISettings.Kind.init(rawValue:))
    }

    /// Reports functions that do not exist. Without any function, that is the only mistake worth a message.
    func checkFunctions(_ names: [String], by reader: inout ManifestReader) {
        if names.isEmpty { return }
        for function in functions where !names.contains(function.name) {
            let hint = NearestName.hint(function.name, in: names)
            let list = names.count > 10 ? "" : "; the functions: \(names.joined(separator: ", "))"
            reader.error(
                "\(function.user): there is no function \"\(function.name)\"\(hint.isEmpty ? list : hint)",
                at: function.position)
        }
    }

    // MARK: Authorizers

    /// Stores the routes, each with the authorizer that it has, its own or the API's.
    ///
    /// - Parameter written: the value of `authorizers`, with those that have mistakes.
    private mutating func resolveAuthorizers(_ written: JSONNode?, by reader: inout ManifestReader) {
        let names = written?.members.map(\.key).filter { !$0.hasPrefix("//") } ?? []
        if let authorizer { check(authorizer, names, by: &reader) }
        let usual = authorizer.flatMap { $0.name == APIKeys.noAuthorizer ? nil : $0.name }
        settings.authorizer = usual
        if let authorizer, usual != nil, settings.kind == .websocket,
            !routes.contains(where: { $0.route.key.path == RouteKey.connect })
        {
            reader.error("\"authorizer\" needs a route \"\(RouteKey.connect)\"", at: authorizer.position)
        }
        settings.routes = routes.map { draft in
            var route = draft.route
            let isConnection = settings.kind != .websocket || route.key.path == RouteKey.connect
            if let own = draft.authorizer {
                check(own, names, by: &reader)
                if !isConnection, own.name != APIKeys.noAuthorizer {
                    reader.error("only \(RouteKey.connect) of a WebSocket API has an authorizer", at: own.position)
                }
                route.authorizer = own.name == APIKeys.noAuthorizer ? nil : own.name
            } else {
                route.authorizer = isConnection ? usual : nil
            }
            checkScopes(of: draft, authorizer: route.authorizer, by: &reader)
            return route
        }
    }

    private func check(_ reference: NameReference, _ names: [String], by reader: inout ManifestReader) {
        guard reference.name != APIKeys.noAuthorizer, !names.contains(reference.name) else { return }
        let hint = NearestName.hint(reference.name, in: names + [APIKeys.noAuthorizer])
        let list = names.isEmpty ? "; add it to \"authorizers\"" : "; the authorizers: \(names.joined(separator: ", "))"
        reader.error(
            "\(reference.user): there is no authorizer \"\(reference.name)\"\(hint.isEmpty ? list : hint)",
            at: reference.position)
    }

    private func checkScopes(of route: RouteDraft, authorizer name: String?, by reader: inout ManifestReader) {
        guard let position = route.scopesPosition else { return }
        if let name {
            // One with a mistake is not among the settings.
            guard let authorizer = settings.authorizers[name] else { return }
            if case .jwt = authorizer.kind { return }
        }
        reader.error("\"authorizationScopes\" needs an authorizer of type \"jwt\"", at: position)
    }
}
