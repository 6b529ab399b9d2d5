import JSONText
import LambdaModel
import Testing

@testable import Gateway

@Suite("JWT authorizers") struct JWTAuthorizerTests {
    private func authorizer(
        issuer: String = SampleTokens.issuer, audience: [String] = ["api"], sources: [String] = []
    ) throws -> JWTAuthorizer {
        var settings = AuthorizerSettings(.jwt(issuer: issuer, audience: audience, keys: nil))
        settings.identitySource = sources
        return try #require(try JWTAuthorizer(name: "jwt", settings: settings))
    }

    private func decide(
        _ token: String, _ authorizer: JWTAuthorizer, scopes: [String] = [], now: Double = SampleTokens.now
    ) throws -> AuthorizerGrant {
        let request = AuthorizerSamples.request("GET", "/", [("authorization", token)])
        let read = try authorizer.token(of: request, at: AuthorizerSamples.place(.http2), scopes: scopes)
        return try authorizer.decide(read, keys: JWKS(Array(SampleTokens.keys.utf8)), scopes: scopes, at: now)
    }

    private func denial(
        _ token: String, _ authorizer: JWTAuthorizer? = nil, scopes: [String] = [], now: Double = SampleTokens.now
    ) throws -> AuthorizerDenial {
        do {
            _ = try decide(token, try authorizer ?? self.authorizer(), scopes: scopes, now: now)
        } catch let denial as AuthorizerDenial {
            return denial
        }
        throw AuthorizerSettingsProblem("the token is valid")
    }

    /// A token that is not signed.
    private func token(_ header: String, _ claims: String = "{}", signature: String = "AAAA") -> String {
        "\(Self.base64(header)).\(Self.base64(claims)).\(signature)"
    }

    private static func base64(_ text: String) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let bits = text.utf8.flatMap { byte in (0..<8).map { byte >> (7 - UInt8($0)) & 1 } }
        return stride(from: 0, to: bits.count, by: 6).map { start in
            String(letters[(start..<(start + 6)).reduce(0) { $0 << 1 | Int($1 < bits.count ? bits[$1] : 0) }])
        }.joined()
    }

    @Test("A valid token's claims are passed on as strings")
    func claims() throws {
        let claims =
            #""claims":{"iss":"https://issuer.example.com/","sub":"user-1","aud":"[api other]","client_id":"app","exp":"1700003600","nbf":"1700000000","iat":"1700000000","scope":"orders:read orders:write","cognito:groups":"[admin users]","email_verified":"true","level":"3","address":"map[city:Ulm country:DE]","note":"<nil>"}"#
        let plain = try decide(SampleTokens.full, authorizer())
        #expect(plain.authorizer(for: .http2) == #"{"jwt":{\#(claims),"scopes":null}}"#)
        #expect(plain.authorizer(for: .http1) == #"{\#(claims),"scopes":null}"#)
        let scoped = try decide("Bearer " + SampleTokens.full, authorizer(), scopes: ["orders:write", "orders:delete"])
        #expect(scoped.authorizer(for: .http2) == #"{"jwt":{\#(claims),"scopes":["orders:write"]}}"#)
    }

    @Test("All algorithms of RSA, audiences and ways to write scopes")
    func accepted() throws {
        _ = try decide("bearer " + SampleTokens.bare, authorizer(audience: ["x", "api"]), now: 4e9)
        _ = try decide(SampleTokens.client, authorizer(audience: ["app"]), scopes: ["b"])
        _ = try decide(SampleTokens.full, authorizer(audience: ["other"]))
    }

    @Test("The token is read from the identity source")
    func source() throws {
        let authorizer = try authorizer(sources: ["$request.querystring.token"])
        let request = AuthorizerSamples.request("GET", "/?token=\(SampleTokens.bare)")
        let token = try authorizer.token(of: request, at: AuthorizerSamples.place(.http2))
        #expect(token.keyID == "one")
        do throws(AuthorizerDenial) {
            _ = try authorizer.token(of: AuthorizerSamples.request("GET", "/"), at: AuthorizerSamples.place(.http2))
            Issue.record("a request without a token was accepted")
        } catch {
            #expect(
                error.reason
                    == #"the request has no $request.querystring.token, the identity source of the authorizer "jwt""#)
            #expect(error.response.status == 401)
            #expect(error.response.text == #"{"message":"Unauthorized"}"#)
            #expect(error.response.fields.first("www-authenticate") == "Bearer")
        }
    }

    /// API Gateway developer guide, "Troubleshooting issues with HTTP API JWT authorizers", for the response.
    @Test("The response says what is wrong")
    func response() throws {
        let audience = try denial(SampleTokens.full, authorizer(audience: ["app", "x"]))
        #expect(
            audience.reason
                == #"the token's aud is ["api","other"], and the authorizer's audience is "app", "x" (authorizer "jwt")"#
        )
        #expect(audience.response.status == 401)
        #expect(
            audience.response.fields.first("www-authenticate")
                == #"Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience""#
        )
        #expect(
            try denial("Bearer not-a-token").response.fields.first("www-authenticate")
                == #"Bearer scope="" error="invalid_token" error_description="token contains an invalid number of segments""#
        )
        let scope = try denial(SampleTokens.full, scopes: ["orders:delete"])
        #expect(
            scope.reason
                == #"the route needs one of the scopes orders:delete, and the token has orders:read, orders:write (authorizer "jwt")"#
        )
        #expect(scope.response.status == 403)
        #expect(scope.response.text == #"{"message":"Forbidden"}"#)
        #expect(try denial(SampleTokens.bare, scopes: ["a"]).reason.contains("the token has none"))
        let keys = try authorizer().unavailable("no answer")
        #expect(
            keys.reason == #"the keys of https://issuer.example.com/ are not available: no answer (authorizer "jwt")"#)
        #expect(keys.response.status == 401)
        let odd = try denial(token(#"{"alg":"a\"\r\nb: c","kid":"one"}"#)).response.fields.first("www-authenticate")
        #expect(odd == #"Bearer scope="" error="invalid_token" error_description="signing method ab: c is invalid""#)
    }

    @Test("Times decide to the second")
    func times() throws {
        _ = try decide(SampleTokens.full, authorizer(), now: 1_700_003_599.9)
        _ = try decide(SampleTokens.full, authorizer(), now: 1_700_000_000)
        #expect(
            try denial(SampleTokens.full, now: 1_700_003_600.5).reason
                == #"the token expired 1 s ago (authorizer "jwt")"#)
        #expect(try denial(SampleTokens.full, now: 1_700_003_600).reason.hasPrefix("the token expired 0 s ago"))
        #expect(
            try denial(SampleTokens.full, now: 1_699_999_990).reason
                == #"the token is not valid before 10 s from now (nbf) (authorizer "jwt")"#)
        #expect(
            try denial(SampleTokens.text).reason == #"the token's exp is "1700003600", not a number (authorizer "jwt")"#
        )
    }

    @Test("Issuers and audiences must be the same")
    func parties() throws {
        #expect(
            try denial(SampleTokens.full, authorizer(issuer: "https://issuer.example.com")).reason
                == #"the token's iss is "https://issuer.example.com/", and the authorizer's issuer is "https://issuer.example.com" (authorizer "jwt")"#
        )
        // With aud, client_id does not count.
        #expect(try denial(SampleTokens.full, authorizer(audience: ["app"])).reason.contains("the token's aud is"))
        #expect(
            try denial(SampleTokens.client, authorizer(audience: ["api"])).reason.contains(
                #"the token's client_id is "app""#))
        #expect(
            try denial(SampleTokens.full, authorizer(audience: [])).reason.contains(
                "the authorizer's audience is empty"))
    }

    @Test("Signatures that are not those of the issuer")
    func signatures() throws {
        let reason = #"the token's signature is not that of the key "one" (authorizer "jwt")"#
        #expect(try denial(SampleTokens.other).reason == reason)
        let parts = SampleTokens.full.split(separator: ".")
        // The same signature with other claims, without one, and with one for another algorithm.
        #expect(try denial("\(parts[0]).\(Self.base64(#"{"iss":"x"}"#)).\(parts[2])").reason == reason)
        #expect(try denial("\(parts[0]).\(parts[1]).").reason == reason)
        #expect(try denial("\(Self.base64(#"{"alg":"RS512","kid":"one"}"#)).\(parts[1]).\(parts[2])").reason == reason)
    }

    @Test(
        "Headers that no key belongs to",
        arguments: [
            (#"{"alg":"none","kid":"one"}"#, #"the token's alg is "none": API Gateway knows RS256, RS384 and RS512"#),
            (#"{"alg":"HS256","kid":"one"}"#, #"the token's alg is "HS256": API Gateway knows RS256, RS384 and RS512"#),
            (
                #"{"alg":"ES256","kid":"elliptic"}"#,
                #"the token's alg is "ES256": API Gateway knows RS256, RS384 and RS512"#
            ),
            (#"{"alg":"rs256","kid":"one"}"#, #"the token's alg is "rs256": API Gateway knows RS256, RS384 and RS512"#),
            (#"{"alg":"RS256"}"#, "the token's header has no kid"),
            (#"{"alg":"RS256","kid":1}"#, "the token's header has no kid"),
            (
                #"{"alg":"RS256","kid":"three"}"#,
                #"the keys of https://issuer.example.com/ have none with the token's kid "three""#
            ),
            (#"{"alg":"RS256","kid":"elliptic"}"#, #"the key "elliptic" cannot verify the token: its kty is "EC""#),
            (#"{"alg":"RS256","kid":"enc"}"#, #"the key "enc" cannot verify the token: its use is "enc""#),
            (#"{"alg":"RS256","kid":"only512"}"#, "the token's alg is RS256, and that of its key is RS512"),
            (#"{"kid":"one"}"#, "the token's header has no alg"),
            (#"{"alg":"RS256","kid":"one","crit":["b64"]}"#, "the token's header has crit, which is not supported"),
        ])
    func headers(header: String, reason: String) throws {
        #expect(try denial(token(header)).reason == #"\#(reason) (authorizer "jwt")"#)
    }

    @Test(
        "Texts that are no token",
        arguments: [
            ("a", "the token has 1 part between points, and a JWT has 3"),
            ("a.b", "the token has 2 parts between points, and a JWT has 3"),
            ("a.b.c.d", "the token has 4 parts between points, and a JWT has 3"),
            ("..", "the token's header is not a JSON object in base64url"),
            ("e30=.e30.AA", "the token's header is not a JSON object in base64url"),
            ("W10.e30.AA", "the token's header is not a JSON object in base64url"),
            ("eyJhbGciOiJSUzI1NiJ9.W10.AA", "the token's payload is not a JSON object in base64url"),
            ("eyJhbGciOiJSUzI1NiJ9.e30.A", "the token's signature is not base64url"),
            ("Bearer Bearer a.b.c", "the token's header is not a JSON object in base64url"),
        ])
    func malformed(text: String, reason: String) throws {
        #expect(try denial(text).reason == #"\#(reason) (authorizer "jwt")"#)
    }

    @Test("Long and deep tokens are refused")
    func huge() throws {
        #expect(try denial(String(repeating: "a", count: 70_000)).reason.hasPrefix("the token is longer than 64 KB"))
        let deep = token(String(repeating: "[", count: 10_000), "{}")
        #expect(try denial(deep).reason.hasPrefix("the token's header is not a JSON object"))
        let wide = token(#"{"alg":"RS256","kid":"\#(String(repeating: "k", count: 20_000))"}"#)
        #expect(try denial(wide).reason.utf8.count < 300)
    }

    @Test("No change of a token makes a valid one of it, and no text stops the program")
    func fuzz() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        let authorizer = try authorizer()
        let (valid, keys) = (Array(SampleTokens.bare.utf8), try JWKS(Array(SampleTokens.keys.utf8)))
        let signatureStart = valid.lastIndex(of: UInt8(ascii: ".")) ?? 0
        for _ in 0..<300 {
            var text = valid
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                // The last letter of a signature has bits without a meaning.
                let index = Int.random(in: 0..<(text.count - 1), using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: text[index] = UInt8.random(in: 0x21...0x7E, using: &generator)
                case 1: text.remove(at: index)
                case 2: text.insert(UInt8.random(in: 0x21...0x7E, using: &generator), at: index)
                default: text.removeSubrange(Int.random(in: 0...index, using: &generator)..<index)
                }
            }
            guard text != valid, let token = try? JSONWebToken(String(decoding: text, as: UTF8.self)) else { continue }
            guard
                token.signed != Array(valid[..<signatureStart])
                    || token.signature
                        != Base64URL.decoded(
                            String(decoding: valid[(signatureStart + 1)...], as: UTF8.self))
            else { continue }
            #expect(throws: AuthorizerDenial.self, "seed \(seed): \(String(decoding: text, as: UTF8.self))") {
                try authorizer.decide(token, keys: keys, scopes: [], at: SampleTokens.now)
            }
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }
}

@Suite("Keys of issuers") struct JWKSTests {
    @Test("A discovery document names the keys")
    func discovery() throws {
        for issuer in ["https://a.example/b", "https://a.example/b/"] {
            let settings = AuthorizerSettings(.jwt(issuer: issuer, audience: [], keys: "/keys.json"))
            let authorizer = try #require(try JWTAuthorizer(name: "jwt", settings: settings))
            #expect(authorizer.discovery == "https://a.example/b/.well-known/openid-configuration")
            #expect(authorizer.keys == "/keys.json")
        }
        let document = #"{"issuer": "https://a.example", "jwks_uri": "https://a.example/keys"}"#
        #expect(try JWKS.address(discovery: Array(document.utf8)) == "https://a.example/keys")
        let others = [
            "file:///etc/passwd", "ftp://a.example/keys", "/keys", "https://", "https:///keys", "https://a b",
        ]
        let texts = others.map { #"{"jwks_uri": "\#($0)"}"# }
        for text in ["", "[]", "{}", #"{"jwks_uri": 1}"#] + texts {
            #expect(throws: AuthorizerSettingsProblem.self) { try JWKS.address(discovery: Array(text.utf8)) }
        }
        let function = AuthorizerSettings(.token(function: "a", validation: nil))
        #expect(try JWTAuthorizer(name: "a", settings: function) == nil)
    }

    @Test("A set has keys by kid; of two with the same, the first counts")
    func keys() throws {
        let token = try JSONWebToken(SampleTokens.bare)
        #expect(try JWKS(Array(SampleTokens.keys.utf8)).hasKey(of: token))
        #expect(try !JWKS(Array(#"{"keys": []}"#.utf8)).hasKey(of: token))
        let set = try JWKS(
            Array(#"{"keys": [{"kid": "one", "kty": "EC"}, {"kid": "one", "kty": "RSA"}, {"kty": "RSA"}, 1]}"#.utf8))
        #expect(set.keys == ["one": .other(#"its kty is "EC""#)])
        let broken = try JWKS(Array(#"{"keys": [{"kid": "a", "kty": "RSA", "n": "AQ", "e": "AQAB"}]}"#.utf8))
        #expect(broken.keys == ["a": .other("its n or e is not valid")])
    }

    @Test("Other text is refused", arguments: ["", "{}", "[]", #"{"keys": {}}"#, "<html>"])
    func refused(text: String) {
        #expect(throws: AuthorizerSettingsProblem.self) { try JWKS(Array(text.utf8)) }
    }
}
