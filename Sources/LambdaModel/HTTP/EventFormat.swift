import Support

/// The form in which a service of AWS passes an HTTP request to a function, and in which it reads the response.
public enum EventFormat: String, Sendable, Hashable, CaseIterable {
    /// A function URL: payload 2.0 (AWS Lambda developer guide, "Invoking Lambda function URLs").
    case functionURL = "url"
    /// An HTTP API with payload 2.0 (API Gateway developer guide, "AWS Lambda proxy integrations for HTTP APIs").
    case http2
    /// An HTTP API with payload 1.0.
    case http1
    /// A REST API with Lambda proxy integration.
    case rest
    /// A target group of an Application Load Balancer, with single header values.
    case alb
    /// The same with multi-value headers.
    case albMultiValue = "alb-multi"
    /// A route of a WebSocket API.
    case websocket
}

extension EventFormat: WireCodable {}
