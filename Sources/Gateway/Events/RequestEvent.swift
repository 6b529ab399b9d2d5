import JSONText
import LambdaModel

/// The event that a service of AWS makes of an HTTP request.
public enum RequestEvent {
    /// The event as compact JSON text; nil for a WebSocket API, whose events are not made of one request.
    ///
    /// The name in `Host` is `domainName`, and `x-forwarded-proto` and `x-forwarded-port` are the protocol and the port at
    /// which lamdeck listens, so that the links that a function builds lead back to lamdeck.
    public static func json(of request: WebRequest, at place: RequestPlace) -> [UInt8]? {
        var writer = JSONWriter()
        switch place.format {
        case .functionURL, .http2: PayloadV2Event(request, place).write(to: &writer)
        case .http1, .rest: ProxyEvent(request, place).write(to: &writer)
        case .alb, .albMultiValue: LoadBalancerEvent(request, place).write(to: &writer)
        case .websocket: return nil
        }
        return writer.bytes
    }
}
