import LambdaModel

extension AuthorizerDenial {
    /// The denial for an authorizer that cannot be asked.
    public init(failure reason: String, by api: APISettings.Kind) { self.init(.failure, by: api, reason) }
}
