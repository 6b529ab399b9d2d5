import JSONText
import LambdaModel

/// The public keys of an issuer, a JSON Web Key Set (RFC 7517).
public struct JWKS: Sendable {
    /// A key of the set.
    enum Key: Sendable, Hashable {
        case rsa(RSAKey, algorithm: String?)
        /// One that cannot verify tokens here. The text says why: `its kty is "EC"`.
        case other(String)
    }

    /// The keys by `kid`.
    let keys: [String: Key]

    /// Reads a set.
    ///
    /// - Throws: what is wrong with the text, for the user.
    public init(_ json: [UInt8]) throws(AuthorizerSettingsProblem) {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(json, maximumDepth: 50).root
        } catch {
            throw AuthorizerSettingsProblem("the key set is not JSON: \(error.description)")
        }
        guard let list = root["keys"], list.kind == .array else {
            throw AuthorizerSettingsProblem("the key set has no array \"keys\"")
        }
        var keys: [String: Key] = [:]
        for node in list.elements {
            // Of keys with the same kid, the first counts. A key without one belongs to no token.
            guard let id = node["kid"]?.string, keys[id] == nil else { continue }
            keys[id] = Self.key(node)
        }
        self.keys = keys
    }

    /// Whether the set has the key of a token; if not, the issuer may have added one since the set was fetched.
    public func hasKey(of token: JSONWebToken) -> Bool { token.keyID.map { keys[$0] != nil } ?? false }

    private static func key(_ node: JSONNode) -> Key {
        guard node["kty"]?.string == "RSA" else {
            return .other("its kty is \(node["kty"]?.text.prefix(40) ?? "missing")")
        }
        if let use = node["use"]?.string, use != "sig" { return .other("its use is \"\(use.prefix(40))\"") }
        guard let modulus = node["n"]?.string.flatMap({ Base64URL.decoded($0) }),
            let exponent = node["e"]?.string.flatMap({ Base64URL.decoded($0) }),
            let key = RSAKey(modulus: modulus, exponent: exponent)
        else { return .other("its n or e is not valid") }
        return .rsa(key, algorithm: node["alg"]?.string)
    }

    /// The URL of the key set that an issuer's discovery document names (`jwks_uri`; OpenID Connect Discovery 1.0).
    ///
    /// - Throws: what is wrong with the document, for the user.
    public static func address(discovery json: [UInt8]) throws(AuthorizerSettingsProblem) -> String {
        guard let root = try? JSONDocument(json, maximumDepth: 50).root else {
            throw AuthorizerSettingsProblem("the discovery document is not JSON")
        }
        guard let node = root["jwks_uri"] else {
            throw AuthorizerSettingsProblem("the discovery document has no jwks_uri")
        }
        // The issuer must not make lamdeck read a file of this machine.
        guard let address = node.string, IssuerURL.isURL(address) else {
            throw AuthorizerSettingsProblem(
                "jwks_uri of the discovery document is \(node.text.prefix(100)), which is not a URL with https:// or "
                    + "http://; set \"keys\" of the authorizer to a file or a URL")
        }
        return address
    }
}
