import LambdaModel

/// An authorizer of an API, with its settings read once for all requests.
public enum RouteAuthorizer: Sendable {
    /// It checks tokens by the keys of their issuer.
    case tokens(JWTAuthorizer)
    /// It is a function.
    case function(LambdaAuthorizer)

    /// Reads the settings of an authorizer.
    ///
    /// - Throws: what is wrong with an identity source or with the expression that validates tokens.
    public init(
        name: String, settings: AuthorizerSettings, api: APISettings.Kind
    ) throws(AuthorizerSettingsProblem) {
        if let tokens = try JWTAuthorizer(name: name, settings: settings) {
            self = .tokens(tokens)
        } else if let function = try LambdaAuthorizer(name: name, settings: settings, api: api) {
            self = .function(function)
        } else {
            throw AuthorizerSettingsProblem("it has neither a function nor an issuer")
        }
    }
}
