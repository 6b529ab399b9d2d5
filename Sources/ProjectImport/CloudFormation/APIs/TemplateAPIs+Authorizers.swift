import LambdaModel
import OrderedCollections

/// Authorizers, which all kinds of APIs have.
extension TemplateAPIs {
    /// The settings of an authorizer that gets the request; nil if its function is not in this template, which is noted.
    mutating func authorizer(
        _ name: String, _ function: SourceNode?, sources: [String], payload: APISettings.PayloadVersion = .v1,
        simple: Bool = false, at place: DraftPlace
    ) -> AuthorizerSettings? {
        guard let function = authorizerFunction(name, function, at: place) else { return nil }
        var settings = AuthorizerSettings(
            .request(function: function, payload: payload, simpleResponses: simple && payload == .v2))
        settings.identitySource = sources
        return settings
    }

    /// The function of an authorizer; nil if it is not in this template, which is noted.
    mutating func authorizerFunction(_ name: String, _ node: SourceNode?, at place: DraftPlace) -> String? {
        if let node, let function = scope.function(of: node) { return function }
        builder.note(
            place,
            "the authorizer \"\(name.prefix(80))\" is left out, and its routes take every request: its function is not "
                + "in this file")
        return nil
    }

    /// Adds an authorizer; without settings, its routes take every request.
    func add(
        _ settings: AuthorizerSettings?, named name: String, at place: DraftPlace, to api: inout DraftAPI
    ) {
        if let settings {
            api.add(settings, named: name, at: place)
        } else {
            api.missingAuthorizers.insert(name)
        }
    }

    /// `JwtConfiguration`: its keys begin with a small letter in SAM and in OpenAPI, with a capital in CloudFormation.
    mutating func tokenIssuer(_ node: SourceNode, _ subject: String) -> AuthorizerSettings? {
        guard let configuration = object(subject, node) else { return nil }
        guard let issuer = configuration["issuer"] ?? configuration["Issuer"],
            let text = text("\(subject).issuer", issuer)
        else {
            note(
                node.line, subject,
                "the authorizer is left out, and its routes take every request: its issuer is not known")
            return nil
        }
        let audience = texts("\(subject).audience", configuration["audience"] ?? configuration["Audience"])
        if audience.isEmpty {
            note(
                node.line, subject, "the authorizer is left out, and its routes take every request: it has no audience")
            return nil
        }
        var settings = AuthorizerSettings(.jwt(issuer: text, audience: audience, keys: nil))
        settings.identitySource = [AuthorizerSettings.authorizationHeader]
        return settings
    }

    func unknownAuthorizer(_ name: String, _ api: DraftAPI) -> String {
        let near = TemplateScope.nearest(name, in: Array(api.settings.authorizers.keys))
        return "left out: the API has no authorizer \"\(name.prefix(80))\"\(near)"
    }

    /// The authorizer of a route; nil if there is none, or if it is left out.
    mutating func knownAuthorizer(_ name: String, of api: DraftAPI, at place: DraftPlace) -> String? {
        if name == "NONE" { return nil }
        if name == "AWS_IAM" {
            builder.note(place, APILeftOut.iam("the route"))
            return nil
        }
        if api.settings.authorizers[name] != nil { return name }
        if !api.missingAuthorizers.contains(name) { builder.note(place, unknownAuthorizer(name, api)) }
        return nil
    }

    /// The authorizer that a method or route names by its logical id; nil if it has none, or if it is left out.
    mutating func authorizer(
        _ type: SourceMember, _ reference: SourceNode?, of api: DraftAPI, _ subject: String
    ) -> String? {
        let kind = text(subject, type.value) ?? "NONE"
        if kind == "NONE" { return nil }
        let place = DraftPlace(line: type.line, subject: subject)
        if kind == "AWS_IAM" { return knownAuthorizer(kind, of: api, at: place) }
        let id = scope.referencedID(reference) ?? reference?.text ?? ""
        guard let name = authorizerNames[id] else {
            builder.note(
                place,
                "left out, and the route takes every request: its authorizer \"\(id.prefix(80))\" is not in this file")
            return nil
        }
        return knownAuthorizer(name, of: api, at: place)
    }
}
