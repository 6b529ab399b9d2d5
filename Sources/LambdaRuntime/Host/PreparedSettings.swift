import LambdaModel
import OrderedCollections

/// A function's settings with what is made of them again and again.
struct PreparedSettings: Sendable {
    let settings: FunctionSettings
    /// The port of the manifest's endpoint; nil if there is none.
    let endpoint: Int?
    /// The hash of what shapes a container: one with another hash is stale.
    let spec: String
    /// Hides the secrets of these settings from the history. A container that was made with other settings has secrets
    /// of its own (``MadeWith``).
    let masking: Masking

    init(_ settings: FunctionSettings, endpoint: Int?, host: [String: String]) {
        self.settings = settings
        self.endpoint = endpoint
        spec = ContainerPlan.hash(settings, endpoint: endpoint)
        let credentials = settings.credentials == .environment ? ContainerPlan.credentialNames : []
        let variables =
            settings.environment.map { ($0.key, $0.value) }
            + credentials.compactMap { name in
                host[name].map { (name, $0) }
            }
        masking = Masking(variables: variables, secrets: settings.secrets, plain: settings.plain)
    }
}

extension ServingContainer {
    /// Whether it was made for other settings than these.
    func isStale(for prepared: PreparedSettings) -> Bool {
        spec != prepared.spec || (ownPort.map { $0 != prepared.settings.resolvedPort } ?? false)
    }
}
