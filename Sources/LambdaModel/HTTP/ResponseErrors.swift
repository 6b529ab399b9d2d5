/// An answer that a service of AWS gives instead of a function's response. Those to denied requests are
/// `AuthorizerDenial`'s.
///
/// Sources: API Gateway developer guide, "Gateway response types for API Gateway"; Elastic Load Balancing user guide,
/// "Troubleshoot your Application Load Balancers"; Lambda developer guide, "Creating and managing Lambda function URLs".
/// Bodies are those that AWS sends, as recorded by its Lambda Test Tool (aws/aws-lambda-dotnet) and by LocalStack's tests.
///
/// HTTP APIs differ from AWS in two statuses, so that all types of API have the same: AWS's answer 500 to a malformed
/// response, and 503 after their time limit.
public enum GatewayError: Sendable, Hashable, CaseIterable {
    /// The function's response has a wrong shape: 502.
    case malformedResponse
    /// The function raised an error, ran longer than its own timeout, or its runtime ended; or its response is too large.
    case functionFailed
    /// The function ran longer than the service waits: 504.
    case timeout
    /// No container of the function can run: 503.
    case unavailable
    /// The request's body is too large: 413.
    case requestTooLarge
    /// No route takes the request: 404; a REST API answers 403.
    case notFound
    /// A page may not send the request: 403.
    case forbidden
    /// The file of a fixed authorizer context cannot be used: 500.
    case authorizerFailed
    /// The service, or lamdeck, does not support the request: 501.
    case unsupported

    /// The status of the answer.
    public func status(as format: EventFormat) -> Int {
        switch self {
        case .malformedResponse: 502
        case .functionFailed: format.isHTTPAPI ? 500 : 502
        case .timeout: 504
        case .unavailable: 503
        case .requestTooLarge: 413
        case .notFound: format == .rest ? 403 : 404
        case .forbidden: 403
        case .authorizerFailed: 500
        case .unsupported: 501
        }
    }

    /// The answer.
    public func response(as format: EventFormat) -> WebResponse {
        let status = status(as: format)
        switch format {
        case .rest: return json(status, #"{"\#(restKey)":\#(restMessage)}"#, errorType: restType)
        case .http1, .http2, .websocket: return json(status, #"{"message":"\#(httpMessage)"}"#, errorType: nil)
        case .alb, .albMultiValue: return Self.page(status)
        case .functionURL: return functionURLAnswer(status)
        }
    }

    private func json(_ status: Int, _ body: String, errorType: String?) -> WebResponse {
        var fields = [HTTPField("content-type", "application/json")]
        if let errorType { fields.append(HTTPField("x-amzn-ErrorType", errorType)) }
        return WebResponse(status: status, fields: fields, body: Array(body.utf8))
    }

    // MARK: REST APIs

    /// The answer to a denied request has another name for the message.
    private var restKey: String { self == .forbidden ? "Message" : "message" }

    /// The JSON value of the message, with the blank that API Gateway writes before some.
    private var restMessage: String {
        switch self {
        case .malformedResponse, .functionFailed: #" "Internal server error""#
        case .timeout: #" "Endpoint request timed out""#
        case .unavailable: #" "Service Unavailable""#
        case .requestTooLarge: #""Request Too Long""#
        case .notFound: #""Missing Authentication Token""#
        case .forbidden: #""User is not authorized to access this resource""#
        case .authorizerFailed: "null"
        case .unsupported: #""Not Implemented""#
        }
    }

    private var restType: String {
        switch self {
        case .malformedResponse, .functionFailed, .timeout: "InternalServerErrorException"
        case .unavailable: "ServiceUnavailableException"
        case .requestTooLarge: "RequestTooLargeException"
        case .notFound: "MissingAuthenticationTokenException"
        case .forbidden: "AccessDeniedException"
        case .authorizerFailed: "AuthorizerConfigurationException"
        case .unsupported: "NotImplementedException"
        }
    }

    // MARK: HTTP APIs

    private var httpMessage: String {
        switch self {
        case .malformedResponse, .functionFailed, .authorizerFailed: "Internal Server Error"
        case .timeout: "Gateway Timeout"
        case .unavailable: "Service Unavailable"
        case .requestTooLarge: "Request Entity Too Large"
        case .notFound: "Not Found"
        case .forbidden: "Forbidden"
        case .unsupported: "Not Implemented"
        }
    }

    // MARK: Load balancers

    private static func page(_ status: Int) -> WebResponse {
        let title = FunctionStatus(status)?.label ?? "\(status)"
        let lines = [
            "<html>", "<head><title>\(title)</title></head>", "<body>", "<center><h1>\(title)</h1></center>", "</body>",
            "</html>", "",
        ]
        return WebResponse(
            status: status, fields: [HTTPField("content-type", "text/html"), HTTPField("server", "awselb/2.0")],
            body: Array(lines.joined(separator: "\r\n").utf8))
    }

    // MARK: Function URLs

    /// The answer to an error of the function is a text, although its type is that of JSON; other answers are objects with
    /// `Message`.
    private func functionURLAnswer(_ status: Int) -> WebResponse {
        switch self {
        case .malformedResponse, .functionFailed, .timeout, .unavailable:
            return json(status, functionURLText, errorType: nil)
        case .requestTooLarge:
            let message = "Request must be smaller than 6291456 bytes for the InvokeFunction operation"
            return json(status, #"{"Message":"\#(message)"}"#, errorType: "RequestEntityTooLargeException")
        case .forbidden:
            return json(status, #"{"Message":"\#(httpMessage)"}"#, errorType: "AccessDeniedException")
        case .notFound, .authorizerFailed, .unsupported:
            return json(status, #"{"Message":"\#(httpMessage)"}"#, errorType: restType)
        }
    }

    private var functionURLText: String {
        self == .malformedResponse || self == .functionFailed ? "Internal Server Error" : httpMessage
    }
}

extension EventFormat {
    /// Whether the service is an HTTP API.
    var isHTTPAPI: Bool { self == .http1 || self == .http2 }
}
