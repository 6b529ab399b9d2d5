import LambdaModel
import OrderedCollections

/// The header fields of an event: those of the request, and those that every service of AWS adds.
struct EventHeaders {
    /// For each name its values, in the order of the request.
    private(set) var values: OrderedDictionary<String, [String]> = [:]
    /// The spelling in ``values`` of each name, by the name in lower case.
    private var spellings: [String: String] = [:]

    /// Fields that concern one connection alone (RFC 9110, section 7.6.1). The request of the event has no parts.
    private static let connectionFields: Set<String> = [
        "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    init(_ request: WebRequest, _ format: EventFormat) {
        for field in request.fields {
            let name = field.name.lowercased()
            guard !Self.connectionFields.contains(name), !Self.isLeftOut(name, format) else { continue }
            append(field.value, to: field.name, lower: name, format)
        }
        let forwarded = values[spellings["x-forwarded-for"] ?? ""] ?? []
        set((forwarded + [request.sourceAddress]).joined(separator: ", "), as: "X-Forwarded-For", format)
        set(String(request.port), as: "X-Forwarded-Port", format)
        set("http", as: "X-Forwarded-Proto", format)
        set(request.traceID, as: "X-Amzn-Trace-Id", format)
        // A body that arrived in chunks has no length; frameworks read nothing without one. An HTTP API has it in every
        // event, and a REST API in none.
        let hasLength = format == .http1 || format == .http2 || !request.body.isEmpty
        if format != .rest, hasLength, spellings["content-length"] == nil {
            set(String(request.body.count), as: "Content-Length", format)
        }
    }

    /// Fields that the service takes out. A load balancer passes `connection` (Lambda developer guide, "Process Application
    /// Load Balancer requests with Lambda"); HTTP APIs have cookies apart, and function URLs in both places.
    private static func isLeftOut(_ name: String, _ format: EventFormat) -> Bool {
        switch name {
        case "connection": format != .alb && format != .albMultiValue
        case "content-length": format == .rest
        case "cookie": format == .http2
        default: false
        }
    }

    /// The name as the service spells it. A REST API writes these three in its own way, whatever the client sent.
    private static func spelling(_ name: String, lower: String, _ format: EventFormat) -> String {
        switch format {
        case .functionURL, .http2, .alb, .albMultiValue, .websocket: lower
        case .http1: name
        case .rest: restSpellings[lower] ?? name
        }
    }

    private static let restSpellings = [
        "authorization": "Authorization", "host": "Host", "user-agent": "User-Agent",
    ]

    /// - Parameter lower: the name in lower case.
    private mutating func append(_ value: String, to name: String, lower: String, _ format: EventFormat) {
        let spelling = spellings[lower] ?? Self.spelling(name, lower: lower, format)
        spellings[lower] = spelling
        values[spelling, default: []].append(value)
    }

    /// Replaces the values that the request had.
    private mutating func set(_ value: String, as name: String, _ format: EventFormat) {
        let lower = name.lowercased()
        if let old = spellings[lower] { values[old] = nil }
        spellings[lower] = nil
        append(value, to: name, lower: lower, format)
    }
}
