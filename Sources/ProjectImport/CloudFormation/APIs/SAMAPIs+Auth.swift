import LambdaModel
import OrderedCollections

/// `Auth` of SAM's APIs (SAM's specification, "ApiAuth" and "HttpApiAuth").
extension SAMAPIs {
    mutating func readAuth(_ node: SourceNode, _ subject: String, into api: inout DraftAPI) {
        guard let auth = table.object(subject, node) else { return }
        if let authorizers = auth["Authorizers"].flatMap({ table.object("\(subject).Authorizers", $0) }) {
            for member in authorizers.members {
                let place = DraftPlace(line: member.line, subject: "\(subject).Authorizers.\(member.key.prefix(80))")
                guard let settings = table.object(place.subject, member.value) else { continue }
                readAuthorizer(member.key, settings, at: place, into: &api)
            }
        }
        for member in auth.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "Authorizers": break
            case "DefaultAuthorizer":
                guard let authorizer = table.text(name, member.value) else { break }
                if authorizer == "AWS_IAM" {
                    table.note(member.line, name, APILeftOut.iam("the API"))
                } else if api.settings.authorizers[authorizer] != nil {
                    api.settings.authorizer = authorizer
                } else if !api.missingAuthorizers.contains(authorizer) {
                    table.note(member.line, name, table.unknownAuthorizer(authorizer, api))
                }
            case "EnableIamAuthorizer": break
            case "ApiKeyRequired":
                if table.flag(name, member.value) { table.note(member.line, name, APILeftOut.apiKey) }
            default: table.noteUnused(member, name)
            }
        }
    }

    private mutating func readAuthorizer(
        _ name: String, _ node: SourceNode, at place: DraftPlace, into api: inout DraftAPI
    ) {
        if node["UserPoolArn"] != nil {
            api.missingAuthorizers.insert(name)
            return table.builder.note(place, APILeftOut.cognito(name))
        }
        let settings: AuthorizerSettings?
        if let configuration = node["JwtConfiguration"] {
            settings = table.tokenIssuer(configuration, place.subject)
            let scopes = table.texts("\(place.subject).AuthorizationScopes", node["AuthorizationScopes"])
            if !scopes.isEmpty { api.authorizerScopes[name] = scopes }
        } else if api.settings.kind == .http {
            settings = httpAuthorizer(name, node, at: place)
        } else {
            settings = restAuthorizer(name, node, at: place)
        }
        guard var settings else { return table.add(nil, named: name, at: place, to: &api) }
        if let source = node["IdentitySource"] {
            // An authorizer of tokens has one.
            settings.identitySource = Array(table.texts("\(place.subject).IdentitySource", source).prefix(1))
        }
        if let seconds = node["Identity"]?["ReauthorizeEvery"] {
            settings.resultSeconds = table.int("\(place.subject).Identity.ReauthorizeEvery", seconds)
        }
        table.add(settings, named: name, at: place, to: &api)
    }

    private mutating func httpAuthorizer(
        _ name: String, _ node: SourceNode, at place: DraftPlace
    ) -> AuthorizerSettings? {
        let payload = node["AuthorizerPayloadFormatVersion"].flatMap {
            table.payloadVersion("\(place.subject).AuthorizerPayloadFormatVersion", $0)
        }
        return table.authorizer(
            name, node["FunctionArn"],
            sources: identity(
                node["Identity"], place.subject,
                ("$request.header.", "$request.querystring.", "$stageVariables.", "$context.")),
            payload: payload ?? .v2,
            simple: table.flag("\(place.subject).EnableSimpleResponses", node["EnableSimpleResponses"]), at: place)
    }

    private mutating func restAuthorizer(
        _ name: String, _ node: SourceNode, at place: DraftPlace
    ) -> AuthorizerSettings? {
        let type = node["FunctionPayloadType"].flatMap { table.text("\(place.subject).FunctionPayloadType", $0) }
        let identity = node["Identity"]
        if type == "REQUEST" {
            return table.authorizer(
                name, node["FunctionArn"],
                sources: self.identity(
                    identity, place.subject,
                    ("method.request.header.", "method.request.querystring.", "stageVariables.", "context.")),
                at: place)
        }
        guard let function = table.authorizerFunction(name, node["FunctionArn"], at: place) else { return nil }
        let validation = identity?["ValidationExpression"].flatMap {
            table.text("\(place.subject).Identity.ValidationExpression", $0)
        }
        let header =
            identity?["Header"].flatMap { table.text("\(place.subject).Identity.Header", $0) } ?? "Authorization"
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
            table.texts("\(subject).Identity.\(key)", node[key]).map { prefix + $0 }
        }
        return list("Headers", prefixes.header) + list("QueryStrings", prefixes.query)
            + list("StageVariables", prefixes.stage) + list("Context", prefixes.context)
    }
}
