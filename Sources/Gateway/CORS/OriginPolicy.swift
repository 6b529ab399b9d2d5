import LambdaModel

/// Which web pages may send requests to a function URL or an API, and what the service answers them for that (Lambda
/// developer guide, "Cross-origin resource sharing (CORS)" of function URLs; API Gateway developer guide, "Configure
/// CORS for HTTP APIs in API Gateway").
///
/// On AWS, any page can send a request, and CORS decides what it may read. Here, each page that the user opens could
/// reach functions on this machine. So a request of a page of another origin reaches a function only if `cors` allows
/// that origin. Browsers mark such requests with `Origin` or `Sec-Fetch-Site`, which a page cannot forge (Fetch Metadata
/// Request Headers, W3C). Tools send neither.
///
/// The caller must have checked that `Host` names this machine: otherwise a page that points its own name at this
/// machine (DNS rebinding) is of the same origin.
public struct OriginPolicy: Sendable {
    /// What the policy protects.
    public enum Place: Sendable, Hashable {
        /// The URL of a function, by the function's name.
        case functionURL(String)
        /// An API, by its name.
        case api(String, APISettings.Kind)
    }

    /// The settings; nil if pages of other origins may not send requests.
    public let cors: CORSSettings?
    /// What the policy protects.
    public let place: Place

    /// A policy. It compares origins without regard to case.
    public init(cors: CORSSettings?, place: Place) {
        self.cors = cors
        self.place = place
    }

    /// Decides about a request, also one that opens a WebSocket.
    ///
    /// - Parameter routeTakesOptions: whether a route takes `OPTIONS` requests for the path. A REST API then leaves
    ///   preflight requests to the function, and only for those the routes are searched. A function URL and an HTTP API
    ///   with `cors` answer them in any case.
    public func decide(
        method: String, fields: [HTTPField], routeTakesOptions: @autoclosure () -> Bool = false
    ) -> OriginDecision {
        let origins = fields.values(of: "origin")
        guard let host = fields.first("host"), fields.values(of: "host").count == 1, origins.count <= 1 else {
            return .refused("the request has no Host, or several values of Host or Origin")
        }
        let isForeign = fields.values(of: "sec-fetch-site").contains { !["none", "same-origin"].contains($0) }
        guard let origin = origins.first else {
            guard isForeign, !isNavigation(method, fields) else { return .same }
            let page = fields.first("referer").flatMap { WebOrigin(address: $0) }
            // Such a request (an image, a script) is not one of CORS, and gets no fields.
            return allows(page) ? .allowed([]) : refusal(of: page?.text)
        }
        let page = WebOrigin(origin)
        if let page, page.isOrigin(ofHost: host) {
            // Another site's redirect sent it here.
            return isForeign
                ? .refused("another site redirected this request, which browsers mark as \"cross-site\"") : .same
        }
        guard allows(page) else { return refusal(of: page?.text ?? origin) }
        if method == "OPTIONS", fields.first("access-control-request-method") != nil,
            answersPreflights(routeTakesOptions())
        {
            return .preflight(preflight(origin: origin), problem: preflightProblem(fields))
        }
        return .allowed(responseFields(origin: origin))
    }

    // MARK: Origins

    /// Whether the user opened an address or followed a link: the response replaces the page, which cannot read it.
    private func isNavigation(_ method: String, _ fields: [HTTPField]) -> Bool {
        ["GET", "HEAD"].contains(method) && fields.values(of: "sec-fetch-mode") == ["navigate"]
            && fields.values(of: "sec-fetch-dest") == ["document"]
    }

    /// Whether `cors` allows an origin; nil for one that is `null`, unknown or malformed.
    private func allows(_ page: WebOrigin?) -> Bool {
        guard let patterns = cors?.allowOrigins else { return false }
        return patterns.contains { pattern in
            if pattern == "*" { return true }
            guard let page else { return false }
            if pattern.hasSuffix("://*") { return page.scheme == pattern.dropLast(4).lowercased() }
            return page.text == pattern.lowercased()
        }
    }

    /// The place of `cors` in functions.json, for messages.
    private var settings: String {
        switch place {
        case .functionURL(let function): "of \"url\" of the function \"\(function)\""
        case .api(let name, _): name == APISettings.usualName ? "of \"api\"" : "of the API \"\(name)\""
        }
    }

    private func refusal(of origin: String?) -> OriginDecision {
        guard let origin, WebOrigin(origin) != nil else {
            let page =
                origin == nil
                ? "of another origin, which the browser does not name," : "without an origin (a file, or a sandbox)"
            return .refused(
                "a page \(page) may not send requests here: only \"allowOrigins\": [\"*\"] in \"cors\" "
                    + "\(settings) in functions.json allows that")
        }
        return .refused(
            "a page of \(origin) may not send requests here: add the origin to \"cors\" \(settings) in "
                + "functions.json: \"cors\": {\"allowOrigins\": [\"\(origin)\"]}")
    }

    // MARK: Responses

    /// Whether the service sends fields of CORS itself. A load balancer and a WebSocket API leave them to functions.
    private var sendsFields: Bool {
        switch place {
        case .functionURL, .api(_, .http), .api(_, .rest): cors != nil
        case .api(_, .alb), .api(_, .websocket): false
        }
    }

    private func answersPreflights(_ routeTakesOptions: @autoclosure () -> Bool) -> Bool {
        if case .api(_, .rest) = place { return sendsFields && !routeTakesOptions() }
        return sendsFields
    }

    /// The value of `access-control-allow-origin`, and `vary` if it depends on the request.
    private func originFields(_ origin: String) -> [HTTPField] {
        guard let cors else { return [] }
        var fields: [HTTPField] = []
        if cors.allowOrigins.contains("*"), !cors.allowCredentials {
            fields.append(HTTPField("access-control-allow-origin", "*"))
        } else {
            fields += [HTTPField("access-control-allow-origin", origin), HTTPField("vary", "Origin")]
        }
        if cors.allowCredentials { fields.append(HTTPField("access-control-allow-credentials", "true")) }
        return fields
    }

    /// The fields of a response to a page's request. Methods and headers belong to answers of preflight requests.
    private func responseFields(origin: String) -> [HTTPField] {
        // A REST API has no CORS: with `cors`, tools add a method OPTIONS, and leave other responses to functions.
        guard sendsFields, let cors, !isREST else { return [] }
        return originFields(origin) + Self.list("access-control-expose-headers", cors.exposeHeaders)
    }

    private var isREST: Bool {
        if case .api(_, .rest) = place { true } else { false }
    }

    private func preflight(origin: String) -> WebResponse {
        guard let cors else { return WebResponse(status: 403) }
        var fields = originFields(origin)
        fields += Self.list("access-control-allow-methods", cors.allowMethods)
        fields += Self.list("access-control-allow-headers", cors.allowHeaders)
        if let age = cors.maxAge { fields.append(HTTPField("access-control-max-age", "\(age)")) }
        if case .api(_, .http) = place { return WebResponse(status: 204, fields: fields) }
        return WebResponse(status: 200, fields: [HTTPField("content-type", "application/json")] + fields)
    }

    /// Methods that browsers send without asking `access-control-allow-methods` (Fetch Standard, "CORS-safelisted method").
    private static let freeMethods = ["GET", "HEAD", "POST"]

    /// Why a browser that gets the answer to a preflight request will not send the request itself; nil if it will.
    private func preflightProblem(_ fields: [HTTPField]) -> String? {
        guard let cors else { return nil }
        let method = fields.first("access-control-request-method") ?? ""
        let names = fields.values(of: "access-control-request-headers").joined(separator: ",").lowercased()
            .split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }.filter { !$0.isEmpty }
        let allowed = Set(cors.allowHeaders.map { $0.lowercased() })
        let missing = allowed.contains("*") ? [] : names.filter { !allowed.contains(String($0)) }
        if !missing.isEmpty {
            return
                "the browser will not send the request: \"allowHeaders\" in \"cors\" \(settings) in functions.json lacks "
                + missing.joined(separator: ", ")
        }
        guard !Self.freeMethods.contains(method), !cors.allowMethods.contains(method),
            !cors.allowMethods.contains("*")
        else { return nil }
        return
            "the browser will not send the request: \"allowMethods\" in \"cors\" \(settings) in functions.json lacks "
            + String(method.prefix(40))
    }

    private static func list(_ name: String, _ values: [String]) -> [HTTPField] {
        values.isEmpty ? [] : [HTTPField(name, values.joined(separator: ","))]
    }

    /// The function's response with the service's fields of CORS.
    ///
    /// If `cors` is configured, an HTTP API removes the function's own fields. A function URL keeps them, so that a field
    /// that both set arrives twice, which browsers refuse; ``duplicates(in:)`` names them. A REST API, a load balancer
    /// and a WebSocket API pass the function's fields on. The answer of a preflight request has its fields already.
    public func apply(_ decision: OriginDecision, to response: WebResponse) -> WebResponse {
        if case .preflight = decision { return response }
        var response = response
        if sendsFields, case .api(_, .http) = place {
            response.fields.removeAll { $0.name.lowercased().hasPrefix("access-control-") }
        }
        if case .allowed(let fields) = decision { response.fields += fields }
        return response
    }

    /// The names of fields of CORS that a response has more than once although only one value is valid, in lower case: a
    /// browser then refuses the response.
    public static func duplicates(in response: WebResponse) -> [String] {
        ["access-control-allow-credentials", "access-control-allow-origin"].filter {
            response.fields.values(of: $0).count > 1
        }
    }
}
