import JSONText
import LambdaModel
import OrderedCollections

/// The event of a function URL (Lambda developer guide, "Invoking Lambda function URLs") and of an HTTP API with payload
/// 2.0 (API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway").
///
/// The pages leave open what AWS does; recorded events show it. Members without a value are absent. An HTTP API decodes
/// the path and prefixes it with the stage's name; a function URL decodes it in `requestContext.http.path` alone. An HTTP
/// API takes `cookie` out of the headers, and a function URL does not.
struct PayloadV2Event {
    private let request: WebRequest
    private let place: RequestPlace
    private let names: EventNames

    init(_ request: WebRequest, _ place: RequestPlace) {
        (self.request, self.place) = (request, place)
        names = EventNames(request, place)
    }

    private var isFunctionURL: Bool { place.format == .functionURL }

    private var routeKey: String { place.route?.text ?? RouteKey.fallback.text }

    /// The pairs of all `cookie` fields.
    private static func cookies(_ request: WebRequest) -> [String] {
        request.fields.values(of: "cookie").flatMap { $0.split(separator: ";") }
            .map { String($0.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
    }

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("version", "2.0")
            $0.member("routeKey", routeKey)
            $0.member("rawPath", isFunctionURL ? String(request.rawPath) : names.path)
            $0.member("rawQueryString", String(request.rawQuery))
            let cookies = Self.cookies(request)
            if !cookies.isEmpty {
                $0.key("cookies")
                $0.array { for cookie in cookies { $0.string(cookie) } }
            }
            $0.member("headers", EventHeaders(request, place.format).values.joined)
            let query = EventQuery(request.rawQuery, .decoded).values
            if !query.isEmpty { $0.member("queryStringParameters", query.joined) }
            $0.key("requestContext")
            $0.object(writeContext)
            let body = EventBody(request, place)
            if let text = body.text { $0.member("body", text) }
            if !place.pathParameters.isEmpty {
                $0.member("pathParameters", place.pathParameters.mapValues { EventNames.decoded($0) })
            }
            $0.member("isBase64Encoded", body.isBase64)
            if !place.stageVariables.isEmpty { $0.member("stageVariables", place.stageVariables) }
        }
    }

    private func writeContext(to writer: inout JSONWriter) {
        // Without IAM authorization the caller of a function URL has no account.
        writer.member("accountId", isFunctionURL ? "anonymous" : LocalAccount.id)
        writer.member("apiId", names.api)
        writer.authorizer(place.authorizer)
        writer.member("domainName", names.domain)
        writer.member("domainPrefix", names.domainPrefix)
        writer.key("http")
        writer.object {
            $0.member("method", request.method)
            $0.member("path", names.path)
            $0.member("protocol", "HTTP/1.1")
            $0.member("sourceIp", request.sourceAddress)
            $0.member("userAgent", request.fields.first("user-agent") ?? "")
        }
        writer.member("requestId", request.requestID)
        writer.member("routeKey", routeKey)
        writer.member("stage", place.stage)
        writer.member("time", names.time)
        writer.member("timeEpoch", names.milliseconds)
    }
}
