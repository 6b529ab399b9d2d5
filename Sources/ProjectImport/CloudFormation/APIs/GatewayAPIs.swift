import LambdaModel
import OrderedCollections

/// HTTP and WebSocket APIs of CloudFormation (CloudFormation's reference, "AWS::ApiGatewayV2::Api").
struct GatewayAPIs: TemplateAPIReader {
    var table: TemplateAPIs

    mutating func run() {
        for member in table.members("AWS::ApiGatewayV2::Api") { readGatewayAPI(member) }
    }

    private mutating func readGatewayAPI(_ member: SourceMember) {
        let properties = member.value["Properties"]
        let protocolType = properties?["ProtocolType"].flatMap { table.text("\(member.key): ProtocolType", $0) }
        let kind: APISettings.Kind = protocolType == "WEBSOCKET" ? .websocket : .http
        let place = DraftPlace(line: member.line, subject: member.key)
        var api = DraftAPI(name: table.name(of: member.key, properties?["Name"]), kind: kind, place: place)
        for property in properties?.members ?? [] where !property.value.isNull {
            let subject = "\(member.key): \(property.key)"
            switch property.key {
            case "CorsConfiguration": api.settings.cors = table.cors(subject, property.value)
            case "RouteSelectionExpression" where kind == .websocket:
                api.settings.routeSelectionExpression =
                    table.text(subject, property.value) ?? api.settings.routeSelectionExpression
            case "RouteSelectionExpression": break
            case "Body", "BodyS3Location":
                table.definitions.append((member.key, property, subject))
            case "Target": readQuickRoute(property, properties?["RouteKey"], subject, into: &api)
            default: table.noteUnused(property, subject)
            }
        }
        table.apis[member.key] = api
    }

    /// `Target` with an optional `RouteKey`: an API with one route.
    private mutating func readQuickRoute(
        _ target: SourceMember, _ key: SourceNode?, _ subject: String, into api: inout DraftAPI
    ) {
        let place = DraftPlace(line: target.line, subject: subject)
        let text = key.flatMap { table.text(subject, $0) } ?? "$default"
        guard let route = table.route(RouteKey(gateway: text, api.settings.kind), uri: target.value, at: place) else {
            return
        }
        table.builder.add(route, to: &api, at: place)
    }
}

/// The parts of CloudFormation's HTTP and WebSocket APIs, as CDK writes them: authorizers, stages, routes and integrations
/// (CloudFormation's reference, "AWS::ApiGatewayV2::Route").
struct GatewayResources: TemplateAPIReader {
    var table: TemplateAPIs

    mutating func run() {
        for member in table.members("AWS::ApiGatewayV2::Authorizer") { readGatewayAuthorizer(member) }
        for member in table.members("AWS::ApiGatewayV2::Stage") {
            table.readStage(member, .http, api: "ApiId", variables: "StageVariables")
        }
        var integrations: [String: SourceNode] = [:]
        for member in table.members("AWS::ApiGatewayV2::Integration") {
            integrations[member.key] = member.value["Properties"]
        }
        for member in table.members("AWS::ApiGatewayV2::Route") { readRoute(member, integrations) }
    }

    private mutating func readGatewayAuthorizer(_ member: SourceMember) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = table.id(properties["ApiId"], .http, at: place), var api = table.take(id) else { return }
        let name = table.name(of: member.key, properties["Name"])
        table.authorizerNames[member.key] = name
        let sources = table.texts("\(member.key): IdentitySource", properties["IdentitySource"])
        let type = properties["AuthorizerType"].flatMap { table.text("\(member.key): AuthorizerType", $0) }
        var settings: AuthorizerSettings?
        if type == "JWT" {
            let subject = "\(member.key): JwtConfiguration"
            let configuration = properties["JwtConfiguration"] ?? SourceNode(.map([]), line: member.line)
            settings = table.tokenIssuer(configuration, subject)
            if !sources.isEmpty { settings?.identitySource = Array(sources.prefix(1)) }
        } else {
            let version = properties["AuthorizerPayloadFormatVersion"].flatMap {
                table.payloadVersion("\(member.key): AuthorizerPayloadFormatVersion", $0)
            }
            let isSimple = table.flag("\(member.key): EnableSimpleResponses", properties["EnableSimpleResponses"])
            settings = table.authorizer(
                name, properties["AuthorizerUri"], sources: sources, payload: version ?? .v1, simple: isSimple,
                at: place)
        }
        if let seconds = properties["AuthorizerResultTtlInSeconds"] {
            settings?.resultSeconds = table.int("\(member.key): AuthorizerResultTtlInSeconds", seconds)
        }
        table.add(settings, named: name, at: place, to: &api)
        table.apis[id] = api
    }

    private mutating func readRoute(_ member: SourceMember, _ integrations: [String: SourceNode]) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let text = properties["RouteKey"].flatMap({ table.text("\(member.key): RouteKey", $0) }),
            let id = table.id(properties["ApiId"], .http, at: place), var api = table.take(id)
        else { return }
        defer { table.apis[id] = api }
        let key = RouteKey(gateway: text, api.settings.kind)
        // `integrations/ID`, joined in one of several ways.
        guard let target = properties["Target"].flatMap({ table.scope.resource(named: integrations, in: $0) }),
            let integration = integrations[target]
        else {
            return table.builder.note(place, "the route \(key.text) is left out: its integration is not in this file")
        }
        let type = integration["IntegrationType"].flatMap { table.text("\(target): IntegrationType", $0) } ?? ""
        guard type == "AWS_PROXY", integration["IntegrationSubtype"] == nil else {
            return table.noteIntegration(integration["IntegrationSubtype"]?.text ?? type, key, at: place)
        }
        guard var route = table.route(key, uri: integration["IntegrationUri"], at: place) else { return }
        if api.settings.kind == .http {
            // An integration without a version sends payload 1.0.
            route.payloadVersion =
                integration["PayloadFormatVersion"].flatMap {
                    table.payloadVersion("\(target): PayloadFormatVersion", $0)
                }
                ?? .v1
        }
        if let time = integration["TimeoutInMillis"] {
            route.timeoutMilliseconds = table.int("\(target): TimeoutInMillis", time)
        }
        readRouteSettings(properties, member.key, into: &route, of: api)
        table.builder.add(route, to: &api, at: place)
    }

    private mutating func readRouteSettings(
        _ properties: SourceNode, _ id: String, into route: inout APIRoute, of api: DraftAPI
    ) {
        for property in properties.members where !property.value.isNull {
            let subject = "\(id): \(property.key)"
            switch property.key {
            case "ApiId", "RouteKey", "Target", "AuthorizerId": break
            case "RouteResponseSelectionExpression": route.hasRouteResponse = true
            case "AuthorizationType":
                route.authorizer = table.authorizer(property, properties["AuthorizerId"], of: api, subject)
            case "AuthorizationScopes": route.scopes = table.texts(subject, property.value)
            case "ApiKeyRequired":
                if table.flag(subject, property.value) { table.note(property.line, subject, APILeftOut.apiKey) }
            default: table.noteUnused(property, subject)
            }
        }
    }
}

extension RouteKey {
    /// The key of a route of API Gateway: `GET /orders`, `$default`, or any text for a WebSocket API.
    init(gateway text: String, _ kind: APISettings.Kind) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        if kind != .websocket, parts.count == 2 {
            self = EventRoute(method: parts[0], path: parts[1]).key(in: kind)
        } else {
            self.init(method: nil, path: text)
        }
    }
}

extension TemplateScope {
    /// The first logical id in a value that is one of these resources.
    mutating func resource(named resources: [String: SourceNode], in node: SourceNode) -> String? {
        referencedNames(in: node).first { resources[$0] != nil }
    }
}
