import JSONText
import OrderedCollections

extension AuthorizerDraft {
    /// Reads `authorizers`.
    static func readAll(_ node: JSONNode, into api: inout APIDraft, by reader: inout ManifestReader) {
        guard reader.isObject(node, as: "\"authorizers\"", "of names and settings") else { return }
        for member in reader.uniqueMembers(of: node, called: "authorizer") {
            if member.key == APIKeys.noAuthorizer || member.key.allSatisfy(\.isWhitespace) {
                reader.error(
                    "an authorizer cannot have the name \"\(member.key)\"", at: member.keyPosition)
            }
            if let settings = read(member, of: &api, by: &reader) { api.settings.authorizers[member.key] = settings }
        }
    }

    /// Nil if it has a mistake, which was reported.
    private static func read(
        _ member: JSONMember, of api: inout APIDraft, by reader: inout ManifestReader
    ) -> AuthorizerSettings? {
        let words = "authorizer \"\(member.key)\""
        guard reader.isObject(member.value, as: words) else { return nil }
        guard let type = type(member, of: api.settings.kind, words, by: &reader) else { return nil }
        var draft = AuthorizerDraft(kind: api.kind, authorizerType: type, words: words)
        let values = reader.read(member.value, as: words, keys: AuthorizerKeys.all, into: &draft)
        let missing = type.neededKeys.filter { values[$0] == nil }.map { "\"\($0)\"" }
        if !missing.isEmpty {
            reader.error("\(words) needs \(missing.joined(separator: ", "))", at: member.keyPosition)
        }
        if let audience = values["audience"], audience.kind == .array, audience.count == 0 {
            reader.error("\"audience\" is empty", at: audience.position)
        }
        draft.check(values, at: member.keyPosition, by: &reader)
        if let function = draft.function { api.functions.append(function) }
        return draft.settings
    }

    private static func type(
        _ member: JSONMember, of kind: APISettings.Kind, _ words: String, by reader: inout ManifestReader
    ) -> AuthorizerType? {
        let choices = kind.authorizerTypes.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        guard let node = member.value["type"] else {
            reader.error("\(words) needs \"type\": \(choices)", at: member.keyPosition)
            return nil
        }
        if let type = node.string.flatMap(AuthorizerType.init(rawValue:)) {
            if kind.authorizerTypes.contains(type) { return type }
            reader.error(
                "\(kind.words) has no authorizers of type \"\(type.rawValue)\"; write \(choices)", at: node.position)
            return nil
        }
        let hint = node.string.map { NearestName.hint($0, in: kind.authorizerTypes.map(\.rawValue)) } ?? ""
        reader.error("\"type\" must be \(choices), found \(reader.describe(node))\(hint)", at: node.position)
        return nil
    }

    private func check(_ values: [String: JSONNode], at position: JSONPosition, by reader: inout ManifestReader) {
        if simpleResponses, payload == .v1 {
            reader.error(
                "\"enableSimpleResponses\" needs \"payloadFormatVersion\": \"2.0\"",
                at: values["enableSimpleResponses"]?.position ?? position)
        }
        guard authorizerType == .request, kind != .websocket, values["identitySource"]?.count ?? 0 == 0,
            values["identitySource"]?.kind != .string
        else { return }
        // A result is kept by the identity of the caller.
        if resultSeconds ?? kind?.resultSeconds ?? 0 > 0 {
            let alternative = "\"authorizerResultTtlInSeconds\": 0"
            reader.error(
                "\(words) needs \"identitySource\", by which results are kept, or \(alternative)", at: position)
        }
    }

    /// Nil if something is missing, which was reported.
    private var settings: AuthorizerSettings? {
        var settings: AuthorizerSettings
        switch authorizerType {
        case .jwt:
            guard let issuer else { return nil }
            settings = AuthorizerSettings(.jwt(issuer: issuer, audience: audience, keys: keys))
            settings.identitySource = identitySource ?? [AuthorizerSettings.authorizationHeader]
        case .token:
            guard let function else { return nil }
            settings = AuthorizerSettings(.token(function: function.name, validation: validation))
            settings.identitySource = identitySource ?? [AuthorizerSettings.restAuthorizationHeader]
        case .request, nil:
            guard let function else { return nil }
            // Payload versions are those of an HTTP API; a REST API has its own event, which is like 1.0.
            settings = AuthorizerSettings(
                .request(
                    function: function.name, payload: kind == .http ? payload : .v1, simpleResponses: simpleResponses))
            settings.identitySource = identitySource ?? []
        }
        settings.resultSeconds = resultSeconds
        return settings
    }
}
