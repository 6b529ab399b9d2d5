import LambdaModel
import OrderedCollections

extension ServerlessAPIs {
    // MARK: REST

    /// `authorizer` of an `http` event: a function's name, an ARN, or an object with either. Returns its name; nil if it is
    /// left out, which is noted.
    mutating func restAuthorizer(_ member: SourceMember, _ subject: String, into api: inout DraftAPI) -> String? {
        guard let value = values.value(subject, member.value) else { return nil }
        let place = DraftPlace(line: member.line, subject: subject)
        let settings = Intrinsic.call(value) == nil && value.isMap ? value : nil
        let type = settings.flatMap { values.optional($0["type"]) }?.uppercased() ?? "TOKEN"
        let target = settings.map { $0["arn"] ?? $0["name"] } ?? value
        let text = name(target)
        if type == "AWS_IAM" || text.uppercased() == "AWS_IAM" {
            values.builder.note(place, APILeftOut.iam("the route"))
            return nil
        }
        let name =
            settings.flatMap { values.optional($0["name"]) } ?? text.split(separator: ":").last.map(String.init) ?? ""
        if type == "COGNITO_USER_POOLS" || text.contains(":cognito-idp:") {
            values.builder.note(place, APILeftOut.cognito(name))
            return nil
        }
        guard let target, let function = function(target, subject) else { return missing(name, at: place) }
        let named = settings.flatMap { values.optional($0["identitySource"]) }
        let source = named ?? AuthorizerSettings.restAuthorizationHeader
        var authorizer: AuthorizerSettings
        if type == "REQUEST" {
            authorizer = AuthorizerSettings(.request(function: function, payload: .v1, simpleResponses: false))
            authorizer.identitySource = TemplateAPIs.parts(source)
        } else {
            let validation = settings.flatMap { values.optional($0["identityValidationExpression"]) }
            authorizer = AuthorizerSettings(.token(function: function, validation: validation))
            authorizer.identitySource = [source]
        }
        if let seconds = settings?["resultTtlInSeconds"] {
            authorizer.resultSeconds = values.int("\(subject).resultTtlInSeconds", seconds)
        }
        return api.addAuthorizer(authorizer, named: name.isEmpty ? function : name, at: place)
    }

    /// The text of a name or ARN; empty for an expression of CloudFormation, for which no region must be assumed.
    private mutating func name(_ node: SourceNode?) -> String {
        guard let node, Intrinsic.call(node) == nil else { return "" }
        return values.optional(node) ?? ""
    }

    private mutating func missing(_ name: String, at place: DraftPlace) -> String? {
        values.builder.note(
            place,
            "left out, and the route takes every request: the authorizer \"\(name.prefix(80))\" is not a function of "
                + "this file")
        return nil
    }

    // MARK: WebSocket APIs

    /// `authorizer` of a `websocket` event, which gets the request of `$connect`.
    mutating func socketAuthorizer(_ member: SourceMember, _ subject: String, into api: inout DraftAPI) -> String? {
        guard let value = values.value(subject, member.value) else { return nil }
        let place = DraftPlace(line: member.line, subject: subject)
        let settings = Intrinsic.call(value) == nil && value.isMap ? value : nil
        let target = settings.map { $0["arn"] ?? $0["name"] } ?? value
        let text = name(target)
        if text.uppercased() == "AWS_IAM" {
            values.builder.note(place, APILeftOut.iam("the route"))
            return nil
        }
        let name =
            settings.flatMap { values.optional($0["name"]) } ?? text.split(separator: ":").last.map(String.init) ?? ""
        guard let target, let function = function(target, subject) else { return missing(name, at: place) }
        var authorizer = AuthorizerSettings(.request(function: function, payload: .v1, simpleResponses: false))
        // Serverless' default.
        authorizer.identitySource =
            settings?["identitySource"].map { values.texts("\(subject).identitySource", $0) }
            ?? ["route.request.header.Auth"]
        return api.addAuthorizer(authorizer, named: name.isEmpty ? function : name, at: place)
    }

    // MARK: HTTP

    /// `provider.httpApi`.
    mutating func readHTTPSettings(into api: inout DraftAPI) {
        guard let settings = provider?["httpApi"].flatMap({ values.value("provider.httpApi", $0) }) else { return }
        for member in settings.members where !member.value.isNull {
            let subject = "provider.httpApi.\(member.key)"
            switch member.key {
            case "cors": api.settings.cors = values.httpCORS(member.value, subject)
            case "payload":
                let text = values.text(subject, member.value) ?? ""
                if APISettings.PayloadVersion(rawValue: text) == nil {
                    note(member.line, subject, APILeftOut.payloadVersion(text))
                }
            case "authorizers":
                for authorizer in values.value(subject, member.value)?.members ?? [] {
                    readAuthorizer(authorizer, "\(subject).\(authorizer.key.prefix(80))", into: &api)
                }
            case "id": note(member.line, subject, "the API is not in this file: only the routes of this file are known")
            case "name", "metrics", "disableDefaultEndpoint", "useProviderTags", "shouldStartNameWithService": break
            default: note(member.line, subject, "left out: \(APILeftOut.unknown)")
            }
        }
    }

    /// An authorizer of `provider.httpApi.authorizers`.
    private mutating func readAuthorizer(_ member: SourceMember, _ subject: String, into api: inout DraftAPI) {
        let place = DraftPlace(line: member.line, subject: subject)
        guard let node = values.value(subject, member.value) else { return }
        let sources = values.texts("\(subject).identitySource", node["identitySource"])
        if values.optional(node["type"]) == "request" {
            guard let target = node["functionName"] ?? node["functionArn"], let function = function(target, subject)
            else {
                api.missingAuthorizers.insert(member.key)
                _ = missing(values.optional(node["functionName"] ?? node["functionArn"]) ?? member.key, at: place)
                return
            }
            let version =
                values.optional(node["payloadVersion"]).flatMap { APISettings.PayloadVersion(rawValue: $0) } ?? .v2
            let isSimple = values.flag("\(subject).enableSimpleResponses", node["enableSimpleResponses"])
            var authorizer = AuthorizerSettings(
                .request(function: function, payload: version, simpleResponses: isSimple && version == .v2))
            authorizer.identitySource = sources
            if let seconds = node["resultTtlInSeconds"] {
                authorizer.resultSeconds = values.int("\(subject).resultTtlInSeconds", seconds)
            }
            return api.add(authorizer, named: member.key, at: place)
        }
        guard let issuer = node["issuerUrl"].flatMap({ values.text("\(subject).issuerUrl", $0) }) else {
            api.missingAuthorizers.insert(member.key)
            return values.builder.note(
                place, "the authorizer is left out, and its routes take every request: its issuer is not known")
        }
        var authorizer = AuthorizerSettings(
            .jwt(issuer: issuer, audience: values.texts("\(subject).audience", node["audience"]), keys: nil))
        authorizer.identitySource =
            sources.isEmpty ? [AuthorizerSettings.authorizationHeader] : Array(sources.prefix(1))
        api.add(authorizer, named: member.key, at: place)
    }
}
