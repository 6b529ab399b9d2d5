extension APISettings {
    /// The form of the events of a route; nil for the API's own.
    public func format(of route: APIRoute?) -> EventFormat {
        switch kind {
        case .http: (route?.payloadVersion ?? payloadVersion) == .v1 ? .http1 : .http2
        case .rest: .rest
        case .alb: multiValueHeaders ? .albMultiValue : .alb
        case .websocket: .websocket
        }
    }
}

extension APISettings.Kind {
    /// Milliseconds for which the service waits for a function whose route does not say it (API Gateway, quotas of HTTP,
    /// REST and WebSocket APIs, integration timeout). Nil for a load balancer, whose limit is longer than that of most
    /// functions.
    public var timeoutMilliseconds: Int? {
        switch self {
        case .http: 30_000
        case .rest, .websocket: 29_000
        case .alb: nil
        }
    }

    /// Seconds for which the answer of an authorizer is used again if its settings do not say it (API Gateway,
    /// `authorizerResultTtlInSeconds` of `CreateAuthorizer`).
    public var resultSeconds: Int { self == .rest ? 300 : 0 }
}
