import LambdaModel
import OrderedCollections
import Support

/// A part of a request that an authorizer decides by, as an expression: `$request.header.Authorization` of an HTTP API,
/// `method.request.header.Authorization` of a REST API, `route.request.querystring.token` of a WebSocket API (API Gateway
/// developer guide, "Control access to HTTP APIs with AWS Lambda authorizers"; REST API reference, `identitySource`).
public struct IdentitySource: Sendable, Hashable {
    /// The part of the request.
    enum Part: Sendable, Hashable {
        case header(String)
        case query(String)
        case context(String)
        case stageVariable(String)
    }

    /// The expression as written, without blanks around it.
    public let text: String
    let part: Part

    /// Reads an expression.
    ///
    /// - Throws: what is wrong with it, for the user.
    public init(_ text: some StringProtocol) throws(AuthorizerSettingsProblem) {
        let text = Self.trimmed(text)
        let starts: [(String, (String) -> Part)] = [
            ("$request.header.", Part.header), ("$request.querystring.", Part.query), ("$context.", Part.context),
            ("$stageVariables.", Part.stageVariable), ("method.request.header.", Part.header),
            ("method.request.querystring.", Part.query), ("route.request.header.", Part.header),
            ("route.request.querystring.", Part.query), ("context.", Part.context),
            ("stageVariables.", Part.stageVariable),
        ]
        for (start, part) in starts where text.hasPrefix(start) && text.utf8.count > start.utf8.count {
            self.text = text
            self.part = part(String(text.dropFirst(start.count)))
            return
        }
        throw AuthorizerSettingsProblem(
            "\"\(text)\" is not an identity source: use $request.header.NAME, $request.querystring.NAME, $context.NAME or "
                + "$stageVariables.NAME (HTTP), method.request.header.NAME … (REST), route.request.header.NAME … (WebSocket)"
        )
    }

    /// Reads expressions. A REST API's are one text with commas between them.
    public static func list(_ texts: [String]) throws(AuthorizerSettingsProblem) -> [IdentitySource] {
        var sources: [IdentitySource] = []
        for text in texts.flatMap({ $0.split(separator: ",") }) { sources.append(try IdentitySource(text)) }
        return sources
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    // MARK: Values

    /// The value in a request; nil if the request has none, or an empty one. Of several values of a header or a query
    /// parameter, an HTTP API takes all, joined by commas, and other APIs take the last one.
    func value(in request: WebRequest, at place: RequestPlace) -> String? {
        let value: String?
        switch part {
        case .header(let name): value = Self.joined(request.fields.values(of: name), place.format)
        case .query(let name): value = Self.joined(Self.queryValues(of: name, in: request.rawQuery), place.format)
        case .context(let name): value = Self.contextValue(name, request, place)
        case .stageVariable(let name): value = place.stageVariables[name]
        }
        return value?.isEmpty == false ? value : nil
    }

    private static func joined(_ values: [String], _ format: EventFormat) -> String? {
        switch format {
        case .functionURL, .http1, .http2: values.isEmpty ? nil : values.joined(separator: ",")
        case .rest, .alb, .albMultiValue, .websocket: values.last
        }
    }

    /// The decoded values of a query parameter, whose name is case-sensitive.
    private static func queryValues(of name: String, in query: Substring) -> [String] {
        EventQuery(query, .decoded).values[name] ?? []
    }

    /// The context variables that a request has before its authorizer runs (API Gateway developer guide, "$context
    /// variables"); nil for others.
    private static func contextValue(_ name: String, _ request: WebRequest, _ place: RequestPlace) -> String? {
        switch name {
        case "accountId": return LocalAccount.id
        case "apiId": return APIIdentifier.of(place.apiName)
        case "domainName": return EventNames(request, place).domain
        case "domainPrefix": return EventNames(request, place).domainPrefix
        case "eventType": return place.format == .websocket ? "CONNECT" : nil
        case "httpMethod": return request.method
        case "identity.sourceIp": return request.sourceAddress
        case "identity.userAgent": return request.fields.first("user-agent")
        case "path": return EventNames(request, place).path
        case "protocol": return "HTTP/1.1"
        case "requestId", "extendedRequestId": return request.requestID
        case "requestTimeEpoch": return "\(ISO8601.milliseconds(request.time))"
        case "resourcePath": return place.route?.path
        case "routeKey": return place.route?.text
        case "stage": return place.stage
        default: return nil
        }
    }
}

/// What is wrong with the settings of an authorizer, for the user.
public struct AuthorizerSettingsProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// One line: `"header.Authorization" is not an identity source: …`.
    public let description: String

    /// A problem in words.
    public init(_ description: String) { self.description = description }
}
