import LambdaModel
import OrderedCollections

/// HTTP and WebSocket APIs of CloudFormation, as CDK writes them (CloudFormation's reference, "AWS::ApiGatewayV2::Api",
/// "AWS::ApiGatewayV2::Route").
extension TemplateAPIs {
    mutating func readGatewayAPI(_ member: SourceMember) {
        let properties = member.value["Properties"]
        let protocolType = properties?["ProtocolType"].flatMap { text("\(member.key): ProtocolType", $0) }
        let kind: APISettings.Kind = protocolType == "WEBSOCKET" ? .websocket : .http
        let place = DraftPlace(line: member.line, subject: member.key)
        var api = DraftAPI(name: name(of: member.key, properties?["Name"]), kind: kind, place: place)
        for property in properties?.members ?? [] where !property.value.isNull {
            let subject = "\(member.key): \(property.key)"
            switch property.key {
            case "CorsConfiguration": api.settings.cors = cors(subject, property.value)
            case "RouteSelectionExpression" where kind == .websocket:
                api.settings.routeSelectionExpression =
                    text(subject, property.value) ?? api.settings.routeSelectionExpression
            case "RouteSelectionExpression": break
            case "Body", "BodyS3Location":
                guard let definition = definition(property.value, at: property.line, subject) else { break }
                readDefinition(
                    definition, member.key, DraftPlace(line: property.line, subject: subject), into: &api)
            case "Target": readQuickRoute(property, properties?["RouteKey"], subject, into: &api)
            default: noteUnused(property, subject)
            }
        }
        apis[member.key] = api
    }

    /// `Target` with an optional `RouteKey`: an API with one route.
    private mutating func readQuickRoute(
        _ target: SourceMember, _ key: SourceNode?, _ subject: String, into api: inout DraftAPI
    ) {
        let place = DraftPlace(line: target.line, subject: subject)
        let text = key.flatMap { self.text(subject, $0) } ?? "$default"
        guard let route = route(Self.key(text, api.settings.kind), uri: target.value, at: place) else { return }
        builder.add(route, to: &api, at: place)
    }

    /// Authorizers, stages and routes.
    mutating func readGatewayResources() {
        for member in members("AWS::ApiGatewayV2::Authorizer") { readGatewayAuthorizer(member) }
        for member in members("AWS::ApiGatewayV2::Stage") {
            readStage(member, .http, api: "ApiId", variables: "StageVariables")
        }
        var integrations: [String: SourceNode] = [:]
        for member in members("AWS::ApiGatewayV2::Integration") {
            integrations[member.key] = member.value["Properties"]
        }
        for member in members("AWS::ApiGatewayV2::Route") { readRoute(member, integrations) }
    }

    /// `GET /orders`, `$default`, or the key of a WebSocket API's route.
    private static func key(_ text: String, _ kind: APISettings.Kind) -> RouteKey {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard kind != .websocket, parts.count == 2 else { return RouteKey(method: nil, path: text) }
        return EventRoute(method: parts[0], path: parts[1]).key(in: kind)
    }

    private mutating func readGatewayAuthorizer(_ member: SourceMember) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = id(properties["ApiId"], .http, at: place), var api = apis[id] else { return }
        let name = self.name(of: member.key, properties["Name"])
        authorizerNames[member.key] = name
        let sources = texts("\(member.key): IdentitySource", properties["IdentitySource"])
        let type = properties["AuthorizerType"].flatMap { text("\(member.key): AuthorizerType", $0) }
        var settings: AuthorizerSettings?
        if type == "JWT" {
            let subject = "\(member.key): JwtConfiguration"
            let configuration = properties["JwtConfiguration"] ?? SourceNode(.map([]), line: member.line)
            settings = tokenIssuer(configuration, subject)
            if !sources.isEmpty { settings?.identitySource = Array(sources.prefix(1)) }
        } else {
            let version = properties["AuthorizerPayloadFormatVersion"].flatMap {
                payloadVersion("\(member.key): AuthorizerPayloadFormatVersion", $0)
            }
            let isSimple = flag("\(member.key): EnableSimpleResponses", properties["EnableSimpleResponses"])
            settings = authorizer(
                name, properties["AuthorizerUri"], sources: sources, payload: version ?? .v1, simple: isSimple,
                at: place)
        }
        if let seconds = properties["AuthorizerResultTtlInSeconds"] {
            settings?.resultSeconds = int("\(member.key): AuthorizerResultTtlInSeconds", seconds)
        }
        add(settings, named: name, at: place, to: &api)
        apis[id] = api
    }

    private mutating func readRoute(_ member: SourceMember, _ integrations: [String: SourceNode]) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = id(properties["ApiId"], .http, at: place), var api = apis[id],
            let text = properties["RouteKey"].flatMap({ text("\(member.key): RouteKey", $0) })
        else { return }
        defer { apis[id] = api }
        let key = Self.key(text, api.settings.kind)
        // `integrations/ID`, joined in one of several ways.
        guard let target = properties["Target"].flatMap({ scope.resource(named: integrations, in: $0) }),
            let integration = integrations[target]
        else { return builder.note(place, "the route \(key.text) is left out: its integration is not in this file") }
        let type = integration["IntegrationType"].flatMap { self.text("\(target): IntegrationType", $0) } ?? ""
        guard type == "AWS_PROXY", integration["IntegrationSubtype"] == nil else {
            return noteIntegration(integration["IntegrationSubtype"]?.text ?? type, key, at: place)
        }
        guard var route = route(key, uri: integration["IntegrationUri"], at: place) else { return }
        if api.settings.kind == .http {
            // An integration without a version sends payload 1.0.
            route.payloadVersion =
                integration["PayloadFormatVersion"].flatMap { payloadVersion("\(target): PayloadFormatVersion", $0) }
                ?? .v1
        }
        if let time = integration["TimeoutInMillis"] {
            route.timeoutMilliseconds = int("\(target): TimeoutInMillis", time)
        }
        readRouteSettings(properties, member.key, into: &route, of: api)
        builder.add(route, to: &api, at: place)
    }

    private mutating func readRouteSettings(
        _ properties: SourceNode, _ id: String, into route: inout APIRoute, of api: DraftAPI
    ) {
        for property in properties.members where !property.value.isNull {
            let subject = "\(id): \(property.key)"
            switch property.key {
            case "ApiId", "RouteKey", "Target", "AuthorizerId", "RouteResponseSelectionExpression": break
            case "AuthorizationType":
                route.authorizer = authorizer(property, properties["AuthorizerId"], of: api, subject)
            case "AuthorizationScopes": route.scopes = texts(subject, property.value)
            case "ApiKeyRequired":
                if flag(subject, property.value) { note(property.line, subject, APILeftOut.apiKey) }
            default: noteUnused(property, subject)
            }
        }
    }
}

extension TemplateScope {
    /// The first logical id in a value that is one of these resources.
    mutating func resource(named resources: [String: SourceNode], in node: SourceNode) -> String? {
        referencedNames(in: node).first { resources[$0] != nil }
    }
}
