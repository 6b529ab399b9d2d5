import LambdaModel
import OrderedCollections

/// SAM's resources (SAM's specification, "AWS::Serverless::Api", "AWS::Serverless::HttpApi" and
/// "AWS::Serverless::WebSocketApi").
extension TemplateAPIs {
    private static let globals: [APISettings.Kind: String] = [
        .rest: "Api", .http: "HttpApi", .websocket: "WebSocketApi",
    ]

    /// Reads an API of SAM, or one that SAM makes for functions' events, which has only the settings of `Globals`.
    mutating func readSAM(_ member: SourceMember, _ kind: APISettings.Kind, place: DraftPlace? = nil) {
        let id = member.key
        let own = member.value["Properties"] ?? SourceNode(.map([]), line: member.line)
        let global = Self.globals[kind].flatMap { scope.sections.apiGlobals[$0] }
        let properties = global.map { Globals.merged($0, own) } ?? own
        let isImplicit = place != nil
        var api = DraftAPI(
            name: isImplicit ? kind.rawValue : name(of: id, properties["Name"]), kind: kind,
            place: place ?? DraftPlace(line: member.line, subject: id))
        // SAM's names of stages, if there is none.
        switch kind {
        case .rest: api.settings.stage = "Prod"
        case .websocket: api.settings.stage = "default"
        case .http, .alb: break
        }
        // A route of the definition may name an authorizer.
        if let auth = properties["Auth"] {
            if kind == .websocket {
                readSocketAuth(auth, "\(id): Auth", into: &api)
            } else {
                readAuth(auth, "\(id): Auth", into: &api)
            }
        }
        for property in properties.members where !property.value.isNull {
            readSAM(property, id, into: &api)
        }
        apis[id] = api
    }

    private mutating func readSAM(_ property: SourceMember, _ id: String, into api: inout DraftAPI) {
        let (key, node) = (property.key, property.value)
        let subject = "\(id): \(key)"
        switch key {
        case "Auth": break
        case "StageName": api.settings.stage = text(subject, node) ?? api.settings.stage
        case "Variables", "StageVariables": api.settings.stageVariables = variables(subject, node)
        case "Cors": api.settings.cors = quotedCORS(subject, node)
        case "CorsConfiguration": api.settings.cors = httpCORS(subject, node)
        case "BinaryMediaTypes": api.settings.binaryMediaTypes = mediaTypes(subject, node)
        case "RouteSelectionExpression":
            api.settings.routeSelectionExpression = text(subject, node) ?? api.settings.routeSelectionExpression
        case "Routes" where api.settings.kind == .websocket: readSocketRoutes(node, subject, into: &api)
        case "DefinitionBody", "DefinitionUri":
            if let definition = definition(node, at: property.line, subject) {
                readDefinition(definition, id, DraftPlace(line: property.line, subject: subject), into: &api)
            }
        default: noteUnused(property, subject)
        }
    }

    /// `image~1png`, SAM's spelling, or `image/png`.
    mutating func mediaTypes(_ subject: String, _ node: SourceNode) -> [String] {
        texts(subject, node).map { $0.replacing("~1", with: "/") }
    }

    // MARK: CORS

    /// `Cors` of a REST API: the origin, or an object, with values in quotes inside the text: `"'GET,POST'"`.
    private mutating func quotedCORS(_ subject: String, _ node: SourceNode) -> CORSSettings? {
        guard let value = value(subject, node.line, { scope throws(Unresolved) in try scope.resolve(node) }) else {
            return nil
        }
        var settings = CORSSettings()
        guard value.isMap else {
            settings.allowOrigins = text(subject, value).map(CORSSettings.unquoted) ?? []
            // SAM's default: all methods of the path.
            settings.allowMethods = ["*"]
            return settings
        }
        settings.allowMethods = ["*"]
        for member in value.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "AllowOrigin": settings.allowOrigins = text(name, member.value).map(CORSSettings.unquoted) ?? []
            case "AllowMethods": settings.allowMethods = text(name, member.value).map(CORSSettings.unquoted) ?? []
            case "AllowHeaders": settings.allowHeaders = text(name, member.value).map(CORSSettings.unquoted) ?? []
            case "AllowCredentials": settings.allowCredentials = flag(name, member.value)
            case "MaxAge":
                settings.maxAge = text(name, member.value).flatMap { Int(CORSSettings.unquoted($0).first ?? "") }
            default: note(member.line, name, "left out: \(APILeftOut.unknown)")
            }
        }
        if settings.dropContradiction() { note(node.line, subject, APILeftOut.credentials) }
        return settings
    }

    /// `CorsConfiguration`: an object, or `true` for all origins.
    private mutating func httpCORS(_ subject: String, _ node: SourceNode) -> CORSSettings? {
        guard node.legacyBool != nil || node.bool != nil else { return cors(subject, node) }
        guard node.legacyBool ?? node.bool ?? false else { return nil }
        var settings = CORSSettings()
        settings.allowOrigins = ["*"]
        return settings
    }

    // MARK: WebSocket APIs

    private mutating func readSocketRoutes(_ node: SourceNode, _ subject: String, into api: inout DraftAPI) {
        for member in object(subject, node)?.members ?? [] {
            let place = DraftPlace(line: member.line, subject: "\(subject).\(member.key.prefix(80))")
            let key = RouteKey(method: nil, path: member.key)
            guard var route = route(key, uri: member.value["FunctionArn"], at: place) else { continue }
            if member.key == "$connect" { route.authorizer = api.settings.authorizers.keys.first }
            for setting in member.value.members where !setting.value.isNull {
                switch setting.key {
                case "FunctionArn", "RouteResponseSelectionExpression": break
                case "IntegrationTimeout":
                    route.timeoutMilliseconds = int("\(place.subject).\(setting.key)", setting.value)
                default: noteUnused(setting, "\(place.subject).\(setting.key)")
                }
            }
            builder.add(route, to: &api, at: place)
        }
    }

    private mutating func readSocketAuth(_ node: SourceNode, _ subject: String, into api: inout DraftAPI) {
        guard let auth = object(subject, node), let type = auth["AuthType"], let kind = text(subject, type) else {
            return
        }
        if kind == "AWS_IAM" { note(type.line, "\(subject).AuthType", APILeftOut.iam("the API")) }
        guard kind == "CUSTOM" else { return }
        let name = auth["Name"].flatMap { text("\(subject).Name", $0) } ?? "connect"
        let sources = texts("\(subject).IdentitySource", auth["IdentitySource"])
        add(
            authorizer(name, auth["AuthArn"], sources: sources, at: DraftPlace(line: node.line, subject: subject)),
            named: name, at: DraftPlace(line: node.line, subject: subject), to: &api)
    }

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
}

extension CORSSettings {
    /// The parts of a header's value in an API's definition: `'GET,POST'` → GET, POST.
    static func unquoted(_ text: String) -> [String] {
        var inner = text.trimmed[...]
        if inner.count >= 2, inner.hasPrefix("'"), inner.hasSuffix("'") { inner = inner.dropFirst().dropLast() }
        return inner.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}
