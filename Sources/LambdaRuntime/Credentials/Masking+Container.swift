import DockerEngine
import LambdaModel

extension Masking {
    /// The shortest text that counts as a real key: placeholders such as `local` and `test` are words that occur in
    /// logs, and AWS's own keys have at least 16 characters.
    private static let shortestKey = 16

    /// Masks the AWS credentials in a container, whichever process created it; nil if it has none.
    init?(credentialsOf container: ContainerDetails) {
        let keys = ContainerPlan.credentialNames.compactMap(container.variable).filter { $0.count >= Self.shortestKey }
        guard !keys.isEmpty else { return nil }
        self.init(keys)
    }

    /// Masks the secrets among variables.
    ///
    /// - Parameters:
    ///   - secrets: names of variables that are secret, whatever their names look like.
    ///   - plain: names of variables that are not secret.
    init(variables: some Sequence<(name: String, value: String)>, secrets: Set<String>, plain: Set<String>) {
        self.init(
            variables.flatMap {
                SecretVariable.hiddenTexts(name: $0.name, value: $0.value, secrets: secrets, plain: plain)
            })
    }
}
