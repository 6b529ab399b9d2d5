import LambdaModel
import OrderedCollections

/// The routes of functions' events (SAM's specification, "Api", "HttpApi" and "ApiFunctionAuth" of a function).
struct SAMEvents: TemplateAPIReader {
    var table: TemplateAPIs

    mutating func run() {
        for event in table.builder.webEvents { readEvent(event) }
        for (api, key, place) in table.openRoutes where table.apis[api]?.routePlaces[key] == nil {
            table.builder.note(place, "the route \(key.text) is left out: it has no integration")
        }
    }

    /// Adds the route of a function's event.
    private mutating func readEvent(_ event: WebEvent) {
        let settings = event.settings
        if let problem = event.problem {
            return table.builder.note(event.place, "the route is left out: \(problem)")
        }
        guard let id = table.id(event.apiReference, event.kind, at: event.place), var api = table.take(id) else {
            return
        }
        defer { table.apis[id] = api }
        var route = APIRoute(key: event.route.key(in: api.settings.kind), function: event.function)
        route.authorizer = api.settings.authorizer
        route.scopes = api.authorizerScopes[route.authorizer ?? ""] ?? []
        for member in settings?.members ?? [] where !member.value.isNull {
            let subject = "\(event.place.subject).\(member.key)"
            switch member.key {
            case "Method", "Path", "RestApiId", "ApiId": break
            case "Auth": readEventAuth(member.value, subject, into: &route, of: api)
            case "PayloadFormatVersion": route.payloadVersion = table.payloadVersion(subject, member.value)
            case "TimeoutInMillis": route.timeoutMilliseconds = table.int(subject, member.value)
            default: table.noteUnused(member, subject)
            }
        }
        table.builder.add(route, to: &api, at: event.place)
    }

    /// `Auth` of a function's event.
    private mutating func readEventAuth(
        _ node: SourceNode, _ subject: String, into route: inout APIRoute, of api: DraftAPI
    ) {
        guard let auth = table.object(subject, node) else { return }
        for member in auth.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "Authorizer":
                guard let authorizer = table.text(name, member.value) else { break }
                route.authorizer = table.knownAuthorizer(
                    authorizer, of: api, at: DraftPlace(line: member.line, subject: name))
                route.scopes = api.authorizerScopes[authorizer] ?? []
            case "AuthorizationScopes": break
            case "ApiKeyRequired":
                if table.flag(name, member.value) { table.note(member.line, name, APILeftOut.apiKey) }
            default: table.noteUnused(member, name)
            }
        }
        if let scopes = auth["AuthorizationScopes"] {
            route.scopes = table.texts("\(subject).AuthorizationScopes", scopes)
        }
    }
}

extension WebEvent {
    /// The kind of API that SAM makes for an event of that type.
    var kind: APISettings.Kind { type == "Api" ? .rest : .http }

    /// The API that an event names; nil for SAM's implicit one.
    var apiReference: SourceNode? { settings?["RestApiId"] ?? settings?["ApiId"] }
}
