import JSONText
import LambdaModel

/// Why a request does not reach its function, and the response of the service.
public struct AuthorizerDenial: Error, Sendable, Hashable {
    /// The rule that decided, or what was wrong with the authorizer, as a line for the user: `statement 2 of the policy
    /// denies execute-api:Invoke on arn:aws:execute-api:…/GET/orders/*`.
    public let reason: String
    /// The response of the service.
    public let response: WebResponse

    /// How the service sees the request.
    enum Kind {
        /// It has no identity, or the authorizer raised `Unauthorized`.
        case unauthorized
        /// A statement of the policy denies it; for simple responses, `isAuthorized` is false.
        case explicitDeny
        /// No statement allows it.
        case noPermission
        /// The authorizer raised an error, or did not answer in time.
        case failure
        /// The authorizer's answer has a wrong shape.
        case configuration
    }

    /// A denial, with the response of an API (API Gateway developer guide, "Gateway response types for API Gateway"). The
    /// texts are those that API Gateway sends.
    init(_ kind: Kind, by api: APISettings.Kind, _ reason: String) {
        self.reason = reason
        let isHTTP = api == .http
        switch kind {
        case .unauthorized:
            response = Self.response(401, "message", "Unauthorized", isHTTP ? nil : "UnauthorizedException")
        case .explicitDeny, .noPermission:
            guard !isHTTP else {
                response = Self.response(403, "message", "Forbidden", nil)
                return
            }
            let text =
                kind == .explicitDeny
                ? "with an explicit deny in an identity-based policy"
                : "because no identity-based policy allows the execute-api:Invoke action"
            response = Self.response(
                403, "Message", "User is not authorized to access this resource " + text, "AccessDeniedException")
        case .failure:
            response = Self.response(
                500, "message", isHTTP ? "Internal Server Error" : nil, isHTTP ? nil : "AuthorizerFailureException")
        case .configuration:
            response = Self.response(
                500, "message", isHTTP ? "Internal Server Error" : nil,
                isHTTP ? nil : "AuthorizerConfigurationException")
        }
    }

    /// A denial by a JWT authorizer of an HTTP API.
    ///
    /// - Parameter challenge: the value of `www-authenticate`.
    init(token reason: String, status: Int, challenge: String) {
        self.reason = reason
        var response = Self.response(status, "message", status == 401 ? "Unauthorized" : "Forbidden", nil)
        response.fields.append(HTTPField("www-authenticate", challenge))
        self.response = response
    }

    private static func response(_ status: Int, _ key: String, _ text: String?, _ error: String?) -> WebResponse {
        var writer = JSONWriter()
        writer.object {
            $0.key(key)
            if let text { $0.string(text) } else { $0.null() }
        }
        var fields = [HTTPField("content-type", "application/json")]
        if let error { fields.append(HTTPField("x-amzn-ErrorType", error)) }
        return WebResponse(status: status, fields: fields, body: writer.bytes)
    }
}
