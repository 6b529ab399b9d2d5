import LambdaModel
import OrderedCollections

/// Makes the APIs of a `serverless.yml` from the events of its functions (Serverless' "AWS - Events", "API Gateway",
/// "HTTP API", "Application Load Balancer" and "Websocket").
struct ServerlessAPIs {
    var values: ServerlessValues
    /// The APIs in the order of their first routes: `rest`, `http`, `websocket`, and one for each listener.
    private var apis: OrderedDictionary<String, DraftAPI> = [:]
    /// The rules of the listeners, by the ids of their APIs. They become routes when all are known.
    private var rules: OrderedDictionary<String, PriorityOrder<BalancerRule>> = [:]

    /// Adds the APIs to the draft, after its functions.
    static func read(in values: inout ServerlessValues) {
        var reader = ServerlessAPIs(values: values)
        // Only one owner of the builder, so that its contents are not copied.
        values.builder = DraftBuilder(format: "")
        reader.run()
        values = reader.values
    }

    private init(values: ServerlessValues) { self.values = values }

    private mutating func run() {
        for event in values.builder.webEvents {
            if let problem = event.problem {
                values.builder.note(event.place, "the route is left out: \(problem)")
                continue
            }
            switch event.type {
            case "http": addREST(event)
            case "httpApi": addHTTP(event)
            case "alb": addBalancer(event)
            default: addSocket(event)
            }
        }
        // The routes of load balancers.
        for (id, rules) in rules {
            guard var api = apis.take(id) else { continue }
            for rule in rules.sorted { rule.add(to: &api, by: &values.builder) }
            apis[id] = api
        }
        for api in apis.values { values.builder.add(api) }
    }

    var provider: SourceNode? { values.root["provider"] }

    mutating func note(_ line: Int, _ subject: String, _ message: String) { values.note(line, subject, message) }

    /// Takes the API with that id, which is made if there is none, out of the table. It must be put back.
    private mutating func api(
        _ id: String, _ kind: APISettings.Kind, at place: DraftPlace
    ) -> (api: DraftAPI, isNew: Bool) {
        if let api = apis.take(id) { return (api, false) }
        return (DraftAPI(name: id, kind: kind, place: place), true)
    }

    /// The function that a key of `functions`, or an ARN, means.
    mutating func function(_ node: SourceNode, _ subject: String) -> String? {
        let value = values.variables.deeplyFilled(node)
        if let text = value.text,
            let name = values.scope.functionNames[DeployedNames.logicalID(text) + "LambdaFunction"]
        {
            return name
        }
        return values.scope.function(of: value)
    }

    // MARK: REST

    private mutating func addREST(_ event: WebEvent) {
        var (api, isNew) = api("rest", .rest, at: event.place)
        if isNew {
            api.settings.stage = values.assumedStage ?? api.settings.stage
            readGateway(into: &api)
        }
        defer { apis["rest"] = api }
        let key = event.route.key(in: .rest)
        var route = APIRoute(key: key, function: event.function)
        let settings = event.settings.flatMap { $0.isMap ? $0 : nil }
        if let problem = integrationProblem(settings) {
            return values.builder.note(event.place, "the route \(key.text) is left out: \(problem)")
        }
        for member in settings?.members ?? [] where !member.value.isNull {
            let subject = "\(event.place.subject).\(member.key)"
            switch member.key {
            case "path", "method", "integration", "operationId", "documentation", "async": break
            case "cors":
                if let cors = values.restCORS(member.value, subject, method: key.method) { api.addCORS(cors) }
            case "authorizer": route.authorizer = restAuthorizer(member, subject, into: &api)
            case "private":
                if values.flag(subject, member.value) { note(member.line, subject, APILeftOut.apiKey) }
            case "timeoutInMillis": route.timeoutMilliseconds = values.int(subject, member.value)
            default: note(member.line, subject, "left out: \(Self.reason(member.key))")
            }
        }
        values.builder.add(route, to: &api, at: event.place)
    }

    /// Why requests of an `http` event do not reach the function as they are; nil if they do.
    private mutating func integrationProblem(_ settings: SourceNode?) -> String? {
        if let node = settings?["integration"], let text = values.optional(node) {
            let name = text.lowercased().replacing("_", with: "-")
            if !["lambda-proxy", "aws-proxy"].contains(name) {
                return "its integration is \"\(text.prefix(60))\"; lamdeck has Lambda proxy integrations only"
            }
        } else if values.flag("async", settings?["async"]) {
            return "it calls the function without waiting; lamdeck has Lambda proxy integrations only"
        }
        return nil
    }

    /// Why a setting of an event is left out.
    private static func reason(_ key: String) -> String {
        switch key {
        case "request": "lamdeck does not validate requests; the function gets all of them"
        case "response", "connectionType", "connectionId": "lamdeck has Lambda proxy integrations only"
        default: APILeftOut.unknown
        }
    }

    /// `provider.apiGateway`.
    private mutating func readGateway(into api: inout DraftAPI) {
        guard let gateway = provider?["apiGateway"].flatMap({ values.value("provider.apiGateway", $0) }) else { return }
        for member in gateway.members where !member.value.isNull {
            let subject = "provider.apiGateway.\(member.key)"
            switch member.key {
            case "binaryMediaTypes": api.settings.binaryMediaTypes = values.texts(subject, member.value)
            case "stage": api.settings.stage = values.text(subject, member.value) ?? api.settings.stage
            case "description", "metrics", "disableDefaultEndpoint", "shouldStartNameWithService", "websocketApiId",
                "apiKeySourceType", "endpoint":
                break
            case "apiKeys", "usagePlan": note(member.line, subject, "left out: lamdeck has no API keys and usage plans")
            case "resourcePolicy":
                note(member.line, subject, "left out: lamdeck checks no policies; it listens on loopback only")
            case "minimumCompressionSize": note(member.line, subject, "left out: lamdeck does not compress responses")
            case "restApiId", "restApiRootResourceId", "restApiResources":
                note(member.line, subject, "the API is not in this file: only the routes of this file are known")
            default: note(member.line, subject, "left out: \(Self.reason(member.key))")
            }
        }
    }

    // MARK: HTTP

    private mutating func addHTTP(_ event: WebEvent) {
        var (api, isNew) = api("http", .http, at: event.place)
        if isNew { readHTTPSettings(into: &api) }
        defer { apis["http"] = api }
        let key = event.route.key(in: .http)
        var route = APIRoute(key: key, function: event.function)
        route.payloadVersion = payload
        fillCORSMethods(key.method, in: &api)
        for member in (event.settings.flatMap { $0.isMap ? $0 : nil })?.members ?? [] where !member.value.isNull {
            let subject = "\(event.place.subject).\(member.key)"
            switch member.key {
            case "path", "method": break
            case "authorizer": readAuthorizer(member, subject, into: &route, of: api)
            default: note(member.line, subject, "left out: \(Self.reason(member.key))")
            }
        }
        values.builder.add(route, to: &api, at: event.place)
    }

    private static let methods = ["OPTIONS", "GET", "POST", "PUT", "PATCH", "HEAD", "DELETE"]

    /// Without `allowedMethods`, an HTTP API allows those of its routes.
    private func fillCORSMethods(_ method: String?, in api: inout DraftAPI) {
        guard api.settings.cors != nil, !hasCORSMethods else { return }
        for method in ["OPTIONS"] + (method.map { [$0] } ?? Self.methods)
        where api.settings.cors?.allowMethods.contains(method) == false {
            api.settings.cors?.allowMethods.append(method)
        }
    }

    private var hasCORSMethods: Bool {
        var copy = values
        guard let settings = provider?["httpApi"].flatMap({ copy.value("", $0) }),
            let cors = settings["cors"].flatMap({ copy.value("", $0) })
        else { return false }
        return cors["allowedMethods"] != nil
    }

    /// `provider.httpApi.payload`.
    private var payload: APISettings.PayloadVersion? {
        var copy = values
        return copy.optional(provider?["httpApi"]?["payload"]).flatMap { APISettings.PayloadVersion(rawValue: $0) }
    }

    /// `authorizer` of an `httpApi` event: the name of an authorizer of the provider, or an object.
    private mutating func readAuthorizer(
        _ member: SourceMember, _ subject: String, into route: inout APIRoute, of api: DraftAPI
    ) {
        guard let value = values.value(subject, member.value) else { return }
        let type = values.optional(value["type"])?.lowercased()
        let name = value.isMap ? values.optional(value["name"]) : values.optional(value)
        if type == "aws_iam" || name?.lowercased() == "aws_iam" {
            return note(member.line, subject, APILeftOut.iam("the route"))
        }
        guard let name, api.settings.authorizers[name] != nil else {
            if !api.missingAuthorizers.contains(name ?? "") {
                note(
                    member.line, subject,
                    "left out, and the route takes every request: provider.httpApi has no authorizer "
                        + "\"\((name ?? values.optional(value["id"]) ?? "").prefix(80))\"")
            }
            return
        }
        route.authorizer = name
        route.scopes = values.texts("\(subject).scopes", value["scopes"])
    }

    // MARK: Load balancers and WebSocket APIs

    private mutating func addBalancer(_ event: WebEvent) {
        let settings = event.settings
        let listener = settings?["listenerArn"].map { values.variables.deeplyFilled($0) }
        let id = "alb " + (values.scope.referencedID(listener) ?? listener?.text ?? "")
        var (api, _) = api(id, .alb, at: event.place)
        api.settings.name = "alb"
        defer { apis[id] = api }
        if values.flag("\(event.place.subject).multiValueHeaders", settings?["multiValueHeaders"]) {
            api.settings.multiValueHeaders = true
        }
        if let node = settings?["authorizer"] {
            note(
                node.line, "\(event.place.subject).authorizer",
                "left out: lamdeck signs nobody in; the route takes every request here")
        }
        var paths = ["/*"]
        var methods: [String?] = [nil]
        for condition in settings?["conditions"]?.members ?? [] where !condition.value.isNull {
            let subject = "\(event.place.subject).conditions.\(condition.key)"
            switch condition.key {
            case "path": paths = values.texts(subject, condition.value)
            case "method": methods = values.texts(subject, condition.value)
            default: note(condition.line, subject, BalancerCondition.leftOut(condition.key))
            }
        }
        let routes = paths.flatMap { path in
            methods.map { APIRoute(key: RouteKey(rule: path, method: $0), function: event.function) }
        }
        let priority = settings?["priority"].flatMap { values.int("\(event.place.subject).priority", $0) }
        rules[id, default: PriorityOrder()].add(BalancerRule(routes: routes, place: event.place), priority: priority)
    }

    private mutating func addSocket(_ event: WebEvent) {
        var (api, isNew) = api("websocket", .websocket, at: event.place)
        if isNew {
            api.settings.stage = values.assumedStage ?? api.settings.stage
            if let node = provider?["websocketsApiRouteSelectionExpression"],
                let text = values.text("provider.websocketsApiRouteSelectionExpression", node)
            {
                api.settings.routeSelectionExpression = text
            }
        }
        defer { apis["websocket"] = api }
        var route = APIRoute(key: RouteKey(method: nil, path: event.route.path), function: event.function)
        route.hasRouteResponse = event.settings?["routeResponseSelectionExpression"]?.isNull == false
        if let node = event.settings?["authorizer"] {
            let subject = "\(event.place.subject).authorizer"
            route.authorizer = socketAuthorizer(
                SourceMember(key: "authorizer", line: node.line, value: node), subject, into: &api)
        }
        values.builder.add(route, to: &api, at: event.place)
    }
}
