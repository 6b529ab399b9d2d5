import JSONText

/// A route while it is read.
struct RouteDraft: KeyedObject {
    let kind: APISettings.Kind?
    var route: APIRoute
    /// The position of its key.
    let position: JSONPosition
    /// The position of its value.
    let valuePosition: JSONPosition
    /// The authorizer that the route names itself.
    var authorizer: NameReference?
    var scopesPosition: JSONPosition?
    var function: NameReference?

    /// The route as the user calls it.
    var words: String { "route \"\(route.key.text)\"" }
}

/// The keys of a route's object, in the order of schema and reference.
enum RouteKeys {
    private static let gateway: [APISettings.Kind] = [.http, .rest, .websocket]

    static let all: [ObjectKey<RouteDraft>] = [
        ObjectKey(
            "function", summary: "The function that gets the requests.", meaning: "the function that gets the requests",
            fallback: "required", describe: SchemaForm.text,
            read: { node, route, reader in
                route.function = reader.reference(node, as: "\"function\"", of: route.words)
            }),
        ObjectKey(
            "authorizer", of: gateway, summary: "The name of an authorizer, or NONE.",
            meaning: "the name of an authorizer, or `NONE`; of a WebSocket API, only for `$connect`",
            fallback: "`authorizer` of the API", describe: SchemaForm.text,
            read: { node, route, reader in
                route.authorizer = reader.reference(node, as: "\"authorizer\"", of: route.words)
            }),
        ObjectKey(
            "authorizationScopes", of: [.http], summary: "Scopes of which a token must have one.",
            meaning: "scopes of which a token must have one", fallback: "none", describe: SchemaForm.list,
            read: { node, route, reader in
                let scopes = reader.texts(node, as: "\"authorizationScopes\"", each: "a scope") ?? []
                route.route.scopes = scopes.map(\.text)
                route.scopesPosition = node.position
            }),
        ObjectKey(
            "context", of: gateway, .context, at: \.route.context,
            summary: "A JSON file with the authorizer context of this route's events.",
            meaning: "a JSON file with the authorizer context of this route's events", fallback: "`context` of the API"),
        ObjectKey(
            "payloadFormatVersion", of: [.http], .payloadVersion, at: \.route.payloadVersion,
            summary: "The version of this route's events.", meaning: "the version of this route's events",
            fallback: "that of the API"),
        ObjectKey(
            "routeResponse", of: [.websocket], .flag, at: \.route.hasRouteResponse,
            summary: "Whether the client gets the body of the function's response.",
            meaning: "whether the client gets the body of the function's response, as with a route response on AWS",
            fallback: "`false`"),
        ObjectKey(
            "timeoutInMillis", of: gateway, summary: "Milliseconds after which the API answers 504.",
            meaning: "milliseconds after which the API answers 504, from 50",
            fallback: "30,000 of an HTTP API, otherwise 29,000",
            describe: ValueForm.number(RouteTimeout.range(of: .rest)).describe,
            read: { node, route, reader in
                let range = RouteTimeout.range(of: route.kind)
                guard
                    let time = reader.integer(node, as: "\"timeoutInMillis\"", in: range, unit: "milliseconds")
                else { return }
                route.route.timeoutMilliseconds = time
                if route.kind == .rest, time > RouteTimeout.withoutIncrease {
                    reader.warning(
                        "\"timeoutInMillis\" above \(RouteTimeout.withoutIncrease) needs a quota increase on AWS",
                        at: node.position)
                }
            }),
    ]
}

/// How long an API waits for a function (API Gateway, quotas of each kind of API).
private enum RouteTimeout {
    /// Milliseconds of a REST API above which an account needs a quota increase.
    static let withoutIncrease = APISettings.Kind.rest.timeoutMilliseconds ?? .max

    static func range(of kind: APISettings.Kind?) -> ClosedRange<Int> {
        // A REST API: after the increase, no more than a call may take.
        50...(kind == .rest ? 900_000 : kind?.timeoutMilliseconds ?? 30_000)
    }
}
