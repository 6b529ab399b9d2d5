import OrderedCollections

/// What an API has for a request.
public enum RouteMatch: Sendable, Hashable {
    /// A route. The parameters are the path's variables in the order of the pattern, still percent-encoded; the resource
    /// of a REST API's event is the path of the route's key.
    case found(APIRoute, parameters: OrderedDictionary<String, String>)
    /// No route has the path: 404 of an HTTP API and a load balancer, 403 `Missing Authentication Token` of a REST API.
    case noRoute
    /// Routes have the path, but none has the method. A client gets the same response as for ``noRoute``. The methods
    /// are those of the most specific pattern, sorted.
    case wrongMethod(allowed: [String])

    /// The route; nil if there is none.
    public var route: APIRoute? { if case .found(let route, _) = self { route } else { nil } }
}
