import OrderedCollections

/// Decides which environment variables hold secrets. All others stay readable in what lamdeck stores.
public enum SecretVariable {
    /// The variables that hold AWS credentials (LAMBDA facts, point 11). They are always secret.
    public static let credentialNames = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]

    /// The texts to hide because of one variable: its value, and the secrets inside the value, such as the password of
    /// a URL. Empty for a variable that is not secret.
    ///
    /// - Parameters:
    ///   - secrets: names of variables that the manifest calls secret.
    ///   - plain: names of variables that the manifest calls plain; credentials stay secret.
    public static func hiddenTexts(
        name: String, value: String, secrets: Set<String> = [], plain: Set<String> = []
    ) -> [String] {
        let parts = SecretValue.parts(of: value)
        if credentialNames.contains(name) { return SecretValue.isPlainWord(value) ? [] : [value] + parts }
        if secrets.contains(name) { return [value] + parts + SecretValue.elements(of: value) }
        if plain.contains(name) { return [] }
        if !parts.isEmpty || SecretValue.isSecret(value) { return [value] + parts }
        let isNamedSecret =
            switch SecretName.kind(of: name) {
            case .none: false
            case .certain: !SecretValue.isPlainWord(value)
            case .likely: !SecretValue.isPlainWord(value) && !SecretValue.isPlainText(value)
            case .tableKey: SecretValue.isRandom(value)
            }
        return isNamedSecret ? [value] + SecretValue.elements(of: value) : []
    }

    /// Whether a variable holds a secret.
    public static func isSecret(
        name: String, value: String, secrets: Set<String> = [], plain: Set<String> = []
    ) -> Bool {
        !hiddenTexts(name: name, value: value, secrets: secrets, plain: plain).isEmpty
    }
}

extension FunctionSettings {
    /// The names of the variables in ``environment`` that hold secrets.
    public var secretNames: [String] {
        environment.filter {
            SecretVariable.isSecret(name: $0.key, value: $0.value, secrets: secrets, plain: plain)
        }.map(\.key)
    }
}
