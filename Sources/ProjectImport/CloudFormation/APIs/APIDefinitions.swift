import LambdaModel
import OrderedCollections

/// OpenAPI and Swagger definitions with API Gateway's extensions (API Gateway developer guide, "OpenAPI extensions for API
/// Gateway").
struct APIDefinitions: TemplateAPIReader {
    var table: TemplateAPIs

    private static let methods: Set<String> = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace", "x-amazon-apigateway-any-method",
    ]

    mutating func run() {
        for (id, property, subject) in table.definitions {
            guard let definition = definition(property.value, at: property.line, subject), var api = table.take(id)
            else { continue }
            readDefinition(definition, id, DraftPlace(line: property.line, subject: subject), into: &api)
            table.apis[id] = api
        }
    }

    // MARK: The text

    /// The definition in a template or in a file next to it; nil if it is not on this machine, which is noted.
    private mutating func definition(_ node: SourceNode, at line: Int, _ subject: String) -> SourceNode? {
        if let (name, argument) = Intrinsic.call(node), name == Intrinsic.transform.rawValue {
            return included(argument, at: line, subject)
        }
        guard let value = table.value(subject, line, { scope throws(Unresolved) in try scope.resolve(node) }) else {
            return nil
        }
        if value.text != nil { return table.text(subject, value).flatMap { file($0, at: line, subject) } }
        if let key = (value["Key"] ?? value["S3Key"])?.text, value["Bucket"] ?? value["S3Bucket"] != nil {
            // CDK copies the file next to the template.
            if let path = table.assets.path(key: key) { return file(table.assets.place(path), at: line, subject) }
            table.note(line, subject, "the routes of the definition are left out: it is in S3")
            return nil
        }
        return value
    }

    /// `AWS::Include` in place of a definition.
    private mutating func included(_ argument: SourceNode, at line: Int, _ subject: String) -> SourceNode? {
        guard argument["Name"]?.text == "AWS::Include", let location = argument["Parameters"]?["Location"] else {
            table.note(line, subject, "left out: \(Transforms.reason(argument))")
            return nil
        }
        return table.text(subject, location).flatMap { file($0, at: line, subject) }
    }

    private mutating func file(_ path: String, at line: Int, _ subject: String) -> SourceNode? {
        let shown = "\"\(path.prefix(200))\""
        guard RelativePath.isLocal(path) else {
            table.note(line, subject, "the routes of the definition are left out: \(shown) is not on this machine")
            return nil
        }
        guard let bytes = table.source?.read(RelativePath.clean(path)) else {
            let why =
                table.source?.isOutside(path) ?? false
                ? "it is outside the project" : "there is no such file in the project"
            table.note(line, subject, "the routes of \(shown) are left out: \(why)")
            return nil
        }
        do throws(ImportError) {
            return try SourceReader.read(bytes).relined(to: line)
        } catch {
            table.note(line, subject, "the routes of \(shown) are left out: \(error.description(file: path))")
            return nil
        }
    }

    // MARK: The content

    /// Adds what a definition says to an API.
    private mutating func readDefinition(
        _ root: SourceNode, _ id: String, _ place: DraftPlace, into api: inout DraftAPI
    ) {
        let schemes = root["components"]?["securitySchemes"] ?? root["securityDefinitions"]
        for member in schemes?.members ?? [] { readScheme(member, place, into: &api) }
        if let types = root["x-amazon-apigateway-binary-media-types"] {
            api.settings.binaryMediaTypes = table.texts(place.subject, types)
        }
        if let cors = root["x-amazon-apigateway-cors"], api.settings.cors == nil {
            api.settings.cors = definedCORS(cors, place.subject)
        }
        guard let paths = root["paths"].flatMap({ table.object("\(place.subject).paths", $0) }) else { return }
        for path in paths.members {
            let subject = "\(place.subject).\(path.key.prefix(80))"
            guard let operations = table.object(subject, path.value) else { continue }
            for operation in operations.members where Self.methods.contains(operation.key.lowercased()) {
                let route = EventRoute(method: operation.key, path: path.key)
                readOperation(
                    operation, route, root, id,
                    DraftPlace(line: operation.line, subject: "\(subject).\(operation.key)"),
                    into: &api)
            }
        }
    }

    private mutating func readOperation(
        _ member: SourceMember, _ found: EventRoute, _ root: SourceNode, _ id: String, _ place: DraftPlace,
        into api: inout DraftAPI
    ) {
        let key = found.key(in: api.settings.kind)
        guard let operation = table.object(place.subject, member.value) else { return }
        guard let written = operation["x-amazon-apigateway-integration"],
            let integration = table.object(place.subject, Self.target(written, in: root))
        else { return table.openRoutes.append((id, key, place)) }
        let type = integration["type"].flatMap { table.text(place.subject, $0) }?.lowercased() ?? ""
        guard type == "aws_proxy" else {
            if type == "mock", found.method == "OPTIONS" {
                return table.readPreflight(
                    integration["responses"]?["default"] ?? integration["responses"]?["200"],
                    parameters: "responseParameters", at: place, into: &api)
            }
            return table.noteIntegration(type, key, at: place)
        }
        guard var route = table.route(key, uri: integration["uri"], at: place) else { return }
        readSecurity(operation["security"] ?? root["security"], into: &route, of: api, at: place)
        if operation["x-amazon-apigateway-auth"]?["type"]?.text?.uppercased() == "AWS_IAM" {
            table.builder.note(place, APILeftOut.iam("the route"))
            route.authorizer = nil
        }
        if api.settings.kind == .http {
            // An integration without a version sends payload 1.0.
            route.payloadVersion =
                integration["payloadFormatVersion"].flatMap { table.payloadVersion(place.subject, $0) } ?? .v1
        }
        if let time = integration["timeoutInMillis"] { route.timeoutMilliseconds = table.int(place.subject, time) }
        table.builder.add(route, to: &api, at: place)
    }

    /// `#/components/x-amazon-apigateway-integrations/name`.
    private static func target(_ node: SourceNode, in root: SourceNode) -> SourceNode {
        guard let reference = node["$ref"]?.text, reference.hasPrefix("#/") else { return node }
        var target: SourceNode? = root
        for part in reference.dropFirst(2).split(separator: "/") { target = target?[String(part)] }
        return target ?? node
    }

    // MARK: Authorizers

    private mutating func readScheme(_ member: SourceMember, _ place: DraftPlace, into api: inout DraftAPI) {
        let name = member.key
        let place = DraftPlace(line: member.line, subject: "\(place.subject): \(name.prefix(80))")
        if member.value["x-amazon-apigateway-authtype"]?.text?.lowercased() == "awssigv4" {
            api.missingAuthorizers.insert(name)
            return table.builder.note(place, APILeftOut.iam("the API"))
        }
        guard let node = member.value["x-amazon-apigateway-authorizer"].flatMap({ table.object(place.subject, $0) })
        else {
            // A scheme without authorizer is an API key, or only documentation.
            api.missingAuthorizers.insert(name)
            return
        }
        let type = node["type"].flatMap { table.text(place.subject, $0) }?.lowercased() ?? ""
        let sources = table.texts(place.subject, node["identitySource"]).flatMap(TemplateAPIs.parts)
        var settings: AuthorizerSettings?
        switch type {
        case "cognito_user_pools": table.builder.note(place, APILeftOut.cognito(name))
        case "jwt":
            settings = node["jwtConfiguration"].flatMap { table.tokenIssuer($0, place.subject) }
            if !sources.isEmpty { settings?.identitySource = Array(sources.prefix(1)) }
        case "request":
            let payload = node["authorizerPayloadFormatVersion"].flatMap { table.payloadVersion(place.subject, $0) }
            settings = table.authorizer(
                name, node["authorizerUri"], sources: sources, payload: payload ?? .v1,
                simple: table.flag(place.subject, node["enableSimpleResponses"]), at: place)
        case "token":
            let validation = node["identityValidationExpression"].flatMap { table.text(place.subject, $0) }
            let header = member.value["name"].flatMap { table.text(place.subject, $0) } ?? "Authorization"
            if let function = table.authorizerFunction(name, node["authorizerUri"], at: place) {
                settings = AuthorizerSettings(.token(function: function, validation: validation))
                settings?.identitySource = ["method.request.header.\(header)"]
            }
        default:
            table.builder.note(
                place,
                "the authorizer is left out, and its routes take every request: its type is \"\(type.prefix(60))\"")
        }
        if let seconds = node["authorizerResultTtlInSeconds"] {
            settings?.resultSeconds = table.int(place.subject, seconds)
        }
        table.add(settings, named: name, at: place, to: &api)
    }

    /// `security` of an operation or of the definition: the first scheme counts.
    private func readSecurity(
        _ node: SourceNode?, into route: inout APIRoute, of api: DraftAPI, at place: DraftPlace
    ) {
        guard let node else {
            route.authorizer = api.settings.authorizer
            route.scopes = api.authorizerScopes[route.authorizer ?? ""] ?? []
            return
        }
        let known = node.elements.compactMap(\.members.first).first { api.settings.authorizers[$0.key] != nil }
        route.authorizer = known?.key
        route.scopes = known?.value.elements.compactMap(\.text) ?? []
    }

    // MARK: CORS

    /// `x-amazon-apigateway-cors` of an HTTP API.
    private mutating func definedCORS(_ node: SourceNode, _ subject: String) -> CORSSettings? {
        guard let object = table.object(subject, node) else { return nil }
        var settings = CORSSettings()
        settings.allowOrigins = table.texts(subject, object["allowOrigins"])
        settings.allowMethods = table.texts(subject, object["allowMethods"])
        settings.allowHeaders = table.texts(subject, object["allowHeaders"])
        settings.exposeHeaders = table.texts(subject, object["exposeHeaders"])
        settings.allowCredentials = table.flag(subject, object["allowCredentials"])
        settings.maxAge = object["maxAge"].flatMap { table.int(subject, $0) }
        if settings.dropContradiction() { table.note(node.line, subject, APILeftOut.credentials) }
        return settings
    }
}
