import LambdaModel
import OrderedCollections

/// SAM's resources (SAM's specification, "AWS::Serverless::Api", "AWS::Serverless::HttpApi" and
/// "AWS::Serverless::WebSocketApi").
struct SAMAPIs: TemplateAPIReader {
    var table: TemplateAPIs

    private static let globals: [APISettings.Kind: String] = [
        .rest: "Api", .http: "HttpApi", .websocket: "WebSocketApi",
    ]

    mutating func run() {
        for member in table.members("AWS::Serverless::Api") { readSAM(member, .rest) }
        for member in table.members("AWS::Serverless::HttpApi") { readSAM(member, .http) }
        for member in table.members("AWS::Serverless::WebSocketApi") { readSAM(member, .websocket) }
        for event in table.builder.webEvents { makeImplicitAPI(event) }
    }

    /// Makes the API of a function's event that names none.
    private mutating func makeImplicitAPI(_ event: WebEvent) {
        let kind = event.kind
        let id = TemplateAPIs.implicitID(kind)
        let reference = event.apiReference
        guard table.apis[id] == nil, reference == nil || table.scope.referencedID(reference) == id else { return }
        let node = SourceNode(.map([]), line: event.place.line)
        readSAM(SourceMember(key: id, line: event.place.line, value: node), kind, place: event.place)
    }

    /// Reads an API of SAM, or one that SAM makes for functions' events, which has only the settings of `Globals`.
    mutating func readSAM(_ member: SourceMember, _ kind: APISettings.Kind, place: DraftPlace? = nil) {
        let id = member.key
        let own = member.value["Properties"] ?? SourceNode(.map([]), line: member.line)
        let global = Self.globals[kind].flatMap { table.scope.sections.apiGlobals[$0] }
        let properties = global.map { Globals.merged($0, own) } ?? own
        let isImplicit = place != nil
        var api = DraftAPI(
            name: isImplicit ? kind.rawValue : table.name(of: id, properties["Name"]), kind: kind,
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
        table.apis[id] = api
    }

    private mutating func readSAM(_ property: SourceMember, _ id: String, into api: inout DraftAPI) {
        let (key, node) = (property.key, property.value)
        let subject = "\(id): \(key)"
        switch key {
        case "Auth": break
        case "StageName": api.settings.stage = table.text(subject, node) ?? api.settings.stage
        case "Variables", "StageVariables": api.settings.stageVariables = table.variables(subject, node)
        case "Cors": api.settings.cors = quotedCORS(subject, node)
        case "CorsConfiguration": api.settings.cors = httpCORS(subject, node)
        case "BinaryMediaTypes": api.settings.binaryMediaTypes = table.mediaTypes(subject, node)
        case "RouteSelectionExpression":
            api.settings.routeSelectionExpression = table.text(subject, node) ?? api.settings.routeSelectionExpression
        case "Routes" where api.settings.kind == .websocket: readSocketRoutes(node, subject, into: &api)
        case "DefinitionBody", "DefinitionUri":
            table.definitions.append((id, property, subject))
        default: table.noteUnused(property, subject)
        }
    }

    // MARK: CORS

    /// `Cors` of a REST API: the origin, or an object, with values in quotes inside the text: `"'GET,POST'"`.
    private mutating func quotedCORS(_ subject: String, _ node: SourceNode) -> CORSSettings? {
        guard let value = table.value(subject, node.line, { scope throws(Unresolved) in try scope.resolve(node) })
        else {
            return nil
        }
        var settings = CORSSettings()
        guard value.isMap else {
            settings.allowOrigins = table.text(subject, value).map(CORSSettings.unquoted) ?? []
            // SAM's default: all methods of the path.
            settings.allowMethods = ["*"]
            return settings
        }
        settings.allowMethods = ["*"]
        for member in value.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "AllowOrigin": settings.allowOrigins = table.text(name, member.value).map(CORSSettings.unquoted) ?? []
            case "AllowMethods": settings.allowMethods = table.text(name, member.value).map(CORSSettings.unquoted) ?? []
            case "AllowHeaders": settings.allowHeaders = table.text(name, member.value).map(CORSSettings.unquoted) ?? []
            case "AllowCredentials": settings.allowCredentials = table.flag(name, member.value)
            case "MaxAge":
                settings.maxAge = table.text(name, member.value).flatMap { Int(CORSSettings.unquoted($0).first ?? "") }
            default: table.note(member.line, name, "left out: \(APILeftOut.unknown)")
            }
        }
        if settings.dropContradiction() { table.note(node.line, subject, APILeftOut.credentials) }
        return settings
    }

    /// `CorsConfiguration`: an object, or `true` for all origins.
    private mutating func httpCORS(_ subject: String, _ node: SourceNode) -> CORSSettings? {
        guard node.legacyBool != nil || node.bool != nil else { return table.cors(subject, node) }
        guard node.legacyBool ?? node.bool ?? false else { return nil }
        var settings = CORSSettings()
        settings.allowOrigins = ["*"]
        return settings
    }

    // MARK: WebSocket APIs

    private mutating func readSocketRoutes(_ node: SourceNode, _ subject: String, into api: inout DraftAPI) {
        for member in table.object(subject, node)?.members ?? [] {
            let place = DraftPlace(line: member.line, subject: "\(subject).\(member.key.prefix(80))")
            let key = RouteKey(method: nil, path: member.key)
            guard var route = table.route(key, uri: member.value["FunctionArn"], at: place) else { continue }
            if member.key == RouteKey.connect { route.authorizer = api.settings.authorizers.keys.first }
            for setting in member.value.members where !setting.value.isNull {
                switch setting.key {
                case "FunctionArn": break
                case "RouteResponseSelectionExpression": route.hasRouteResponse = true
                case "IntegrationTimeout":
                    route.timeoutMilliseconds = table.int("\(place.subject).\(setting.key)", setting.value)
                default: table.noteUnused(setting, "\(place.subject).\(setting.key)")
                }
            }
            table.builder.add(route, to: &api, at: place)
        }
    }

    private mutating func readSocketAuth(_ node: SourceNode, _ subject: String, into api: inout DraftAPI) {
        guard let auth = table.object(subject, node), let type = auth["AuthType"], let kind = table.text(subject, type)
        else {
            return
        }
        if kind == "AWS_IAM" { table.note(type.line, "\(subject).AuthType", APILeftOut.iam("the API")) }
        guard kind == "CUSTOM" else { return }
        let name = auth["Name"].flatMap { table.text("\(subject).Name", $0) } ?? "connect"
        let sources = table.texts("\(subject).IdentitySource", auth["IdentitySource"])
        table.add(
            table.authorizer(
                name, auth["AuthArn"], sources: sources, at: DraftPlace(line: node.line, subject: subject)),
            named: name, at: DraftPlace(line: node.line, subject: subject), to: &api)
    }
}
