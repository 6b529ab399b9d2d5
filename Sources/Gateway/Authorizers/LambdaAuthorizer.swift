import JSONText
import LambdaModel

/// An authorizer that is a function: what it is asked, and what its answer means for a request (API Gateway developer
/// guide, "Use API Gateway Lambda authorizers" and "Control access to HTTP APIs with AWS Lambda authorizers").
///
/// For each request: ``step(for:at:)`` says whether to ask. The call's answer may be in an ``AuthorizerCache``. Otherwise
/// the function gets ``event(for:request:)``, and ``answer(_:)`` reads what it returns. ``decide(_:for:)`` applies the
/// answer to the request, also one from the cache.
public struct LambdaAuthorizer: Sendable {
    /// What a request asks an authorizer.
    public struct Call: Sendable, Hashable {
        /// The function to call.
        public let function: String
        /// The request's ARN, for policies.
        public let arn: String
        /// The values of the identity sources, in their order.
        public let identity: [String]
        /// For the cache; nil if answers are not used again.
        public let cacheKey: AuthorizerCache.Key?
    }

    /// What happens to a request before the function is called.
    public enum Step: Sendable, Hashable {
        /// The function must be asked, or the cache.
        case ask(Call)
        /// The request is refused without a call.
        case refuse(AuthorizerDenial)
    }

    private enum Input: Sendable {
        case token(validation: SearchPattern?)
        case request(APISettings.PayloadVersion)
    }

    /// The name in the manifest.
    public let name: String
    /// The function.
    public let function: String
    /// How long an answer is used again for the same identity, in seconds; 0 if it is not.
    public let resultSeconds: Int
    private let api: APISettings.Kind
    private let sources: [IdentitySource]
    private let input: Input
    private let hasSimpleResponses: Bool

    /// Reads the settings of an authorizer of an API; nil for one that checks JWTs.
    ///
    /// - Throws: what is wrong with an identity source or with the expression that validates tokens.
    public init?(
        name: String, settings: AuthorizerSettings, api: APISettings.Kind
    ) throws(AuthorizerSettingsProblem) {
        var sources = try IdentitySource.list(settings.identitySource)
        switch settings.kind {
        case .jwt: return nil
        case .token(let function, let validation):
            if sources.isEmpty { sources = [try IdentitySource(AuthorizerSettings.restAuthorizationHeader)] }
            self.function = function
            input = .token(validation: try Self.pattern(validation))
            hasSimpleResponses = false
        case .request(let function, let payload, let simpleResponses):
            self.function = function
            input = .request(payload)
            hasSimpleResponses = api == .http && payload == .v2 && simpleResponses
        }
        self.name = name
        self.api = api
        self.sources = sources
        // Only REST and HTTP APIs keep answers, and only if they know the identity.
        let keepsAnswers = (api == .rest || api == .http) && !sources.isEmpty
        resultSeconds = keepsAnswers ? settings.resultSeconds ?? api.resultSeconds : 0
    }

    private static func pattern(_ text: String?) throws(AuthorizerSettingsProblem) -> SearchPattern? {
        guard let text else { return nil }
        do {
            return try SearchPattern("(?-i)" + text)
        } catch {
            throw AuthorizerSettingsProblem("the expression \"\(text)\" that validates tokens: \(error.message)")
        }
    }

    // MARK: Asking

    /// Whether the function is asked about requests without all of their identity: that of a REST API, if its answers are
    /// not used again (API Gateway developer guide, "Configure an API Gateway Lambda authorizer using the API Gateway
    /// console").
    private var isAskedWithoutIdentity: Bool {
        if case .request = input { return api == .rest && resultSeconds == 0 }
        return false
    }

    /// Reads the identity of a request. The service answers 401 itself if the token does not match the expression, and if a
    /// part of the identity is missing, unless ``isAskedWithoutIdentity``.
    public func step(for request: WebRequest, at place: RequestPlace) -> Step {
        var identity: [String] = []
        for source in sources {
            guard let value = source.value(in: request, at: place) else {
                if isAskedWithoutIdentity { continue }
                return .refuse(
                    denial(
                        .unauthorized,
                        "the request has no \(source.text), an identity source of the authorizer \"\(name)\""))
            }
            identity.append(value)
        }
        if case .token(let validation?) = input, let token = identity.first, !validation.matches(token) {
            return .refuse(
                denial(
                    .unauthorized,
                    "the token does not match the expression that the authorizer \"\(name)\" validates with"))
        }
        let key = AuthorizerCache.Key(api: place.apiName, authorizer: name, identity: identity)
        return .ask(
            Call(
                function: function, arn: ExecuteARN.of(request, at: place), identity: identity,
                cacheKey: resultSeconds > 0 ? key : nil))
    }

    /// The event of the authorizer's function.
    ///
    /// - Parameter request: makes the event that a function gets for the request in a format; the authorizer's differs only
    ///   in some members. A token authorizer does not need it.
    /// - Throws: if that event is not JSON.
    public func event(for call: Call, request: (EventFormat) -> [UInt8]) throws(JSONError) -> [UInt8] {
        switch input {
        case .token: return AuthorizerEvent.token(call.identity.first ?? "", arn: call.arn)
        case .request(let version):
            let format: EventFormat
            switch api {
            case .http: format = version == .v2 ? .http2 : .http1
            case .rest, .alb: format = .rest
            case .websocket: format = .websocket
            }
            return AuthorizerEvent.request(
                try JSONDocument(request(format)).root, format, arn: call.arn, identity: call.identity)
        }
    }

    // MARK: Answers

    /// Reads what the function returned.
    ///
    /// - Throws: the denial of the request if the answer has a wrong shape.
    public func answer(_ response: [UInt8]) throws(AuthorizerDenial) -> AuthorizerAnswer {
        do throws(AuthorizerAnswer.Problem) {
            return try AuthorizerAnswer(response, hasSimpleResponses: hasSimpleResponses, api: api)
        } catch {
            throw denial(.configuration, "the answer of the authorizer \"\(name)\" is not valid: \(error.text)")
        }
    }

    /// The denial for an authorizer that raised an error. The message `Unauthorized` is a 401, any other error a 500.
    public func raised(type: String?, message: String?) -> AuthorizerDenial {
        let error = [type, message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
        let reason = "the authorizer \"\(name)\" raised \(error.isEmpty ? "an error" : error)"
        return denial(message == "Unauthorized" ? .unauthorized : .failure, reason)
    }

    /// The denial for an authorizer that did not answer.
    ///
    /// - Parameter reason: what happened, after the authorizer's name: `timed out after 3 s`.
    public func failed(_ reason: String) -> AuthorizerDenial {
        denial(.failure, "the authorizer \"\(name)\" \(reason)")
    }

    /// Decides about a request by an answer, which may be one for an earlier request with the same identity: a policy is
    /// evaluated for each request.
    ///
    /// - Throws: the denial of the request.
    public func decide(_ answer: AuthorizerAnswer, for call: Call) throws(AuthorizerDenial) -> AuthorizerGrant {
        switch answer.verdict {
        case .simple(true): break
        case .simple(false):
            throw denial(.explicitDeny, "isAuthorized is false in the answer of the authorizer \"\(name)\"")
        case .policy(let policy):
            switch policy.decide(call.arn) {
            case .allow: break
            case .explicitDeny(let reason): throw denial(.explicitDeny, "\(reason) (authorizer \"\(name)\")")
            case .noPermission(let reason): throw denial(.noPermission, "\(reason) (authorizer \"\(name)\")")
            }
        }
        return AuthorizerGrant(.lambda(principal: answer.principal, context: answer.context))
    }

    private func denial(_ kind: AuthorizerDenial.Kind, _ reason: String) -> AuthorizerDenial {
        AuthorizerDenial(kind, by: api, reason)
    }
}
