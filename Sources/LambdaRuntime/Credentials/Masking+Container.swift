import DockerEngine
import LambdaModel

extension Masking {
    /// The fewest characters of a key that is taken for a real one: stand-ins such as `local` and `test` are words that a
    /// log may well have, and AWS's own keys have 16 and more.
    private static let shortestKey = 16

    /// Masks the AWS keys that a container was given, whoever made it; nil if it has none.
    init?(credentialsOf container: ContainerDetails) {
        let keys = ContainerPlan.credentialNames.compactMap(container.variable).filter { $0.count >= Self.shortestKey }
        guard !keys.isEmpty else { return nil }
        self.init(keys)
    }

    /// Masks the secrets among variables.
    ///
    /// - Parameters:
    ///   - secrets: names of variables that are secret, whatever they are called.
    ///   - plain: names of variables that are not.
    init(variables: some Sequence<(name: String, value: String)>, secrets: Set<String>, plain: Set<String>) {
        self.init(
            variables.flatMap {
                SecretVariable.hiddenTexts(name: $0.name, value: $0.value, secrets: secrets, plain: plain)
            })
    }
}
