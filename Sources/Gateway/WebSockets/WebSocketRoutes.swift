import LambdaModel

/// The routes of a WebSocket API.
public struct WebSocketRoutes: Sendable, Hashable {
    /// The route of a client that connects (`$connect`); nil if clients connect without a call.
    public let connect: APIRoute?
    /// The route of a connection that has ended (`$disconnect`); nil if there is none.
    public let disconnect: APIRoute?
    private let fallback: APIRoute?
    private let byKey: [String: APIRoute]
    private let expression: RouteSelectionExpression

    /// The keys that no message selects.
    private static let reserved: Set<String> = [RouteKey.connect, RouteKey.disconnect]

    /// The routes of an API. Of equal keys the first one counts.
    ///
    /// - Throws: why `routeSelectionExpression` is not an expression.
    public init(_ settings: APISettings) throws(RouteSelectionProblem) {
        expression = try RouteSelectionExpression(settings.routeSelectionExpression)
        let byKey = Dictionary(settings.routes.map { ($0.key.path, $0) }) { first, _ in first }
        (connect, disconnect) = (byKey[RouteKey.connect], byKey[RouteKey.disconnect])
        fallback = byKey[RouteKey.fallback.path]
        self.byKey = byKey.filter { !Self.reserved.contains($0.key) }
    }

    /// The route of a message: that of its key, or `$default`; nil if there is neither. AWS does not say what a message
    /// with the key `$connect` or `$disconnect` does; here it has no key.
    public func route(for message: [UInt8]) -> APIRoute? {
        expression.key(for: message).flatMap { byKey[$0] } ?? fallback
    }
}
