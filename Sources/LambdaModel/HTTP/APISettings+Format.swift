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
