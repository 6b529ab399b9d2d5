/// The key of a route: which requests it takes.
public struct RouteKey: Sendable, Hashable {
    /// The method in upper case; nil for `ANY`, `$default` and the routes of a WebSocket API.
    public var method: String?
    /// The path's pattern: `/orders/{id}`, `/{proxy+}`; a load balancer's has `*` and `?`. For `$default`, and for the
    /// routes of a WebSocket API, the key itself.
    public var path: String

    /// A key.
    public init(method: String?, path: String) {
        self.method = method
        self.path = path
    }

    /// The route of an HTTP or WebSocket API that takes what no other one does.
    public static let fallback = RouteKey(method: nil, path: "$default")

    /// The key as AWS writes it: `GET /orders/{id}`, `ANY /{proxy+}`, `$default`, `$connect`.
    public var text: String { path.hasPrefix("/") || method != nil ? "\(method ?? "ANY") \(path)" : path }
}
