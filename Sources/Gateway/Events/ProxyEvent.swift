import JSONText
import LambdaModel
import OrderedCollections

/// The event of a REST API (API Gateway developer guide, "Lambda proxy integrations in API Gateway") and of an HTTP API
/// with payload 1.0 ("Create AWS Lambda proxy integrations for HTTP APIs in API Gateway").
///
/// Recorded events show what the pages leave open. Both have the path as received, and the last value of a repeated
/// parameter. A REST API has the path's parameters as received, and its stage in `requestContext.path` alone. An HTTP API
/// decodes the parameters and `requestContext.path`, and has a named stage in both paths.
struct ProxyEvent {
    private let request: WebRequest
    private let place: RequestPlace
    private let names: EventNames

    init(_ request: WebRequest, _ place: RequestPlace) {
        (self.request, self.place) = (request, place)
        names = EventNames(request, place)
    }

    private var isREST: Bool { place.format == .rest }

    private var resource: String { place.route?.path ?? RouteKey.fallback.text }

    private var path: String {
        guard isREST else { return EventNames.path(request.rawPath, of: place.stage) }
        return "/" + request.rawPath.drop { $0 == "/" }
    }

    func write(to writer: inout JSONWriter) {
        writer.object {
            if !isREST { $0.member("version", "1.0") }
            $0.member("resource", resource)
            $0.member("path", path)
            $0.member("httpMethod", request.method)
            let headers = EventHeaders(request, place.format).values
            $0.member("headers", headers.last)
            $0.member("multiValueHeaders", headers)
            let query = EventQuery(request.rawQuery, .decoded).values
            $0.member("queryStringParameters", orNull: query.last)
            $0.member("multiValueQueryStringParameters", orNull: query)
            $0.key("requestContext")
            $0.object(writeContext)
            $0.member(
                "pathParameters",
                orNull: isREST ? place.pathParameters : place.pathParameters.mapValues { EventNames.decoded($0) })
            $0.member("stageVariables", orNull: place.stageVariables)
            let body = EventBody(request, place)
            $0.member("body", orNull: body.text)
            $0.member("isBase64Encoded", body.isBase64)
        }
    }

    private func writeContext(to writer: inout JSONWriter) {
        let key = place.route?.text ?? resource
        writer.member("resourceId", isREST ? String(APIIdentifier.of(key).prefix(6)) : key)
        writer.authorizer(place.authorizer)
        writer.member("resourcePath", resource)
        writer.member("httpMethod", request.method)
        writer.member("extendedRequestId", request.requestID)
        writer.member("requestTime", names.time)
        writer.member("path", names.path)
        writer.member("accountId", LocalAccount.id)
        writer.member("protocol", "HTTP/1.1")
        writer.member("stage", place.stage)
        writer.member("domainPrefix", names.domainPrefix)
        writer.member("requestTimeEpoch", names.milliseconds)
        writer.member("requestId", request.requestID)
        writer.key("identity")
        writer.object(writeIdentity)
        writer.member("domainName", names.domain)
        if isREST { writer.member("deploymentId", String(APIIdentifier.of(place.stage).prefix(6))) }
        writer.member("apiId", names.api)
    }

    private func writeIdentity(to writer: inout JSONWriter) {
        for name in [
            "accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType",
            "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId",
        ] {
            writer.member(name, orNull: nil as String?)
        }
        writer.member("sourceIp", request.sourceAddress)
        writer.member("user", orNull: nil as String?)
        writer.member("userAgent", orNull: request.fields.first("user-agent") ?? (isREST ? nil : ""))
        writer.member("userArn", orNull: nil as String?)
    }
}
