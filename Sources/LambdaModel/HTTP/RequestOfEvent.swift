import JSONText
import Support

/// The HTTP request that an event was made of.
///
/// Sources: AWS Lambda developer guide, "Invoking Lambda function URLs"; API Gateway developer guide, "AWS Lambda proxy
/// integrations for HTTP APIs", "Lambda proxy integrations in API Gateway" (REST); Elastic Load Balancing, "Use Lambda
/// functions as targets of an Application Load Balancer".
public struct RequestOfEvent: Sendable, Hashable {
    /// The form of the event.
    public var format: EventFormat
    /// The method in upper case.
    public var method: String
    /// The request target without the host: `/orders?x=1`.
    public var target: String
    /// The header fields in the order of the event; cookies are one field. Names and values are as in the event.
    public var fields: [HTTPField]
    /// The body, decoded if the event has it in base64.
    public var body: [UInt8]

    /// The request in an event; nil if the event is not JSON, or if no HTTP request made it.
    ///
    /// - Parameter format: the form of the event; nil to find it out.
    public init?(event bytes: [UInt8], format: EventFormat? = nil) {
        guard let document = try? JSONDocument(bytes) else { return nil }
        self.init(event: document.root, format: format)
    }

    /// The request in an event; nil if no HTTP request made it.
    ///
    /// - Parameter format: the form of the event; nil to find it out.
    public init?(event: JSONNode, format: EventFormat? = nil) {
        guard let format = format ?? EventFormat(ofEvent: event) else { return nil }
        let reader = EventReader(event)
        let found: (method: String?, target: String?)
        switch format {
        case .functionURL, .http2: found = (event["requestContext"]?["http"]?["method"]?.string, reader.rawTarget)
        case .http1, .rest: found = (event["httpMethod"]?.string, reader.target(isQueryDecoded: true))
        case .alb, .albMultiValue: found = (event["httpMethod"]?.string, reader.target(isQueryDecoded: false))
        case .websocket: return nil
        }
        guard let method = found.method, method.utf8.allSatisfy(\.isOfHTTPToken), !method.isEmpty,
            let target = found.target, let body = reader.body
        else { return nil }
        self.format = format
        self.method = method
        self.target = target
        self.body = body
        fields = reader.fields
    }
}

extension EventFormat {
    /// The form of an event by its shape; nil if no HTTP request made it.
    public init?(ofEvent event: JSONNode) {
        guard let context = event["requestContext"], context.kind == .object else { return nil }
        // An authorizer gets an event with the members of a request.
        guard event["methodArn"] == nil, event["routeArn"] == nil, context["connectionId"] == nil else { return nil }
        if context["http"]?["method"]?.string != nil, event["rawPath"]?.string != nil {
            let domain = context["domainName"]?.string ?? ""
            self = domain.contains(".lambda-url.") ? .functionURL : .http2
            return
        }
        guard event["httpMethod"]?.string != nil, event["path"]?.string != nil else { return nil }
        if context["elb"] != nil {
            self = event["multiValueHeaders"]?.kind == .object ? .albMultiValue : .alb
        } else {
            self = event["version"]?.string == "1.0" ? .http1 : .rest
        }
    }
}

/// Reads the members that events have in common.
private struct EventReader {
    private let event: JSONNode

    init(_ event: JSONNode) { self.event = event }

    /// The target of payload 2.0, whose query is as the client sent it.
    var rawTarget: String? {
        guard let path = event["rawPath"]?.string else { return nil }
        let query = event["rawQueryString"]?.string ?? ""
        return Self.path(path) + (query.isEmpty ? "" : "?" + Self.allowed(query))
    }

    /// The target of the other forms.
    ///
    /// - Parameter isQueryDecoded: whether names and values of the query are decoded: API Gateway does so, load balancers
    ///   do not.
    func target(isQueryDecoded: Bool) -> String? {
        guard let path = event["path"]?.string else { return nil }
        let pairs = values("multiValueQueryStringParameters", "queryStringParameters").map { name, value in
            let (name, value) =
                isQueryDecoded ? (PercentCoding.encoded(name), PercentCoding.encoded(value)) : (name, value)
            return Self.allowed(name) + "=" + Self.allowed(value)
        }
        return Self.path(path) + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// Nil if the body is not what the event says.
    var body: [UInt8]? {
        guard let text = event["body"]?.string else { return [] }
        return event["isBase64Encoded"]?.bool == true ? Base64Text.decoded(text.utf8) : Array(text.utf8)
    }

    var fields: [HTTPField] {
        var fields = values("multiValueHeaders", "headers").map { HTTPField($0.name, $0.value) }
        let cookies = event["cookies"]?.elements.compactMap(\.string) ?? []
        if !cookies.isEmpty { fields.append(HTTPField("cookie", cookies.joined(separator: "; "))) }
        return fields
    }

    /// The values of an object with lists; those of an object with single values if there is none with lists.
    private func values(_ lists: String, _ single: String) -> [(name: String, value: String)] {
        if let lists = event[lists], lists.kind == .object {
            return lists.members.flatMap { member in
                member.value.elements.compactMap(\.string).map { (member.key, $0) }
            }
        }
        return event[single]?.members.compactMap { member in member.value.string.map { (member.key, $0) } } ?? []
    }

    /// A path, which begins with a slash.
    private static func path(_ path: String) -> String {
        let text = allowed(path.replacing("?", with: "%3F"))
        return text.hasPrefix("/") ? text : "/" + text
    }

    /// Text in which all that is not allowed in a target is encoded (RFC 3986, sections 3.3 and 3.4). What is encoded
    /// already stays.
    private static func allowed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var (result, start) = ("", 0)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
            guard index + 2 < bytes.count, bytes[index + 1].hexDigitValue != nil, bytes[index + 2].hexDigitValue != nil
            else { continue }
            result += encoded(bytes[start..<index]) + "%"
            start = index + 1
        }
        return result + encoded(bytes[start...])
    }

    private static func encoded(_ bytes: ArraySlice<UInt8>) -> String {
        PercentCoding.encoded(String(decoding: bytes, as: UTF8.self), keeping: "!$&'()*+,;=:@/?[]|")
    }
}
