/// A URL of an issuer of tokens: of the issuer itself, of its discovery document, or of its keys.
public enum IssuerURL {
    /// Whether a text is a URL with a host, and with `https://` or `http://`: only these are read.
    public static func isURL(_ text: String) -> Bool {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return false }
        let host = lower.dropFirst(scheme.count)
        return !host.isEmpty && !host.hasPrefix("/") && !host.contains(where: \.isWhitespace)
    }
}
