import JSONText
import LambdaModel
import OrderedCollections

/// An authorizer of an HTTP API that checks tokens by the keys of their issuer (API Gateway developer guide, "Control access
/// to HTTP APIs with JWT authorizers"). The caller fetches the keys.
public struct JWTAuthorizer: Sendable {
    /// The name in the manifest.
    public let name: String
    /// The issuer: tokens must have it as `iss`, in exactly these letters.
    public let issuer: String
    /// The file or URL of the keys; nil for those that the document at ``discovery`` names.
    public let keys: String?
    private let audience: [String]
    private let source: IdentitySource

    /// Reads the settings of an authorizer; nil for one that is a function.
    ///
    /// - Throws: what is wrong with the identity source.
    public init?(name: String, settings: AuthorizerSettings) throws(AuthorizerSettingsProblem) {
        guard case .jwt(let issuer, let audience, let keys) = settings.kind else { return nil }
        (self.name, self.issuer, self.audience, self.keys) = (name, issuer, audience, keys)
        let sources = try IdentitySource.list(settings.identitySource + [AuthorizerSettings.authorizationHeader])
        source = sources[0]
    }

    /// The address of the issuer's discovery document.
    public var discovery: String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    /// Reads the token of a request.
    ///
    /// - Parameter scopes: `authorizationScopes` of the route.
    /// - Throws: the denial if the request has no token, or text that is not one.
    public func token(
        of request: WebRequest, at place: RequestPlace, scopes: [String] = []
    ) throws(AuthorizerDenial) -> JSONWebToken {
        guard let text = source.value(in: request, at: place) else {
            throw AuthorizerDenial(
                token: "the request has no \(source.text), the identity source of the authorizer \"\(name)\"",
                status: 401,
                challenge: "Bearer")
        }
        do throws(JSONWebToken.Problem) {
            return try JSONWebToken(text)
        } catch {
            throw denial(error.text, error.description, scopes)
        }
    }

    /// The denial for a token whose keys cannot be fetched.
    ///
    /// - Parameter reason: what happened: `https://… answered 404`.
    public func unavailable(_ reason: String, scopes: [String] = []) -> AuthorizerDenial {
        denial(
            "the keys of \(issuer) are not available: \(reason)", "OIDC discovery endpoint communication error", scopes)
    }

    /// Decides about a token: signature, issuer, audience, times, and scopes, of which the token must have one.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Throws: the denial.
    public func decide(
        _ token: JSONWebToken, keys: JWKS, scopes: [String], at now: Double
    ) throws(AuthorizerDenial) -> AuthorizerGrant {
        do throws(Failure) {
            try checkSignature(of: token, keys)
            try checkParties(of: token.claims)
            try Self.checkTimes(of: token.claims, now)
        } catch {
            throw denial(error.reason, error.description, scopes)
        }
        let granted = Self.scopes(of: token.claims)
        let common = scopes.filter { granted.contains($0) }
        guard scopes.isEmpty || !common.isEmpty else {
            let has = granted.isEmpty ? "none" : granted.joined(separator: ", ")
            throw AuthorizerDenial(
                token: "the route needs one of the scopes \(scopes.joined(separator: ", ")), and the token has \(has) "
                    + "(authorizer \"\(name)\")", status: 403,
                challenge: Self.challenge("insufficient_scope", "the token does not have a required scope", scopes))
        }
        var claims: OrderedDictionary<String, String> = [:]
        for member in token.claims.members { claims[member.key] = Self.text(member.value) }
        return AuthorizerGrant(.jwt(claims: claims, scopes: scopes.isEmpty ? nil : common))
    }

    // MARK: Checks

    /// A check that failed: for the user, and for the response.
    private struct Failure: Error {
        let reason: String
        let description: String
    }

    private func checkSignature(of token: JSONWebToken, _ keys: JWKS) throws(Failure) {
        guard let hash = RSAKey.Hash(rawValue: token.algorithm) else {
            throw Failure(
                reason:
                    "the token's alg is \"\(token.algorithm.prefix(40))\": API Gateway knows RS256, RS384 and RS512",
                description: "signing method \(token.algorithm.prefix(40)) is invalid")
        }
        guard let id = token.keyID else {
            throw Failure(reason: "the token's header has no kid", description: "kid is missing")
        }
        switch keys.keys[id] {
        case nil:
            throw Failure(
                reason: "the keys of \(issuer) have none with the token's kid \"\(id.prefix(80))\"",
                description: "unable to find the key of the token")
        case .other(let problem)?:
            throw Failure(
                reason: "the key \"\(id.prefix(80))\" cannot verify the token: \(problem)",
                description: "unable to find the key of the token")
        case .rsa(_, let algorithm?)? where algorithm != token.algorithm:
            throw Failure(
                reason: "the token's alg is \(token.algorithm), and that of its key is \(algorithm.prefix(40))",
                description: "signature is invalid")
        case .rsa(let key, _)?:
            guard key.isSignature(token.signature, of: token.signed, hash) else {
                throw Failure(
                    reason: "the token's signature is not that of the key \"\(id.prefix(80))\"",
                    description: "signature is invalid")
            }
        }
    }

    private func checkParties(of claims: JSONNode) throws(Failure) {
        guard claims["iss"]?.string == issuer else {
            throw Failure(
                reason: "the token's iss is \(Self.short(claims["iss"])), and the authorizer's issuer is \"\(issuer)\"",
                description: "the token does not have a valid issuer")
        }
        // client_id counts only if there is no aud.
        let name = claims["aud"] == nil ? "client_id" : "aud"
        let value = claims[name]
        let values =
            value?.kind == .array ? value.map { $0.elements.compactMap(\.string) } ?? [] : [value?.string ?? ""]
        guard audience.contains(where: { values.contains($0) }) else {
            let expected = audience.isEmpty ? "empty" : audience.map { "\"\($0)\"" }.joined(separator: ", ")
            throw Failure(
                reason:
                    "the token's \(value == nil ? "aud" : name) is \(Self.short(value)), and the authorizer's audience is "
                    + expected, description: "the token does not have a valid audience")
        }
    }

    /// Claims that a token does not have are not checked.
    private static func checkTimes(of claims: JSONNode, _ now: Double) throws(Failure) {
        for name in ["exp", "nbf", "iat"] {
            guard let node = claims[name] else { continue }
            guard let time = node.double else {
                throw Failure(
                    reason: "the token's \(name) is \(short(node)), not a number",
                    description: "the token has an invalid \(name)")
            }
            let difference = Int(min(max((now - time).magnitude, 0), 1e15).rounded(.up))
            switch name {
            case "exp" where now >= time:
                throw Failure(reason: "the token expired \(difference) s ago", description: "the token has expired")
            case "nbf" where now < time:
                throw Failure(
                    reason: "the token is not valid before \(difference) s from now (nbf)",
                    description: "the token is not valid yet")
            case "iat" where now < time:
                throw Failure(
                    reason: "the token was issued \(difference) s from now (iat)",
                    description: "the token was used before issued")
            default: break
            }
        }
    }

    /// `scope`, a text with blanks between scopes, and `scp`, such a text or an array.
    private static func scopes(of claims: JSONNode) -> [String] {
        ["scope", "scp"].flatMap { name -> [String] in
            guard let node = claims[name] else { return [] }
            if node.kind == .array { return node.elements.compactMap(\.string) }
            return node.string?.split(separator: " ").map(String.init) ?? []
        }
    }

    // MARK: Texts

    /// A claim as API Gateway passes it on, always as a string: arrays as `[a b]`, objects as `map[key:value]`.
    private static func text(_ node: JSONNode) -> String {
        switch node.kind {
        case .string: node.string ?? ""
        case .number, .bool: node.text
        case .null: "<nil>"
        case .array: "[" + node.elements.map { text($0) }.joined(separator: " ") + "]"
        case .object:
            "map["
                + node.members.sorted { $0.key < $1.key }.map { "\($0.key):\(text($0.value))" }.joined(separator: " ")
                + "]"
        }
    }

    private static func short(_ node: JSONNode?) -> String {
        guard let node else { return "missing" }
        let text = node.compact()
        return text.utf8.count <= 100 ? text : text.prefix(99) + "…"
    }

    private func denial(_ reason: String, _ description: String, _ scopes: [String]) -> AuthorizerDenial {
        AuthorizerDenial(
            token: "\(reason) (authorizer \"\(name)\")", status: 401,
            challenge: Self.challenge("invalid_token", description, scopes))
    }

    /// The value of `www-authenticate`, without signs that a quoted text cannot have (RFC 6750, section 3).
    private static func challenge(_ error: String, _ description: String, _ scopes: [String]) -> String {
        func plain(_ text: String) -> String {
            text.filter { $0.isASCII && !$0.isNewline && $0 >= " " && !"\"\\\u{7F}".contains($0) }
        }
        return "Bearer scope=\"\(plain(scopes.joined(separator: " ")))\" error=\"\(error)\" "
            + "error_description=\"\(plain(description))\""
    }
}
