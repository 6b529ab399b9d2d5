import JSONText
import OrderedCollections
import Support

/// `cors` while it is read.
struct CORSDraft: KeyedObject {
    /// The API; nil for a function URL.
    let kind: APISettings.Kind?
    var settings = CORSSettings()

    var placeInKind: String { "\"cors\" of " }
}

/// The keys of `cors` (Lambda API, `Cors`; API Gateway, `CorsConfiguration`). A load balancer and a WebSocket API have no
/// such settings on AWS: there, `allowOrigins` is for lamdeck, which refuses requests of other origins' pages otherwise.
enum CORSKeys {
    private static let withHeaders: [APISettings.Kind] = [.http, .rest]

    static let all: [ObjectKey<CORSDraft>] = [
        ObjectKey(
            "allowOrigins", summary: "The origins of the pages that may send requests.",
            meaning:
                "the origins whose pages may send requests: `http://localhost:3000`, `https://*` for all of a scheme, "
                + "`*` for all",
            fallback: "none", describe: SchemaForm.list,
            read: { node, cors, reader in
                let origins = reader.texts(node, as: "\"allowOrigins\"", each: "an origin") ?? []
                cors.settings.allowOrigins = origins.compactMap { Origin.read($0.text, at: $0.position, by: &reader) }
            }),
        ObjectKey(
            "allowMethods", of: withHeaders, summary: "The methods of their requests.",
            meaning: "the methods of their requests; `*` for all", fallback: "none", describe: SchemaForm.list,
            read: { node, cors, reader in
                // Lambda's pattern for a method has at most six letters, and the function URL answers OPTIONS itself.
                let names = RouteKey.methods.filter { cors.kind != nil || $0 != "OPTIONS" } + ["*"]
                let methods = reader.texts(node, as: "\"allowMethods\"", each: "a method") ?? []
                cors.settings.allowMethods = methods.compactMap { method, position in
                    if names.contains(method) { return method }
                    let hint = NearestName.hint(method, in: names)
                    let list = "; the methods: \(names.joined(separator: ", "))"
                    reader.error("unknown method \"\(method)\"\(hint.isEmpty ? list : hint)", at: position)
                    return nil
                }
            }),
        ObjectKey(
            "allowHeaders", of: withHeaders, summary: "The headers of their requests.",
            meaning: "the headers of their requests, besides those that a browser always allows; `*` for all",
            fallback: "none", describe: SchemaForm.list,
            read: { node, cors, reader in
                cors.settings.allowHeaders = HeaderName.readAll(node, as: "\"allowHeaders\"", by: &reader)
                    .map { $0.lowercased() }
            }),
        ObjectKey(
            "allowCredentials", of: withHeaders, .flag, at: \.settings.allowCredentials,
            summary: "Whether their requests may have cookies and credentials.",
            meaning: "whether their requests may have cookies and credentials; not with the origin `*`",
            fallback: "`false`"),
        ObjectKey(
            // On AWS, `cors` of a REST API concerns preflight requests alone, whose answers do not have this header.
            "exposeHeaders", of: [.http], summary: "The headers of the response that a page may read.",
            meaning: "the headers of the response that a page may read; `*` for all", fallback: "none",
            describe: SchemaForm.list,
            read: { node, cors, reader in
                cors.settings.exposeHeaders = HeaderName.readAll(node, as: "\"exposeHeaders\"", by: &reader)
            }),
        ObjectKey(
            "maxAge", of: withHeaders,
            summary: "Seconds for which a browser keeps the answer to a preflight request.",
            meaning: "seconds for which a browser keeps the answer to a preflight request, up to 86,400",
            fallback: "not sent", describe: ValueForm.number(-1...86_400).describe,
            read: { node, cors, reader in
                // -1 makes browsers keep nothing; only an HTTP API takes it.
                let range = cors.kind == .http ? -1...86_400 : 0...86_400
                cors.settings.maxAge = reader.integer(node, as: "\"maxAge\"", in: range, unit: "seconds")
            }),
    ]
}

extension CORSSettings {
    /// - Parameter kind: the API; nil for a function URL.
    static func read(
        _ node: JSONNode, of kind: APISettings.Kind?, by reader: inout ManifestReader
    ) -> CORSSettings? {
        guard reader.isObject(node, as: "\"cors\"", "such as {\"allowOrigins\": [\"http://localhost:3000\"]}") else {
            return nil
        }
        var draft = CORSDraft(kind: kind)
        let values = reader.read(node, as: "\"cors\"", keys: CORSKeys.all, into: &draft)
        if draft.settings.allowCredentials, draft.settings.allowOrigins.contains("*") {
            reader.error(
                "\"allowCredentials\" needs origins by name, not \"*\"",
                at: values["allowCredentials"]?.position ?? node.position)
        }
        if values["allowOrigins"] == nil {
            reader.warning("\"cors\" allows no origin; add \"allowOrigins\"", at: node.position)
        }
        return draft.settings
    }

    /// The members as `functions.json` has them.
    public var written: WrittenValue {
        var members: OrderedDictionary<String, WrittenValue> = [:]
        if !allowOrigins.isEmpty { members["allowOrigins"] = .list(allowOrigins) }
        if !allowMethods.isEmpty { members["allowMethods"] = .list(allowMethods) }
        if !allowHeaders.isEmpty { members["allowHeaders"] = .list(allowHeaders) }
        if allowCredentials { members["allowCredentials"] = .flag(true) }
        if !exposeHeaders.isEmpty { members["exposeHeaders"] = .list(exposeHeaders) }
        if let maxAge { members["maxAge"] = .number(maxAge) }
        return .object(members)
    }
}

/// An origin of `allowOrigins`.
private enum Origin {
    /// The origin in lower case, as browsers send it. Nil for another text, which is reported.
    static func read(_ text: String, at position: JSONPosition, by reader: inout ManifestReader) -> String? {
        if text == "*" { return text }
        let lower = text.lowercased()
        // Browsers send it for pages of files, and for sandboxed frames.
        guard lower != "null" else {
            reader.error(
                "\"\(text)\" is not an origin: pages without an origin, such as those of files, need \"*\"",
                at: position)
            return nil
        }
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else {
            let isLocal = lower.hasPrefix("localhost") || lower.hasPrefix("127.")
            let meant = "\(isLocal ? "http" : "https")://\(lower)"
            let hint = lower.contains("://") ? "" : "; did you mean \"\(meant)\"?"
            reader.error("\"\(text)\" is not an origin: it begins with http:// or https://\(hint)", at: position)
            return nil
        }
        let host = lower.dropFirst(scheme.count)
        if host == "*" { return lower }
        if let slash = host.firstIndex(where: { "/?#".contains($0) }) {
            reader.error(
                "\"\(text)\" is not an origin: it has no path; did you mean \"\(scheme)\(host[..<slash])\"?",
                at: position)
            return nil
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "*" || $0 == "@" }) else {
            reader.error(
                "\"\(text)\" is not an origin: write a host and perhaps a port, or * for all hosts", at: position)
            return nil
        }
        return lower
    }
}

/// The name of a header field (RFC 9110, section 5.1).
enum HeaderName {
    static func readAll(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> [String] {
        (reader.texts(node, as: name, each: "a header") ?? []).compactMap { header, position in
            if isName(header) { return header }
            reader.error("\"\(header)\" is not the name of a header", at: position)
            return nil
        }
    }

    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isOfHTTPToken)
    }
}
