import JSONText

/// A signed token in its compact form (RFC 7515, RFC 7519), as read. Nothing about it is verified.
public struct JSONWebToken: Sendable {
    /// Why a text is no token, for the user and for the response.
    struct Problem: Error {
        let text: String
        /// What API Gateway says in `error_description`.
        let description: String
    }

    /// `alg`
    let algorithm: String
    /// `kid`: which key of the issuer signed the token; nil if it names none.
    public let keyID: String?
    /// The claims: an object.
    let claims: JSONNode
    /// The bytes that are signed.
    let signed: [UInt8]
    let signature: [UInt8]

    /// The most bytes of a token. API Gateway takes at most 10,240 bytes of header fields in all.
    private static let limit = 64 * 1024

    /// Reads a token with or without `Bearer ` in front.
    init(_ text: String) throws(Problem) {
        var text = text[...]
        if text.prefix(7).lowercased() == "bearer " { text = text.dropFirst(7) }
        guard text.utf8.count <= Self.limit else {
            throw Problem(text: "the token is longer than 64 KB", description: "token is too long")
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Problem(
                text:
                    "the token has \(parts.count == 1 ? "1 part" : "\(parts.count) parts") between points, and a JWT has 3",
                description: "token contains an invalid number of segments")
        }
        let header = try Self.object(parts[0], "header")
        guard let algorithm = header["alg"]?.string else {
            throw Problem(text: "the token's header has no alg", description: "signing method (alg) is unspecified")
        }
        guard header["crit"] == nil else {
            throw Problem(
                text: "the token's header has crit, which is not supported", description: "crit is not supported")
        }
        claims = try Self.object(parts[1], "payload")
        guard let signature = Base64URL.decoded(parts[2]) else {
            throw Problem(text: "the token's signature is not base64url", description: "signature is invalid")
        }
        self.algorithm = algorithm
        self.signature = signature
        keyID = header["kid"]?.string
        signed = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    }

    private static func object(_ part: Substring, _ name: String) throws(Problem) -> JSONNode {
        guard let bytes = Base64URL.decoded(part),
            let node = try? JSONDocument(bytes, maximumDepth: 50).root, node.kind == .object
        else {
            throw Problem(
                text: "the token's \(name) is not a JSON object in base64url", description: "token is malformed")
        }
        return node
    }
}
