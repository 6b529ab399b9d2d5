import LambdaModel
import OrderedCollections

/// `Auth` of SAM's APIs and events (SAM's specification, "ApiAuth", "HttpApiAuth", "ApiFunctionAuth").
extension TemplateAPIs {
    mutating func readAuth(_ node: SourceNode, _ subject: String, into api: inout DraftAPI) {
        guard let auth = object(subject, node) else { return }
        if let authorizers = auth["Authorizers"].flatMap({ object("\(subject).Authorizers", $0) }) {
            for member in authorizers.members {
                let place = DraftPlace(line: member.line, subject: "\(subject).Authorizers.\(member.key.prefix(80))")
                guard let settings = object(place.subject, member.value) else { continue }
                readAuthorizer(member.key, settings, at: place, into: &api)
            }
        }
        for member in auth.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "Authorizers": break
            case "DefaultAuthorizer":
                guard let authorizer = text(name, member.value) else { break }
                if authorizer == "AWS_IAM" {
                    note(member.line, name, APILeftOut.iam("the API"))
                } else if api.settings.authorizers[authorizer] != nil {
                    api.settings.authorizer = authorizer
                } else if !api.missingAuthorizers.contains(authorizer) {
                    note(member.line, name, unknownAuthorizer(authorizer, api))
                }
            case "EnableIamAuthorizer": break
            case "ApiKeyRequired":
                if flag(name, member.value) { note(member.line, name, APILeftOut.apiKey) }
            default: noteUnused(member, name)
            }
        }
    }

    private func unknownAuthorizer(_ name: String, _ api: DraftAPI) -> String {
        let near = TemplateScope.nearest(name, in: Array(api.settings.authorizers.keys))
        return "left out: the API has no authorizer \"\(name.prefix(80))\"\(near)"
    }

    private mutating func readAuthorizer(
        _ name: String, _ node: SourceNode, at place: DraftPlace, into api: inout DraftAPI
    ) {
        if node["UserPoolArn"] != nil {
            api.missingAuthorizers.insert(name)
            return builder.note(place, APILeftOut.cognito(name))
        }
        let settings: AuthorizerSettings?
        if let configuration = node["JwtConfiguration"] {
            settings = tokenIssuer(configuration, place.subject)
            let scopes = texts("\(place.subject).AuthorizationScopes", node["AuthorizationScopes"])
            if !scopes.isEmpty { api.authorizerScopes[name] = scopes }
        } else if api.settings.kind == .http {
            settings = httpAuthorizer(name, node, at: place)
        } else {
            settings = restAuthorizer(name, node, at: place)
        }
        guard var settings else { return add(nil, named: name, at: place, to: &api) }
        if let source = node["IdentitySource"] {
            // An authorizer of tokens has one.
            settings.identitySource = Array(texts("\(place.subject).IdentitySource", source).prefix(1))
        }
        if let seconds = node["Identity"]?["ReauthorizeEvery"] {
            settings.resultSeconds = int("\(place.subject).Identity.ReauthorizeEvery", seconds)
        }
        add(settings, named: name, at: place, to: &api)
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

    private mutating func httpAuthorizer(
        _ name: String, _ node: SourceNode, at place: DraftPlace
    ) -> AuthorizerSettings? {
        let payload = node["AuthorizerPayloadFormatVersion"].flatMap {
            payloadVersion("\(place.subject).AuthorizerPayloadFormatVersion", $0)
        }
        return authorizer(
            name, node["FunctionArn"],
            sources: identity(
                node["Identity"], place.subject,
                ("$request.header.", "$request.querystring.", "$stageVariables.", "$context.")),
            payload: payload ?? .v2,
            simple: flag("\(place.subject).EnableSimpleResponses", node["EnableSimpleResponses"]), at: place)
    }

    private mutating func restAuthorizer(
        _ name: String, _ node: SourceNode, at place: DraftPlace
    ) -> AuthorizerSettings? {
        let type = node["FunctionPayloadType"].flatMap { text("\(place.subject).FunctionPayloadType", $0) }
        let identity = node["Identity"]
        if type == "REQUEST" {
            return authorizer(
                name, node["FunctionArn"],
                sources: self.identity(
                    identity, place.subject,
                    ("method.request.header.", "method.request.querystring.", "stageVariables.", "context.")),
                at: place)
        }
        guard let function = authorizerFunction(name, node["FunctionArn"], at: place) else { return nil }
        let validation = identity?["ValidationExpression"].flatMap {
            text("\(place.subject).Identity.ValidationExpression", $0)
        }
        let header = identity?["Header"].flatMap { text("\(place.subject).Identity.Header", $0) } ?? "Authorization"
        var settings = AuthorizerSettings(.token(function: function, validation: validation))
        settings.identitySource = ["method.request.header.\(header)"]
        return settings
    }

    /// `Identity` as expressions, with these beginnings for headers, query parameters, stage variables and the context.
    private mutating func identity(
        _ node: SourceNode?, _ subject: String,
        _ prefixes: (header: String, query: String, stage: String, context: String)
    ) -> [String] {
        guard let node else { return [] }
        func list(_ key: String, _ prefix: String) -> [String] {
            texts("\(subject).Identity.\(key)", node[key]).map { prefix + $0 }
        }
        return list("Headers", prefixes.header) + list("QueryStrings", prefixes.query)
            + list("StageVariables", prefixes.stage) + list("Context", prefixes.context)
    }

    // MARK: Routes

    /// `Auth` of a function's event.
    mutating func readEventAuth(
        _ node: SourceNode, _ subject: String, into route: inout APIRoute, of api: DraftAPI
    ) {
        guard let auth = object(subject, node) else { return }
        for member in auth.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "Authorizer":
                guard let authorizer = text(name, member.value) else { break }
                route.authorizer = knownAuthorizer(
                    authorizer, of: api, at: DraftPlace(line: member.line, subject: name))
                route.scopes = api.authorizerScopes[authorizer] ?? []
            case "AuthorizationScopes": break
            case "ApiKeyRequired":
                if flag(name, member.value) { note(member.line, name, APILeftOut.apiKey) }
            default: noteUnused(member, name)
            }
        }
        if let scopes = auth["AuthorizationScopes"] { route.scopes = texts("\(subject).AuthorizationScopes", scopes) }
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
}
