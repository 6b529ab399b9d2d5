import Support

/// The origin of a web page as a browser sends it (RFC 6454, section 7): `http://localhost:3000`.
struct WebOrigin: Sendable, Hashable {
    /// The scheme in lower case.
    var scheme: String
    /// The host in lower case with its port, if that is not the scheme's default: `localhost:3000`, `[::1]:8000`.
    var authority: String

    /// Reads an origin; nil for `null` and for other text.
    init?(_ text: String) {
        let text = text.lowercased()
        guard text.utf8.count <= 512, let mark = text.firstRange(of: "://") else { return nil }
        scheme = String(text[..<mark.lowerBound])
        let rest = text[mark.upperBound...]
        guard let first = scheme.utf8.first, first.isASCIILetter,
            scheme.utf8.allSatisfy({ $0.isASCIIAlphanumeric || "+-.".utf8.contains($0) }), !rest.isEmpty,
            rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#\\@\"<>^`{|}".utf8.contains($0) })
        else { return nil }
        authority = Self.withoutDefaultPort(rest, scheme: scheme)
    }

    /// The origin of a page's address, which a browser sends in `Referer`: `http://localhost:3000/orders`.
    init?(address: String) {
        guard let mark = address.firstRange(of: "://") else { return nil }
        self.init(String(address[..<mark.upperBound] + address[mark.upperBound...].prefix { !"/?#".contains($0) }))
    }

    /// `http://localhost:3000`
    var text: String { scheme + "://" + authority }

    /// Whether it is the origin of a server without TLS that gets requests with this `Host`.
    func isOrigin(ofHost host: String) -> Bool {
        scheme == "http" && authority == Self.withoutDefaultPort(host.lowercased()[...], scheme: "http")
    }

    private static func withoutDefaultPort(_ authority: Substring, scheme: String) -> String {
        let port = scheme == "http" ? ":80" : scheme == "https" ? ":443" : nil
        return port.flatMap { authority.hasSuffix($0) ? String(authority.dropLast($0.count)) : nil }
            ?? String(authority)
    }
}
