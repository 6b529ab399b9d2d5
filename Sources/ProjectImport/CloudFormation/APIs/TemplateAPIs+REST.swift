import LambdaModel
import OrderedCollections

/// REST APIs of CloudFormation, as CDK writes them: a tree of resources with methods (CloudFormation's reference,
/// "AWS::ApiGateway::Method").
extension TemplateAPIs {
    mutating func readRestAPI(_ member: SourceMember) {
        let properties = member.value["Properties"]
        let place = DraftPlace(line: member.line, subject: member.key)
        var api = DraftAPI(name: name(of: member.key, properties?["Name"]), kind: .rest, place: place)
        for property in properties?.members ?? [] where !property.value.isNull {
            let subject = "\(member.key): \(property.key)"
            switch property.key {
            case "BinaryMediaTypes": api.settings.binaryMediaTypes = mediaTypes(subject, property.value)
            case "Body", "BodyS3Location":
                guard let definition = definition(property.value, at: property.line, subject) else { break }
                readDefinition(
                    definition, member.key, DraftPlace(line: property.line, subject: subject), into: &api)
            default: noteUnused(property, subject)
            }
        }
        apis[member.key] = api
    }

    /// Authorizers, stages and methods.
    mutating func readRestResources() {
        for member in members("AWS::ApiGateway::Authorizer") { readRestAuthorizer(member) }
        for member in members("AWS::ApiGateway::Stage") + members("AWS::ApiGateway::Deployment") {
            readStage(member, .rest, api: "RestApiId", variables: "Variables")
        }
        for member in members("AWS::ApiGateway::Method") { readMethod(member) }
    }

    /// Reads a stage. An API has one here; further ones are noted.
    mutating func readStage(_ member: SourceMember, _ kind: APISettings.Kind, api key: String, variables: String) {
        guard let properties = member.value["Properties"], let node = properties["StageName"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = id(properties[key], kind, at: place) else { return }
        guard staged.insert(id).inserted else {
            return builder.note(place, "left out: an API has one stage here")
        }
        if let name = text("\(member.key): StageName", node) { apis[id]?.settings.stage = name }
        if let node = properties[variables] {
            let values = self.variables("\(member.key): \(variables)", node)
            apis[id]?.settings.stageVariables = values
        }
        for property in properties.members
        where ![key, "StageName", variables].contains(property.key) && !property.value.isNull {
            noteUnused(property, "\(member.key): \(property.key)")
        }
    }

    private mutating func readRestAuthorizer(_ member: SourceMember) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = id(properties["RestApiId"], .rest, at: place), var api = apis[id] else { return }
        let name = self.name(of: member.key, properties["Name"])
        authorizerNames[member.key] = name
        let type = properties["Type"].flatMap { text("\(member.key): Type", $0) } ?? ""
        let source = properties["IdentitySource"].flatMap { text("\(member.key): IdentitySource", $0) } ?? ""
        var settings: AuthorizerSettings?
        switch type {
        case "COGNITO_USER_POOLS": builder.note(place, APILeftOut.cognito(name))
        case "REQUEST":
            settings = authorizer(name, properties["AuthorizerUri"], sources: Self.parts(source), at: place)
        default:
            if let function = authorizerFunction(name, properties["AuthorizerUri"], at: place) {
                let validation = properties["IdentityValidationExpression"].flatMap {
                    text("\(member.key): IdentityValidationExpression", $0)
                }
                settings = AuthorizerSettings(.token(function: function, validation: validation))
                settings?.identitySource = source.isEmpty ? [] : [source]
            }
        }
        if let seconds = properties["AuthorizerResultTtlInSeconds"] {
            settings?.resultSeconds = int("\(member.key): AuthorizerResultTtlInSeconds", seconds)
        }
        add(settings, named: name, at: place, to: &api)
        apis[id] = api
    }

    private mutating func readMethod(_ member: SourceMember) {
        guard let properties = member.value["Properties"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = id(properties["RestApiId"], .rest, at: place), var api = apis[id],
            let method = properties["HttpMethod"].flatMap({ text("\(member.key): HttpMethod", $0) }),
            let path = path(of: properties["ResourceId"], at: place)
        else { return }
        defer { apis[id] = api }
        let key = EventRoute(method: method, path: path).key(in: .rest)
        let integration = properties["Integration"].flatMap { object("\(member.key): Integration", $0) }
        let type = integration?["Type"].flatMap { text("\(member.key): Integration.Type", $0) } ?? ""
        guard type == "AWS_PROXY" else {
            if type == "MOCK", key.method == "OPTIONS" {
                return readPreflight(
                    integration?["IntegrationResponses"]?.elements.first, parameters: "ResponseParameters", at: place,
                    into: &api)
            }
            return noteIntegration(type, key, at: place)
        }
        guard var route = route(key, uri: integration?["Uri"], at: place) else { return }
        if let time = integration?["TimeoutInMillis"] {
            route.timeoutMilliseconds = int("\(member.key): Integration.TimeoutInMillis", time)
        }
        for property in properties.members where !property.value.isNull {
            let subject = "\(member.key): \(property.key)"
            switch property.key {
            case "RestApiId", "ResourceId", "HttpMethod", "Integration", "AuthorizerId", "AuthorizationScopes",
                "MethodResponses":
                break
            case "AuthorizationType":
                route.authorizer = authorizer(property, properties["AuthorizerId"], of: api, subject)
            case "ApiKeyRequired":
                if flag(subject, property.value) { note(property.line, subject, APILeftOut.apiKey) }
            default: noteUnused(property, subject)
            }
        }
        builder.add(route, to: &api, at: place)
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

    /// The path of a resource of the tree; nil if it depends on itself.
    private mutating func path(of reference: SourceNode?, at place: DraftPlace) -> String? {
        var parts: [String] = []
        var node = reference
        for _ in 0..<TemplateScope.mostDepth {
            let id = scope.referencedID(node) ?? ""
            guard scope.sections.type(of: id) == "AWS::ApiGateway::Resource",
                let properties = scope.sections.resources[id]?["Properties"]
            else {
                if scope.sections.type(of: id) != "AWS::ApiGateway::RestApi" {
                    builder.noteOnce(
                        "root \(id)", place.line, place.subject,
                        "its parent resource is not in this file: the path is taken from the root")
                }
                return "/" + parts.reversed().joined(separator: "/")
            }
            guard let part = properties["PathPart"].flatMap({ text("\(id): PathPart", $0) }) else { return nil }
            parts.append(part)
            node = properties["ParentId"]
        }
        builder.note(place, "left out: its resource depends on itself")
        return nil
    }
}
