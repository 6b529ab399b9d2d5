import JSONText

/// An authorizer while it is read.
struct AuthorizerDraft: KeyedObject {
    let kind: APISettings.Kind?
    let authorizerType: AuthorizerType?
    /// The authorizer as the user calls it: `authorizer "users"`.
    let words: String
    var function: NameReference?
    var identitySource: [String]?
    var validation: String?
    var payload = APISettings.PayloadVersion.v2
    var simpleResponses = false
    var resultSeconds: Int?
    var issuer: String?
    var audience: [String] = []
    var keys: String?

    var placeInKind: String { "an authorizer of " }
}

/// The keys of an authorizer, in the order of schema and reference (API Gateway, `CreateAuthorizer`).
enum AuthorizerKeys {
    private static let gateway: [APISettings.Kind] = [.http, .rest, .websocket]

    static let all: [ObjectKey<AuthorizerDraft>] = [
        ObjectKey(
            "type", summary: "What the authorizer decides by.",
            meaning:
                "`jwt` (HTTP API): a signed token; `request`: a function that gets the request; `token` (REST API): "
                + "a function that gets one header",
            fallback: "required", describe: { SchemaForm.choice(&$0, AuthorizerType.allCases.map(\.rawValue)) },
            // It is read before the others, which depend on it.
            read: { _, _, _ in }),
        ObjectKey(
            "function", types: [.request, .token], summary: "The function that decides.",
            meaning: "the function that decides", fallback: "required", describe: SchemaForm.text,
            read: { node, authorizer, reader in
                authorizer.function = reader.reference(node, as: "\"function\"", of: authorizer.words)
            }),
        ObjectKey(
            "identitySource", of: gateway, summary: "The parts of the request that identify the caller.",
            meaning:
                "the parts of the request that identify the caller, one or a list: `$request.header.Authorization` "
                + "(HTTP), `method.request.header.Authorization` (REST), `route.request.querystring.token` (WebSocket)",
            fallback: "`Authorization` for `jwt` and `token`", describe: SchemaForm.textOrList,
            read: { node, authorizer, reader in
                authorizer.identitySource = IdentitySourceReading.read(node, of: authorizer, by: &reader)
            }),
        ObjectKey(
            "identityValidationExpression", of: [.rest], types: [.token],
            summary: "A regular expression that the header's value must match.",
            meaning: "a regular expression that the header's value must match", fallback: "none",
            describe: SchemaForm.text,
            read: { node, authorizer, reader in
                guard let text = reader.string(node, as: "\"identityValidationExpression\"") else { return }
                do throws(PatternProblem) {
                    _ = try SearchPattern(text)
                    authorizer.validation = text
                } catch {
                    reader.error("\"identityValidationExpression\": \(error)", at: node.position)
                }
            }),
        ObjectKey(
            "payloadFormatVersion", of: [.http], types: [.request], .payloadVersion, at: \.payload,
            summary: "The version of the authorizer's events.", meaning: "the version of the authorizer's events",
            fallback: "`\"2.0\"`"),
        ObjectKey(
            "enableSimpleResponses", of: [.http], types: [.request], .flag, at: \.simpleResponses,
            summary: "Whether the function returns isAuthorized instead of a policy.",
            meaning: "whether the function returns `isAuthorized` instead of a policy; only with payload `2.0`",
            fallback: "`false`"),
        ObjectKey(
            "authorizerResultTtlInSeconds", of: [.http, .rest], types: [.request, .token],
            .number(0...3_600, unit: "seconds"), at: \.resultSeconds,
            summary: "Seconds for which a result is used again for the same identity.",
            meaning: "seconds for which a result is used again for the same identity, up to 3,600",
            fallback: "300 of a REST API, 0 of an HTTP API"),
        ObjectKey(
            "issuer", of: [.http], types: [.jwt], summary: "The issuer of the tokens, a URL.",
            meaning: "the issuer of the tokens, a URL", fallback: "required", describe: SchemaForm.text,
            read: { node, authorizer, reader in
                guard let issuer = reader.string(node, as: "\"issuer\"") else { return }
                guard IssuerURL.isURL(issuer) else {
                    return reader.error(
                        "\"issuer\" must be a URL such as \"https://issuer.example\"", at: node.position)
                }
                authorizer.issuer = issuer
            }),
        ObjectKey(
            "audience", of: [.http], types: [.jwt], summary: "Audiences of which a token must have one.",
            meaning: "audiences of which a token must have one, one or a list", fallback: "required",
            describe: SchemaForm.textOrList,
            read: { node, authorizer, reader in
                let audience = reader.texts(node, as: "\"audience\"", each: "an audience", isTextEnough: true)
                authorizer.audience = (audience ?? []).map(\.text)
            }),
        ObjectKey(
            "keys", of: [.http], types: [.jwt], summary: "The issuer's JSON Web Key Set: a file or a URL.",
            meaning: "the issuer's public keys: the file or the URL of a JSON Web Key Set",
            fallback: "as the issuer's `/.well-known/openid-configuration` says", describe: SchemaForm.text,
            read: { node, authorizer, reader in
                guard let text = node.string, text.contains("://") else {
                    authorizer.keys = ContextFile.readKeySet(node, as: "\"keys\"", by: &reader)
                    return
                }
                guard IssuerURL.isURL(text) else {
                    return reader.error("\"keys\" must be a file, or a URL with https:// or http://", at: node.position)
                }
                authorizer.keys = text
            }),
    ]
}
