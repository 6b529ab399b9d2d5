import LambdaModel
import OrderedCollections

/// REST APIs of CloudFormation.
struct RestAPIs: TemplateAPIReader {
    var table: TemplateAPIs

    mutating func run() {
        for member in table.members("AWS::ApiGateway::RestApi") { readRestAPI(member) }
    }

    private mutating func readRestAPI(_ member: SourceMember) {
        let properties = member.value["Properties"]
        let place = DraftPlace(line: member.line, subject: member.key)
        var api = DraftAPI(name: table.name(of: member.key, properties?["Name"]), kind: .rest, place: place)
        for property in properties?.members ?? [] where !property.value.isNull {
            let subject = "\(member.key): \(property.key)"
            switch property.key {
            case "BinaryMediaTypes": api.settings.binaryMediaTypes = table.mediaTypes(subject, property.value)
            case "Body", "BodyS3Location":
                table.definitions.append((member.key, property, subject))
            default: table.noteUnused(property, subject)
            }
        }
        table.apis[member.key] = api
    }
}

/// The parts of CloudFormation's REST APIs, as CDK writes them: authorizers, stages, and a tree of resources with methods
/// (CloudFormation's reference, "AWS::ApiGateway::Method").
struct RestResources: TemplateAPIReader {
    var table: TemplateAPIs

    mutating func run() {
        for member in table.members("AWS::ApiGateway::Authorizer") { readRestAuthorizer(member) }
        for member in table.members("AWS::ApiGateway::Stage") + table.members("AWS::ApiGateway::Deployment") {
            table.readStage(member, .rest, api: "RestApiId", variables: "Variables")
        }
        for member in table.members("AWS::ApiGateway::Method") { readMethod(member) }
    }

    private mutating func readRestAuthorizer(_ member: SourceMember) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = table.id(properties["RestApiId"], .rest, at: place), var api = table.take(id) else { return }
        let name = table.name(of: member.key, properties["Name"])
        table.authorizerNames[member.key] = name
        let type = properties["Type"].flatMap { table.text("\(member.key): Type", $0) } ?? ""
        let source = properties["IdentitySource"].flatMap { table.text("\(member.key): IdentitySource", $0) } ?? ""
        var settings: AuthorizerSettings?
        switch type {
        case "COGNITO_USER_POOLS": table.builder.note(place, APILeftOut.cognito(name))
        case "REQUEST":
            settings = table.authorizer(
                name, properties["AuthorizerUri"], sources: TemplateAPIs.parts(source), at: place)
        default:
            if let function = table.authorizerFunction(name, properties["AuthorizerUri"], at: place) {
                let validation = properties["IdentityValidationExpression"].flatMap {
                    table.text("\(member.key): IdentityValidationExpression", $0)
                }
                settings = AuthorizerSettings(.token(function: function, validation: validation))
                settings?.identitySource = source.isEmpty ? [] : [source]
            }
        }
        if let seconds = properties["AuthorizerResultTtlInSeconds"] {
            settings?.resultSeconds = table.int("\(member.key): AuthorizerResultTtlInSeconds", seconds)
        }
        table.add(settings, named: name, at: place, to: &api)
        table.apis[id] = api
    }

    private mutating func readMethod(_ member: SourceMember) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let method = properties["HttpMethod"].flatMap({ table.text("\(member.key): HttpMethod", $0) }),
            let path = path(of: properties["ResourceId"], at: place),
            let id = table.id(properties["RestApiId"], .rest, at: place), var api = table.take(id)
        else { return }
        defer { table.apis[id] = api }
        let key = EventRoute(method: method, path: path).key(in: .rest)
        let integration = properties["Integration"].flatMap { table.object("\(member.key): Integration", $0) }
        let type = integration?["Type"].flatMap { table.text("\(member.key): Integration.Type", $0) } ?? ""
        guard type == "AWS_PROXY" else {
            if type == "MOCK", key.method == "OPTIONS" {
                return table.readPreflight(
                    integration?["IntegrationResponses"]?.elements.first, parameters: "ResponseParameters", at: place,
                    into: &api)
            }
            return table.noteIntegration(type, key, at: place)
        }
        guard var route = table.route(key, uri: integration?["Uri"], at: place) else { return }
        if let time = integration?["TimeoutInMillis"] {
            route.timeoutMilliseconds = table.int("\(member.key): Integration.TimeoutInMillis", time)
        }
        for property in properties.members where !property.value.isNull {
            let subject = "\(member.key): \(property.key)"
            switch property.key {
            case "RestApiId", "ResourceId", "HttpMethod", "Integration", "AuthorizerId", "AuthorizationScopes",
                "MethodResponses":
                break
            case "AuthorizationType":
                route.authorizer = table.authorizer(property, properties["AuthorizerId"], of: api, subject)
            case "ApiKeyRequired":
                if table.flag(subject, property.value) { table.note(property.line, subject, APILeftOut.apiKey) }
            default: table.noteUnused(property, subject)
            }
        }
        table.builder.add(route, to: &api, at: place)
    }

    /// The path of a resource of the tree; nil if it depends on itself.
    private mutating func path(of reference: SourceNode?, at place: DraftPlace) -> String? {
        var parts: [String] = []
        var node = reference
        for _ in 0..<TemplateScope.mostDepth {
            let id = table.scope.referencedID(node) ?? ""
            guard table.scope.sections.type(of: id) == "AWS::ApiGateway::Resource",
                let properties = table.scope.sections.resources[id]?["Properties"]
            else {
                if table.scope.sections.type(of: id) != "AWS::ApiGateway::RestApi" {
                    table.builder.noteOnce(
                        "root \(id)", place.line, place.subject,
                        "its parent resource is not in this file: the path is taken from the root")
                }
                return "/" + parts.reversed().joined(separator: "/")
            }
            guard let part = properties["PathPart"].flatMap({ table.text("\(id): PathPart", $0) }) else { return nil }
            parts.append(part)
            node = properties["ParentId"]
        }
        table.builder.note(place, "left out: its resource depends on itself")
        return nil
    }
}
